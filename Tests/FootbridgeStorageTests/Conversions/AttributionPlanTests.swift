import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// Every look-up of the job and of its readers is by an index, in a log with as many events as matter to a planner.
@Suite("Query plans of attribution in SQLite")
struct AttributionPlanTests {
    @Test("No statement reads a whole table")
    func noScans() async throws {
        try await TemporaryDatabase.with { database in
            let storage = database.storage
            _ = try await AttributionTests.shops(in: storage)
            let keys = try await AttributionTests.keys(in: storage)
            try await storage.append(RandomLog(seed: 6, events: 400, merchants: keys).events)
            let explaining = ExplainingDriver(storage.driver)
            let explained = Storage(driver: explaining)
            while let step = try await explained.attribute(limit: 50), step.more {}
            let run = try #require(try await explained.makeAttributionRun())
            while let step = try await explained.attribute(run.number), step.more {}
            _ = try await explained.useAttributionRun(run.number)
            let from = Bookshop.noon
            for filter in [
                ConversionFilter(), ConversionFilter(from: from), ConversionFilter(kinds: [.visit]),
                ConversionFilter(from: from, merchant: keys[0]), ConversionFilter(store: keys[0] * 10),
            ] {
                _ = try await explained.conversions(filter, limit: 10)
                _ = try await explained.conversions(filter, after: .beginning(of: 1), limit: 10)
            }
            let wholes: Set = [
                // One row each, or none.
                "SCAN log_head", "SCAN CONSTANT ROW", "SCAN h", "SCAN attribution_head",
            ]
            let scans = Set(explaining.plans.filter { $0.hasPrefix("SCAN") && !wholes.contains($0) })
            #expect(scans.isEmpty)
            let used = Set(explaining.plans.flatMap { $0.split(separator: " ").map(String.init) })
            for index in [
                "events_visitor", "events_redemption", "events_visit", "events_purchase", "events_rarer",
                "events_occurred", "conversions_outcome", "conversions_merchant", "conversions_store",
                "attribution_settings_merchant",
            ] {
                #expect(used.contains(index), "\(index) is not used")
            }
        }
    }
}
