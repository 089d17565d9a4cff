import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// Every look-up of a request goes through an index: a scan of a table would be right in every other test.
@Suite("Query plans in SQLite")
struct QueryPlanTests {
    static let lookups: [(statement: SQL, values: Int, expected: String)] = [
        (NearestStores.within.sql, 3, "SEARCH s USING PRIMARY KEY (gtin=? AND cell>? AND cell<?)"),
        (NearestStores.all.sql, 2, "SEARCH s USING PRIMARY KEY (gtin=?)"),
    ]

    @Test("Stock around a position is a range of its primary key", arguments: lookups.indices)
    func ranges(index: Int) async throws {
        let lookup = Self.lookups[index]
        try await TemporaryDatabase.with { database in
            let plan = try await database.storage.driver.read { connection in
                try connection.rows(lookup.statement.explained, Array(repeating: .integer(1), count: lookup.values))
                    .map { try $0.text(3) }
            }
            #expect(plan.contains { $0.hasPrefix(lookup.expected) }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    @Test("No statement of a request scans a table")
    func noScans() async throws {
        try await TemporaryDatabase.with(clock: Bookshop.clock) { database in
            let storage = database.storage
            let explaining = ExplainingDriver(storage.driver)
            let explained = Storage(driver: explaining, clock: Bookshop.clock)
            _ = try await explained.upsert(products: [Bookshop.product(1)])
            _ = try await explained.upsert(stores: (0..<80).map { Bookshop.store("s\($0)") })
            _ = try await explained.upsert(stock: (0..<80).map { Bookshop.stock("s\($0)", 1) })
            _ = try await explained.upsert(listings: [Bookshop.listing("a", 1)])
            let answer = try await explained.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            let listing = try #require(answer.listings.first)
            _ = try await explained.destination(of: listing.id)
            _ = try await explained.places(PlaceSearch("camden", limit: 5))
            _ = try await explained.principal(keyHash: APIKey().hash)
            let claim = try #require(try await explained.claimed())
            let record = Bookshop.scan(
                visitor: 7, claim: claim,
                parameters: ScanParameters(vicinity: Bookshop.near()))
            try await explained.append(record)
            _ = try await explained.keptAnswer(record.scan.id, of: record.scan.owner, at: Bookshop.noon)
            try await explained.append(
                Click(
                    id: ClickID(UUIDv7(at: Bookshop.noon)), scan: record.scan.id, listing: listing.id,
                    repeatKey: Bookshop.anyRepeatKey(), occurredAt: Bookshop.noon))
            try await explained.release(claim)
            _ = try await explained.deleteExpired(at: Bookshop.noon, limit: 10)
            _ = try await explained.events(after: .beginning, limit: 10)
            try await Self.useTill(explained, storage)
            let wholes: Set = [
                // One row each, or none.
                "SCAN log_head", "SCAN catalog_versions", "SCAN CONSTANT ROW",
                // A new merchant or principal may mend a reference that is broken; it is looked for only where one is.
                "SCAN clicks", "SCAN scans",
            ]
            let scans = explaining.plans.filter { $0.hasPrefix("SCAN") && !wholes.contains($0) }
            #expect(scans.isEmpty)
            #expect(explaining.plans.count > 80)
        }
    }

    /// A voucher from its issue to its reversal, a visit, and who works at the till.
    private static func useTill(_ storage: Storage, _ plain: Storage) async throws {
        let shop = try await VoucherShop(in: plain).seen(through: storage)
        let voucher = try await shop.voucher()
        let (store, till) = (Bookshop.publicID("s1"), try await shop.staff())
        _ = try await shop.issue()
        _ = try await storage.voucherAtTill(voucher.code, of: store, in: .english)
        _ = try await storage.voucher(voucher.code, of: .session(Bookshop.visitor(7)), in: .german)
        _ = try await shop.redeem(voucher, by: till)
        _ = try await shop.redeem(voucher, by: till, key: "k2")
        _ = try await shop.reverse(try await shop.last(), by: till)
        _ = try await storage.conflicts(of: store, limit: 10)
        _ = try await VisitTests.visit(storage)
        let (device, key, person) = try await StaffTests.device(in: storage)
        _ = try await storage.staffMember(person, on: device.id, keyHash: key.hash)
        _ = try await storage.tryPIN(of: person, on: device.id, at: Bookshop.noon)
        try await storage.forgiveWrongPINs(of: person, on: device.id)
        _ = try await storage.revokedVouchers(of: device.merchant.id, at: Bookshop.noon, limit: 10)
    }
}
