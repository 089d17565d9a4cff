import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("A pick among a scan's candidates")
struct ChoiceTests {
    /// A scan that asked which of two books it was, of the session that has visitor 7.
    private static func asked() -> ScanRecord {
        var parameters = ScanParameters(
            vicinity: Bookshop.near(Bookshop.position(51.537_891_2, -0.142_21), radius: 2000, limit: 3),
            campaign: "poster", language: .german)
        parameters.country = "AT"
        var record = Bookshop.scan(parameters: parameters)
        (record.outcome, record.gtin, record.symbology) = (.noSymbol, nil, nil)
        (record.coverBand, record.candidates) = (.ask, [Bookshop.gtin(1), Bookshop.gtin(2)])
        record.scan.visitor = Bookshop.visitor(7)
        return record
    }

    private static func pick(_ product: Int64, of record: ScanRecord, answer: [UInt8]) -> ScanPick {
        ScanPick(
            scan: record.scan.id, gtin: Bookshop.gtin(product), outcome: .resolved,
            shown: [ShownStore(store: Bookshop.publicID("s1.0"), distance: Meters(700), isInStock: true)],
            answer: answer, at: Bookshop.noon + .seconds(60), traceID: TraceID())
    }

    @Test(
        "Is what was asked, is made once whoever else picks, and goes with the answer",
        arguments: StorageEngine.allCases)
    func once(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            _ = try await AttributionTests.shops(in: storage)
            let record = Self.asked()
            try await storage.append(record)
            let (owner, id, now) = (record.scan.owner, record.scan.id, Bookshop.noon + .seconds(60))
            let choice = try #require(try await storage.choice(of: id, by: owner, at: now))
            #expect(choice.candidates == record.candidates && choice.vicinity == record.scan.parameters.vicinity)
            #expect(choice.language == .german && choice.country == "AT" && choice.picked == nil)
            #expect(choice.answer == record.answer)
            #expect(try await storage.choice(of: id, by: .session(Bookshop.visitor(8)), at: now) == nil)
            #expect(try await storage.choice(of: id, by: owner, at: record.keptUntil) == nil)

            let earlier = try await withThrowingTaskGroup(of: ScanChoice.Picked?.self) { group in
                for product: Int64 in [1, 2, 1, 2] {
                    group.addTask {
                        try await storage.pick(Self.pick(product, of: record, answer: [UInt8(product)]))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let picked = try #require(try await storage.choice(of: id, by: owner, at: now)?.picked)
            #expect(earlier.count { $0 == nil } == 1)
            #expect(earlier.compactMap(\.self).allSatisfy { $0.gtin == picked.gtin && $0.answer == picked.answer })
            let events = try await storage.settledEvents().map(\.event)
            #expect(events.map(\.kind) == [.scan, .choice] && events.map(\.gtin) == [nil, picked.gtin])
            #expect(events.map(\.recognisedBy) == [nil, .cover] && events.map(\.coverBand) == [.ask, .ask])
            #expect(events[1].scan == id && events[1].campaign == "poster" && events[1].visitor == events[0].visitor)
            #expect(try await storage.keptAnswer(id, of: owner, at: now) == picked.answer)
            #expect(
                try await storage.count(
                    "SELECT count(*) FROM scans WHERE outcome = 'resolved' AND recognised_by = 'cover' AND shown_stores = 1"
                )
                    == 1)
            #expect(try await storage.count("SELECT count(*) FROM scan_stores") == 1)

            // Attribution goes by the choice: it is the scan that found the book.
            var visit = Bookshop.event(
                .visit, occurred: Bookshop.noon + .seconds(120), recorded: Bookshop.noon + .seconds(120),
                merchant: try await AttributionTests.key("m1", in: storage), store: 1)
            visit.visitor = events[0].visitor
            try await storage.append([visit])
            _ = try await storage.settledEvents()
            let run = try #require(try await storage.makeAttributionRun())
            let credited = try await storage.settledRows(of: run.number)
            #expect(credited.map(\.scan) == [id] && credited.map(\.gtin) == [picked.gtin])
            #expect(credited.map(\.touch?.kind) == [.scan] && credited.map(\.touch?.event) == [events[1].id])

            _ = try await storage.deleteExpired(at: record.keptUntil, limit: 10)
            #expect(try await storage.count("SELECT count(*) FROM scan_choices") == 0)
        }
    }
}
