import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("The rows of a run as a feed")
struct ConversionFeedTests {
    @Test("A filter leaves out what does not match, and pages follow each other", arguments: StorageEngine.allCases)
    func filters(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await AttributionTests.shops(in: storage)
            let keys = try await AttributionTests.keys(in: storage)
            let log = RandomLog(seed: 4, events: 300, merchants: keys).events
            try await storage.append(log)
            let rows = try await storage.settledRows(of: 1)
            #expect(rows.map(\.recordedAt) == rows.map(\.recordedAt).sorted())
            let (from, to) = (log[60].occurredAt, log[200].occurredAt)
            for (filter, matches) in [
                (ConversionFilter(from: from, to: to), { $0.occurredAt >= from && $0.occurredAt < to }),
                (ConversionFilter(merchant: keys[1]), { $0.merchant == keys[1] }),
                (ConversionFilter(store: keys[0] * 10), { $0.store == keys[0] * 10 }),
                (ConversionFilter(kinds: [.visit]), { $0.kind == .visit }),
                (
                    ConversionFilter(from: from, merchant: keys[2], kinds: [.redemption, .purchase]),
                    { $0.occurredAt >= from && $0.merchant == keys[2] && $0.kind != .visit }
                ),
                (ConversionFilter(kinds: []), { _ in false }),
            ] as [(ConversionFilter, (Conversion) -> Bool)] {
                var (seen, position) = ([PlacedConversion](), ConversionPosition?.none)
                while let page = try await storage.conversions(filter, after: position, limit: 7) {
                    seen += page.conversions
                    #expect(page.conversions.count <= 7)
                    #expect(page.next == page.conversions.last?.position ?? position ?? .beginning(of: 1))
                    position = page.next
                    guard page.more else { break }
                }
                #expect(seen.map(\.conversion) == rows.filter(matches))
            }
        }
    }

    @Test("A reader stays in its run, and is told of the one that is current", arguments: StorageEngine.allCases)
    func supersession(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await AttributionTests.shops(in: storage)
            let key = try await AttributionTests.key("m1", in: storage)
            try await storage.append([Bookshop.event(.visit, merchant: key), Bookshop.event(.visit, merchant: key)])
            #expect(try await storage.settledRows(of: 1).count == 2)
            let first = try #require(try await storage.conversions(limit: 1))
            #expect(first.more && first.supersededBy == nil && first.next == ConversionPosition(run: 1, sequence: 1))

            let run = try #require(try await storage.makeAttributionRun())
            #expect(run.number == 2 && run.name == "run-2")
            #expect(try await storage.useAttributionRun(2) == .unfinished)
            _ = try await storage.settledRows(of: 2)
            #expect(try await storage.useAttributionRun(2) == .made)
            #expect(try await storage.useAttributionRun(3) == .unknown)
            let second = try #require(try await storage.conversions(after: first.next, limit: 10))
            #expect(second.conversions.map(\.position.run) == [1] && second.supersededBy == 2)
            let anew = try #require(try await storage.conversions(limit: 10))
            #expect(anew.conversions.map(\.position.run) == [2, 2] && anew.supersededBy == nil)
            #expect(try await storage.conversions(in: 1, limit: 10)?.conversions.count == 2)
            #expect(try await storage.conversions(in: 9, limit: 10) == nil)
            #expect(try await storage.conversions(after: .beginning(of: 9), limit: 10) == nil)
            // Only the current one goes on by itself.
            try await storage.append([Bookshop.event(.visit, merchant: key)])
            _ = try await storage.settledEvents()
            while let step = try await storage.attribute(), step.more {}
            #expect(try await storage.conversions(limit: 10)?.conversions.count == 3)
            #expect(try await storage.conversions(in: 1, limit: 10)?.conversions.count == 2)
        }
    }

    @Test(
        "The watermark is the log's once a run is at its end, and no row comes before it",
        arguments: StorageEngine.allCases)
    func watermark(engine: StorageEngine) async throws {
        let clock = TurnedClock()
        try await engine.withStorage(clock: clock.clock) { storage in
            _ = try await AttributionTests.shops(in: storage)
            let key = try await AttributionTests.key("m1", in: storage)
            func append() async throws {
                try await storage.append([
                    Bookshop.event(.visit, occurred: clock.now, recorded: clock.now, merchant: key)
                ])
            }
            try await append()
            _ = try await storage.settledRows(of: 1)
            let log = try await storage.events(after: .beginning, limit: 1).horizon.watermark
            let watermark = try #require(try await storage.conversions(limit: 10)).watermark
            #expect(watermark <= log)
            if engine == .sqlite { #expect(watermark == log) }
            // A clock that goes back writes no row before what was announced.
            clock.now = clock.now + .seconds(-3600)
            try await append()
            let rows = try await storage.settledRows(of: 1)
            #expect(rows.count == 2 && rows[1].recordedAt > rows[0].recordedAt && rows[1].recordedAt > watermark)
        }
    }

    @Test("Refuses every row that breaks a promise, and every change of one", arguments: StorageEngine.allCases)
    func breaches(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await AttributionTests.shops(in: storage)
            let key = try await AttributionTests.key("m1", in: storage)
            try await storage.append([Bookshop.event(.visit, merchant: key)])
            let row = try #require(try await storage.settledRows(of: 1).first)
            var reversal = row
            reversal.id = ConversionID(UUIDv7(at: Bookshop.noon))
            (reversal.credit, reversal.reverses) = (-row.credit, row.id)
            try await storage.insert(reversal, as: 2)
            func refuses(_ promise: String, _ change: (inout Conversion) -> Void) async {
                var other = row
                other.id = ConversionID(UUIDv7(at: Bookshop.noon))
                change(&other)
                let error = await storageError { try await storage.insert(other, as: 3) }
                #expect(error?.isConstraint == true, "\(promise): \(String(describing: error))")
            }
            await refuses("A row has one id") { $0.id = row.id }
            await refuses("Credit is at most all of it") { $0.credit = 1_000_001 }
            await refuses("Credit is given, not taken") { $0.credit = -1 }
            await refuses("A row that takes back gives nothing") {
                ($0.credit, $0.reverses) = (1, reversal.id)
            }
            await refuses("What is taken back is there") {
                ($0.credit, $0.reverses) = (0, ConversionID(UUIDv7(at: Bookshop.noon)))
            }
            await refuses("A row is taken back once") { ($0.credit, $0.reverses) = (0, row.id) }
            await refuses("Its run is there") { $0.run = 7 }
            await refuses("Confidence is a share") { $0.confidence = 101 }
            await refuses("A visit is at a store") { $0.store = nil }
            await refuses("A touch has its lag") {
                $0.touch = CreditedTouch(kind: .scan, event: EventID(row.id.uuid), occurredAt: row.occurredAt)
            }
            await refuses("A touch is not after its outcome") {
                $0.touch = CreditedTouch(
                    kind: .scan, event: EventID(row.id.uuid), occurredAt: row.occurredAt + .seconds(1))
                $0.lagSeconds = 0
            }
            await refuses("A window is a minute at least") { $0.window = .seconds(59) }
            for change in [
                "UPDATE conversions SET credit = 0", "DELETE FROM attribution_runs",
                "UPDATE attribution_head SET current_run = 9",
                "INSERT INTO attribution_head (one_row, current_run) VALUES (2, 1)",
                "UPDATE attribution_settings SET scans_count = 0, clicks_count = 0",
                "UPDATE attribution_settings SET window_s = 7776001",
                "UPDATE attribution_runs SET from_at = 5, to_at = 5",
            ] as [SQL] {
                let error = await storageError { _ = try await storage.driver.write { try $0.change(change) } }
                #expect(error?.isConstraint == true, "\(change): \(String(describing: error))")
            }
            #expect(try await storage.settledRows(of: 1).count == 2)
        }
    }

    @Test("The documentation's queries come to what a run says", arguments: StorageEngine.allCases)
    func documentedQueries(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await AttributionTests.shops(in: storage)
            let keys = try await AttributionTests.keys(in: storage)
            try await storage.append(RandomLog(seed: 8, events: 300, merchants: keys).events)
            let rows = try await storage.settledRows(of: 1).filter { $0.kind == .visit && $0.merchant == keys[0] }
            let credited = Dictionary(grouping: rows, by: { $0.campaign ?? "" })
                .mapValues { $0.map(\.credit).reduce(0, +) / 1_000_000 }.filter { $0.value > 0 }
            let found = try await storage.driver.read { try $0.rows(Self.fromTheLog, [.integer(keys[0])]) }
            let counted = Dictionary(
                uniqueKeysWithValues: try found.map { (try $0.optionalText(0) ?? "", try $0.int(1)) })
            #expect(counted == credited && counted.count == 2)
        }
    }

    /// As in the article "Attribution", with the merchant as a placeholder.
    private static let fromTheLog: SQL = """
        SELECT campaign, count(*) FROM (
          SELECT (
            SELECT e.campaign FROM events e
            WHERE e.visitor_no = v.visitor_no
              AND e.occurred_at > v.occurred_at - 604800000000 AND e.occurred_at <= v.occurred_at
              AND (e.type = 'scan' AND e.outcome IN ('resolved', 'unlisted')
                OR e.type = 'click' AND e.merchant_id = v.merchant_id)
            ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT 1) AS campaign
          FROM events v WHERE v.type = 'visit' AND v.merchant_id = $1) visits
        GROUP BY campaign
        """
}

extension Storage {
    fileprivate func insert(_ row: Conversion, as sequence: Int64) async throws {
        _ = try await driver.write { try $0.run([ConversionRows.insertion(of: row, as: sequence)]).count }
    }
}
