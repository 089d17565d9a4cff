import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

/// The roll-ups are what counting the whole log at the watermark gives, however the log was cut and whatever ended in
/// between.
@Suite("Roll-ups")
struct RollUpTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var engine: StorageEngine
        var batch: Int
        var seed: UInt64

        var testDescription: String { "\(engine.rawValue), \(batch) at a time, seed \(seed)" }
    }

    static let cases: [Case] = StorageEngine.allCases.flatMap { engine in
        [(1, UInt64(11)), (7, 12), (64, 13), (1000, 14)].map { Case(engine: engine, batch: $0.0, seed: $0.1) }
    }

    @Test("They equal a full count, in batches of every size, with steps that fail on their way", arguments: cases)
    func property(given: Case) async throws {
        let turned = TurnedClock()
        try await given.engine.withStorage(clock: turned.clock) { storage in
            let log = try await ReportLog(storage)
            var random = SeededGenerator(seed: given.seed)
            var shown: [ScanID: [ReportLog.Shown]?] = [:]
            for _ in 0..<6 {
                let events = Self.events(40, clock: turned, &random, &shown)
                try await log.append(events, shown: shown)
                // A step that is ended before its commit leaves nothing, and the next one does it again.
                let failing = Storage(
                    driver: InterruptedDriver(storage.driver) { _ in
                        throw StorageError.busy(StorageErrorDetail("ended"))
                    }, clock: turned.clock)
                _ = await storageError { _ = try await failing.rollUp(limit: given.batch) }
                if Bool.random(using: &random) { _ = try await storage.rollUp(limit: given.batch) }
            }
            try await log.rollUpAll(given.batch)
            let all = try await storage.settledEvents().map(\.event)
            #expect(all.count == 240)
            let expected = FullCount(all, shown: shown).lines
            let rows = try await log.rows()
            #expect(rows.subtracting(expected).sorted().prefix(5) == [])
            #expect(expected.subtracting(rows).sorted().prefix(5) == [])
            #expect(rows.count > 400, "hardly anything was counted, so this shows nothing")

            // Counted again from the beginning, all at once, it is the same.
            try await storage.forgetRollUps()
            #expect(try await log.rows().isEmpty)
            try await log.rollUp(10_000)
            #expect(try await log.rows() == rows)
        }
    }

    /// Events over some weeks, some of which are recorded long after they happened.
    private static func events(
        _ count: Int, clock: TurnedClock, _ random: inout SeededGenerator, _ shown: inout [ScanID: [ReportLog.Shown]?]
    ) -> [Event] {
        var scans: [ScanID] = []
        return (0..<count).map { _ in
            clock.now = clock.now + .seconds(Int.random(in: 0...20_000, using: &random))
            let isLate = Int.random(in: 0..<8, using: &random) == 0
            let time = clock.now + .seconds(isLate ? -Int.random(in: 0...400_000, using: &random) : 0)
            let visitor = Int.random(in: 0..<9, using: &random) == 0 ? nil : Int64.random(in: 1...6, using: &random)
            let campaign = ["spring", "poster", nil, nil].randomElement(using: &random) ?? nil
            let store = Int64.random(in: 1...3, using: &random)
            var event: Event
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let outcome = ScanOutcome.allCases.randomElement(using: &random) ?? .resolved
                let isProduct = outcome == .resolved || outcome == .unlisted
                event = ReportLog.scan(
                    at: time, by: visitor, product: isProduct ? Int64.random(in: 1...3, using: &random) : nil,
                    outcome: outcome, campaign: campaign)
                if let scan = event.scan, isProduct, Bool.random(using: &random) {
                    shown[scan] = [1, 2, 3].filter { _ in Bool.random(using: &random) }.map { store in
                        (Int64(store), Int64.random(in: 0...12_000, using: &random), Bool.random(using: &random))
                    }
                }
                if let scan = event.scan { scans.append(scan) }
            case 5: event = ReportLog.event(.click, at: time, by: visitor, store: store, campaign: campaign)
            case 6: event = ReportLog.event(.voucherIssued, at: time, by: visitor, store: store, campaign: campaign)
            case 7:
                event = ReportLog.event(
                    .redemption, at: time, by: visitor, store: store, scan: scans.randomElement(using: &random))
            case 8: event = ReportLog.event(.visit, at: time, by: visitor ?? 6, store: store)
            default:
                let kind = [Event.Kind.refusal, .reversal, .purchase].randomElement(using: &random) ?? .refusal
                event = ReportLog.event(kind, at: time, by: visitor, store: store)
            }
            event.recordedAt = clock.now
            return event
        }
    }
}

