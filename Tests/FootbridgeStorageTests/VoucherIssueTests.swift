import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Issuing vouchers")
struct VoucherIssueTests {
    @Test(
        "Names its promotion in the reader's language, its product and its stores, the chosen one first",
        arguments: StorageEngine.allCases)
    func issued(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage) { $0.lifetime = .seconds(86_400) }
            guard case .issued(let voucher) = try await shop.issue(store: "s2") else {
                Issue.record("not issued")
                return
            }
            #expect(voucher.state == .issued && voucher.product?.title == "The Long Way")
            #expect(voucher.stores.map(\.id.description) == ["s2", "s1"])
            #expect(voucher.promotion.value == .percent(10))
            #expect(voucher.expiresAt == Bookshop.noon + .seconds(86_400))
            let own = try await storage.voucher(voucher.id, of: .session(Bookshop.visitor(7)), in: .german)
            #expect(own?.code == voucher.code)
            #expect(try await storage.voucher(voucher.id, of: .session(Bookshop.visitor(8)), in: .german) == nil)
            let client = try await storage.client()
            #expect(try await storage.voucher(voucher.id, of: .principal(client), in: .german) == nil)
        }
    }

    @Test("One visitor has as many as one may have, however many ask at once", arguments: StorageEngine.allCases)
    func visitorCap(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let issues = try await withThrowingTaskGroup(of: VoucherIssue.self) { group in
                for _ in 0..<24 { group.addTask { try await shop.issue() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let issued = issues.compactMap { if case .issued(let voucher) = $0 { voucher.id } else { nil } }
            #expect(issued.count == 1)
            #expect(issues.filter { $0 == .alreadyIssued(issued[0]) }.count == 23)
            // It has run out: another may be had.
            guard case .issued = try await shop.issue(at: Bookshop.noon + .seconds(30 * 86_400)) else {
                Issue.record("not issued")
                return
            }
        }
    }

    @Test(
        "No more are open or redeemed than the cap says; what has run out makes room", arguments: StorageEngine.allCases
    )
    func totalCap(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage) { ($0.totalCap, $0.lifetime) = (5, .seconds(3600)) }
            func issued(_ visitors: Range<UInt8>, at now: Timestamp) async throws -> [Voucher] {
                try await withThrowingTaskGroup(of: VoucherIssue.self) { group in
                    for visitor in visitors { group.addTask { try await shop.issue(to: visitor, at: now) } }
                    return try await group.reduce(into: []) { vouchers, issue in
                        switch issue {
                        case .issued(let voucher): vouchers.append(voucher)
                        default: #expect(issue == .exhausted)
                        }
                    }
                }
            }
            let first = try await issued(0..<30, at: Bookshop.noon)
            #expect(first.count == 5)
            #expect(try await shop.redeem(first[0], by: try await shop.staff()).hasPrefix("redeemed"))
            #expect(try await issued(30..<40, at: Bookshop.noon + .seconds(3599)).isEmpty)
            // Four have run out, and one is redeemed.
            #expect(try await issued(40..<60, at: Bookshop.noon + .seconds(3600)).count == 4)
            #expect(try await storage.promotions().map(\.counted) == [5])
        }
    }

    @Test("Not outside the promotion's time, publisher, stores and scans", arguments: StorageEngine.allCases)
    func refused(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage, publisher: "Harbour Press", stores: [Bookshop.publicID("s1")])
            var product = Bookshop.product(2)
            product.publisher = "Harbour Press"
            _ = try await storage.upsert(products: [product])
            #expect(try await shop.issue() == .unknown)
            #expect(try await shop.issue(store: "s2", product: 2) == .unknown)
            #expect(try await shop.issue(store: "o1", product: 2) == .unknown)
            #expect(try await shop.issue(product: 2, at: Bookshop.noon + .seconds(-86_401)) == .unknown)
            #expect(try await shop.issue(product: 2, at: Bookshop.noon + .seconds(40 * 86_400)) == .ended)
            guard case .issued = try await shop.issue(store: "s1", product: 2) else {
                Issue.record("not issued")
                return
            }
            let scan = Bookshop.scan(visitor: 8)
            try await storage.append(scan)
            let foreign = VoucherRequest(
                owner: .session(Bookshop.visitor(9)), visitor: Bookshop.visitor(9), subject: .scan(scan.scan.id),
                promotion: shop.promotion, store: nil, traceID: TraceID())
            #expect(try await storage.issue(foreign, at: Bookshop.noon) { _ in nil } == .unknown)
        }
    }

    @Test("Who is not known gets none that is counted by visitor", arguments: StorageEngine.allCases)
    func unknownVisitor(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let client = try await storage.client()
            let request = VoucherRequest(
                owner: .principal(client), visitor: nil, subject: .product(Bookshop.gtin(1)),
                promotion: shop.promotion, store: nil, traceID: TraceID())
            #expect(try await storage.issue(request, at: Bookshop.noon) { _ in nil } == .visitorRequired)
        }
    }
}
