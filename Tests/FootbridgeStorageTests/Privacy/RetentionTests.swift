import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Retention")
struct RetentionTests {
    private static let retention = Retention(
        personalParts: .seconds(10 * 86_400), visitorNames: .seconds(20 * 86_400), rejects: .seconds(5 * 86_400))

    private static func counts(_ storage: Storage) async throws -> [Int64] {
        [
            try await storage.count("SELECT count(*) FROM event_personal"),
            try await storage.count("SELECT count(*) FROM visitors WHERE visitor_hash IS NOT NULL"),
            try await storage.count("SELECT count(*) FROM rejects"),
        ]
    }

    @Test(
        "Each kind is kept for its own time and not a millisecond longer, the log for ever",
        arguments: StorageEngine.allCases)
    func kinds(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage, parameters: ErasureTests.parameters)
            #expect(try await shop.words(try shop.refund("R", pence: 1)) == ["unknown-order"])
            let events = try await storage.settledEvents()
            for (days, before, after) in [
                (5, [1, 1, 1], [1, 1, 0]), (10, [1, 1, 0], [0, 1, 0]), (20, [0, 1, 0], [0, 0, 0]),
            ] as [(Int, [Int64], [Int64])] {
                let end = Bookshop.noon + .seconds(days * 86_400)
                _ = try await storage.enforce(Self.retention, at: end, limit: 100)
                #expect(try await Self.counts(storage) == before, "at \(days) days")
                _ = try await storage.enforce(Self.retention, at: end + .milliseconds(1), limit: 100)
                #expect(try await Self.counts(storage) == after, "after \(days) days")
            }
            #expect(try await storage.settledEvents() == events)
            #expect(try await storage.count("SELECT count(*) FROM visitors") == 1)
        }
    }

    @Test("Many rows go in batches", arguments: StorageEngine.allCases)
    func batches(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            for visitor in 1...7 {
                try await storage.append(Bookshop.scan(visitor: UInt8(visitor), parameters: ErasureTests.parameters))
            }
            let late = Bookshop.noon + .seconds(100 * 86_400)
            var sweeps: [RetentionSweep] = []
            repeat {
                sweeps.append(try await storage.enforce(Self.retention, at: late, limit: 3))
            } while sweeps.last?.isCutShort == true
            #expect(sweeps.map(\.personalParts) == [3, 3, 1] && sweeps.map(\.visitorNames) == [3, 3, 1])
            #expect(try await Self.counts(storage) == [0, 0, 0])
        }
    }

    @Test("What was being written while its visitor was erased goes, too", arguments: StorageEngine.allCases)
    func late(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage, parameters: ErasureTests.parameters)
            let scan = try #require(shop.click.scan)
            let visitor = try #require(try await storage.visitors([.scan(scan)]).first)
            _ = try await storage.erase(visitor.number)
            try await storage.driver.write { connection in
                _ = try connection.change(
                    """
                    INSERT INTO event_personal (event_id, recorded_at, visitor_no, gclid) VALUES ($1, $2, $3, 'late')
                    """,
                    [.id(EventID(UUIDv7(at: Bookshop.noon))), .time(Bookshop.noon), .integer(visitor.number)])
            }
            let sweep = try await storage.enforce(Self.retention, at: Bookshop.noon, limit: 100)
            #expect(sweep.personalParts == 1)
            #expect(try await storage.count("SELECT count(*) FROM event_personal") == 0)
        }
    }
}