/// The same numbers, said once more: by looking at every event, and for each at all before it.
private struct FullCount {
    private let events: [Event]
    private let shown: [ScanID: [ReportLog.Shown]?]
    private var counts: [String: (Int64, Int64)] = [:]
    private var steps: [String: Int64] = [:]
    private var campaigns: [String: String] = [:]
    private var products: [String: [Int64]] = [:]

    init(_ events: [Event], shown: [ScanID: [ReportLog.Shown]?]) {
        self.events = events
        self.shown = shown
        for index in events.indices { add(index) }
    }

    var lines: Set<String> {
        Set(
            counts.map { "\"count\" \($0.key) \($0.value.0) \($0.value.1)" }
                + steps.map { key, bits in
                    let parts = key.split(separator: " ")
                    return
                        "\"visitor\" \(parts[0]) \(parts[1]) \"\(campaigns[key] ?? "")\" \(parts[2]) \(parts[3]) \(bits)"
                } + products.map { "\"product\" \($0.key) " + $0.value.map(String.init).joined(separator: " ") })
    }

    private static func day(_ time: Timestamp, _ merchant: Int64) -> Int {
        Bookshop.zone(["UTC", "Europe/London", "Asia/Kathmandu"][Int(merchant)]).day(at: time).daysSinceEpoch
    }

    private mutating func count(
        _ event: Event, _ measure: String, _ detail: String, in scopes: [(Int64, Int64)], campaign: String?,
        total: Int64 = 0
    ) {
        let bucket = event.occurredAt.microseconds / 900_000_000
        for (merchant, store) in scopes {
            var names = [""]
            if store == 0, let campaign { names.append(campaign) }
            for name in names {
                let key = "\(merchant) \(store) \"\(name)\" \(bucket) \"\(measure)\" \"\(detail)\""
                let old = counts[key] ?? (0, 0)
                counts[key] = (old.0 + 1, old.1 + total)
            }
        }
    }

    private mutating func step(_ event: Event, _ bits: Int64, _ merchant: Int64, _ store: Int64) {
        guard let visitor = event.visitor else { return }
        steps["\(merchant) \(store) \(Self.day(event.occurredAt, merchant)) \(visitor)", default: 0] |= bits
    }

    private mutating func add(_ index: Int) {
        let event = events[index]
        let (merchant, store) = (event.merchant ?? 0, event.store ?? 0)
        var scopes: [(Int64, Int64)] = [(0, 0)]
        if merchant > 0 { scopes.append((merchant, 0)) }
        if store > 0 { scopes.append((merchant, store)) }
        switch event.kind {
        case .scan: addScan(event)
        case .choice: addAnswer(event, steps: event.outcome == "resolved" ? 6 : 2)
        case .click:
            count(event, "click", "", in: scopes, campaign: event.campaign)
            step(event, 16, 0, 0)
            step(event, 16, merchant, 0)
        case .voucherIssued:
            count(event, "voucher", "", in: scopes, campaign: event.campaign)
            step(event, 32, 0, 0)
            step(event, 32, merchant, 0)
        case .redemption, .visit:
            let origin = origin(index)
            count(event, event.kind.rawValue, "", in: scopes, campaign: origin?.campaign)
            addArrival(index, origin, scopes)
            let bit: Int64 = event.kind == .redemption ? 64 : 128
            step(event, bit, 0, 0)
            step(event, bit, merchant, store)
        case .refusal, .reversal, .purchase: count(event, event.kind.rawValue, "", in: scopes, campaign: nil)
        case .erasure: break
        }
    }

    private mutating func addScan(_ event: Event) {
        let outcome = event.outcome ?? ""
        count(event, "scan", outcome, in: [(0, 0)], campaign: event.campaign)
        addAnswer(event, steps: 1 + (outcome == "no_symbol" ? 0 : 2) + (outcome == "resolved" ? 4 : 0))
    }

