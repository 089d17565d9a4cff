import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("A click that is in others' way")
struct ClickConflictTests {
    @Test("Is written again from its beginning, once")
    func again() async throws {
        try await TemporaryPostgres.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1)])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            let click = Click(
                id: ClickID(UUIDv7(at: Bookshop.noon)), scan: nil, listing: try #require(answer.listings.first).id,
                repeatKey: Bookshop.anyRepeatKey(), occurredAt: Bookshop.noon)
            // Two that are read, two about repeats, and two that are written: the first try fails with all of them done.
            let statements = Tally()
            let contended = Storage(
                driver: InterruptedDriver(storage.driver) { _ in
                    guard statements.up() == 6 else { return }
                    throw StorageError.conflict(StorageErrorDetail(code: "40P01", "a deadlock"))
                }, clock: Bookshop.clock)
            try await contended.append(click)
            #expect(statements.most == 12)
            #expect(try await storage.count("SELECT count(*) FROM clicks") == 1)
            #expect(try await storage.settledEvents().map(\.event.click) == [click.id])
        }
    }
}
