import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Rejects")
struct RejectTests {
    private static func malformed(_ content: String) -> PurchaseRow {
        PurchaseRow(content: content, report: .failure(.malformed(member: "amount", expectation: "it is missing.")))
    }

    /// All of them, page after page, once there are so many to be read: PostgreSQL shows no row while any older transaction
    /// of the whole server is open, and other tests have some.
    private static func all(
        _ count: Int, in storage: Storage, of merchant: PublicID? = nil, limit: Int = 3
    ) async throws -> [Reject] {
        let end = ContinuousClock.now + .hang
        while try await storage.rejects(of: merchant, after: .beginning, limit: 100).rejects.count < count {
            try #require(ContinuousClock.now < end, "rejects are held back for ever")
            await Task.yield()
        }
        var (found, position): ([Reject], LogPosition) = ([], .beginning)
        while true {
            let page = try await storage.rejects(of: merchant, after: position, limit: limit)
            #expect(page.rejects.count <= limit && (page.next == position) == page.rejects.isEmpty)
            found += page.rejects
            position = page.next
            if !page.more { return found }
        }
    }

    @Test("A row that was refused is kept once for each reason, with what it said", arguments: StorageEngine.allCases)
    func kept(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            let first = try await shop.report([Self.malformed("one"), try shop.refund("R", pence: 1), try shop.order()])
            let again = try await shop.report([Self.malformed("one"), try shop.refund("R2", pence: 5000)])
            #expect(again.first == first.first)
            let rejects = try await Self.all(2, in: storage)
            #expect(rejects.map(\.reason) == ["malformed", "refund-too-large"])
            #expect(rejects.map(\.content) == ["one", "R2 -50.00"])
            #expect(
                rejects.first?.detail == "amount: it is missing." && rejects.first?.merchant == PurchaseShop.merchant)
            guard case .refused(_, let id)? = again.first else { Issue.record("recorded"); return }
            #expect(rejects.first?.id == id)
        }
    }

    @Test(
        "Pages follow one another without a gap, each merchant's alone or everybody's",
        arguments: StorageEngine.allCases)
    func pages(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            for number in 0..<5 {
                _ = try await shop.report([Self.malformed("a \(number)"), Self.malformed("A \(number)")])
                _ = try await shop.report([Self.malformed("b \(number)")], of: PurchaseShop.other.id)
            }
            let all = try await Self.all(15, in: storage)
            #expect(all.map(\.content) == (0..<5).flatMap { ["a \($0)", "A \($0)", "b \($0)"] })
            let others = try await Self.all(5, in: storage, of: PurchaseShop.other.id)
            #expect(others.map(\.content) == (0..<5).map { "b \($0)" })
            #expect(try await Self.all(0, in: storage, of: Bookshop.publicID("nobody")).isEmpty)
        }
    }
}