    private mutating func addAnswer(_ event: Event, steps: Int64) {
        if event.recognisedBy == .cover, event.outcome == "resolved" {
            count(event, "cover", event.kind.rawValue, in: [(0, 0)], campaign: event.campaign)
        }
        // What a scan without a product shows is of the choice that came later.
        let stores = event.gtin == nil ? nil : event.scan.flatMap { shown[$0] ?? nil }
        step(event, steps + ((stores ?? []).isEmpty ? 0 : 8), 0, 0)
        for one in stores ?? [] { step(event, 8, ReportLog.merchant(of: one.store), one.store) }
        let has = { (stores: [ReportLog.Shown]) in stores.contains { $0.isInStock } ? "in_stock" : "" }
        if let stores, !stores.isEmpty {
            count(event, "shown", has(stores), in: [(0, 0)], campaign: event.campaign)
            for merchant: Int64 in [1, 2] {
                let own = stores.filter { ReportLog.merchant(of: $0.store) == merchant }
                guard !own.isEmpty else { continue }
                count(event, "shown", has(own), in: [(merchant, 0)], campaign: event.campaign)
                for one in own { count(event, "shown", has([one]), in: [(merchant, one.store)], campaign: nil) }
            }
        }
        guard let gtin = event.gtin else { return }
        for merchant: Int64 in [0, 1, 2] {
            let own = (stores ?? []).filter { merchant == 0 || ReportLog.merchant(of: $0.store) == merchant }
            guard merchant == 0 || !own.isEmpty else { continue }
            let key = "\(merchant) \(Self.day(event.occurredAt, merchant)) \(gtin.value)"
            var product = products[key] ?? [0, 0, 0]
            product[0] += 1
            if stores != nil { product[1] += 1 }
            if stores != nil, has(own).isEmpty { product[2] += 1 }
            products[key] = product
        }
    }

    private typealias Origin = (at: Timestamp, campaign: String?, distance: Int64?)

    private func origin(_ index: Int) -> Origin? {
        let event = events[index]
        var scan: Event?
        if event.kind == .redemption {
            scan = event.scan.flatMap { id in events.first { $0.kind == .scan && $0.scan == id } }
        } else {
            scan = events[..<index].last {
                $0.kind == .scan && $0.visitor == event.visitor && $0.outcome != "store" && $0.outcome != "voucher"
            }
            if let found = scan {
                let lag = event.occurredAt - found.occurredAt
                if lag < .zero || lag >= .seconds(604_800) { scan = nil }
            }
        }
        return scan.map { scan in
            let stores = scan.scan.flatMap { shown[$0] ?? nil } ?? []
            return (scan.occurredAt, scan.campaign, stores.first { $0.store == event.store }?.distance)
        }
    }

    private mutating func addArrival(_ index: Int, _ origin: Origin?, _ scopes: [(Int64, Int64)]) {
        let event = events[index]
        let (merchant, store) = (event.merchant ?? 0, event.store ?? 0)
        let day = Self.day(event.occurredAt, merchant)
        var detail = "unnamed"
        if let visitor = event.visitor {
            let before = events[..<index].filter {
                ($0.kind == .visit || $0.kind == .redemption) && $0.visitor == visitor && $0.merchant == merchant
            }
            if before.contains(where: { $0.store == store && Self.day($0.occurredAt, merchant) == day }) { return }
            detail = before.contains { Self.day($0.occurredAt, merchant) < day } ? "again" : "new"
            for (scope, place) in [(Int64(0), Int64(0)), (merchant, store)] {
                let key = "\(scope) \(place) \(Self.day(event.occurredAt, scope)) \(visitor)"
                if (campaigns[key] ?? "").isEmpty { campaigns[key] = origin?.campaign ?? "" }
            }
        }
        count(event, "arrival", detail, in: scopes, campaign: origin?.campaign)
        guard let origin else { return }
        if let metres = origin.distance {
            let ends: [(Int64, String)] = [
                (500, "0-500"), (1000, "500-1000"), (2000, "1000-2000"), (5000, "2000-5000"), (10_000, "5000-10000"),
            ]
            let name = ends.first { metres < $0.0 }?.1 ?? "10000-"
            count(event, "distance", name, in: scopes, campaign: origin.campaign, total: metres)
        }
        let lag = (event.occurredAt - origin.at).components.seconds
        guard lag >= 0 else { return }
        let ends: [(Int64, String)] = [(3600, "1h"), (21_600, "6h"), (86_400, "1d"), (259_200, "3d"), (604_800, "7d")]
        count(
            event, "lag", ends.first { lag < $0.0 }?.1 ?? "later", in: scopes, campaign: origin.campaign, total: lag)
    }
}
