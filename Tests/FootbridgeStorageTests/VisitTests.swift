import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Visits")
struct VisitTests {
    static func visit(
        _ storage: Storage, of visitor: UInt8 = 7, store: String = "s1", from position: Position? = nil,
        at now: Timestamp = Bookshop.noon
    ) async throws -> Visit? {
        try await storage.record(
            VisitRequest(
                store: Bookshop.publicID(store), visitor: Bookshop.visitor(visitor), scan: nil, position: position,
                traceID: TraceID()), at: now)
    }

    @Test(
        "One for each visitor, store and day, however many scans there are at once", arguments: StorageEngine.allCases)
    func oncePerDay(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1"), Bookshop.store("s2")])
            let visits = try await withThrowingTaskGroup(of: Visit?.self) { group in
                for _ in 0..<16 { group.addTask { try await Self.visit(storage) } }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            #expect(visits.count == 16 && visits.filter(\.isNew).count == 1)
            #expect(Set(visits.map(\.id)).count == 1)
            #expect(try await Self.visit(storage, of: 8)?.isNew == true)
            #expect(try await Self.visit(storage, store: "s2")?.isNew == true)
            #expect(try await Self.visit(storage, store: "nowhere") == nil)
            let kinds = try await storage.settledEvents().map(\.event.kind)
            #expect(kinds == [.visit, .visit, .visit])
        }
    }

    @Test("The day is the store's own: it ends at midnight there", arguments: StorageEngine.allCases)
    func day(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let zone = Bookshop.zone()
            let today = zone.day(at: Bookshop.noon)
            let midnight = try #require(
                (0..<24 * 60).lazy.map { Bookshop.noon + .seconds(60 * $0) }.first { zone.day(at: $0) != today })
            // In summer, an hour before midnight in UTC.
            #expect(midnight.microseconds % 86_400_000_000 >= 22 * 3_600_000_000)
            #expect(try await Self.visit(storage)?.isNew == true)
            #expect(try await Self.visit(storage, at: midnight + .seconds(-120))?.isNew == false)
            #expect(try await Self.visit(storage, at: midnight)?.isNew == true)
        }
    }

    @Test("A phone at the door raises the confidence, one elsewhere lowers it", arguments: StorageEngine.allCases)
    func confidence(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1", at: Bookshop.position(51.5, -0.14))])
            func confidence(_ visitor: UInt8, _ position: Position?) async throws -> Int? {
                try await Self.visit(storage, of: visitor, from: position)?.confidence.percent
            }
            let unplaced = try #require(try await confidence(1, nil))
            let there = try #require(try await confidence(2, Bookshop.position(51.501, -0.14)))
            let near = try #require(try await confidence(3, Bookshop.position(51.51, -0.14)))
            let elsewhere = try #require(try await confidence(4, Bookshop.position(48.1, 11.5)))
            #expect(there > unplaced && near == unplaced && elsewhere < unplaced)
        }
    }
}
