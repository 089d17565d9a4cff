import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

/// The reports of one small log, whose numbers are counted by hand.
///
/// Monday: visitor 1 photographs book 1 (campaign spring; shown stores 1 with it and 3 without), takes a voucher and
/// redeems it at store 1; visitor 2 sends a photo that cannot be read, and one of book 2 (stores 1 and 2, neither has
/// it); visitor 3 one of book 3, which is in no catalogue, with no store near. Tuesday: visitor 1 is at store 1 again,
/// and visitor 2 at store 2. Wednesday: the redemption is taken back.
@Suite("Reports")
struct ReportTests {
    private static let zone = Bookshop.zone()
    private static let monday = zone.day(at: Bookshop.noon)

    private static func day(_ number: Int) -> Timestamp {
        zone.midnight(of: CivilDate(daysSinceEpoch: monday.daysSinceEpoch + number))
    }

    private static func time(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Timestamp {
        self.day(day) + .seconds(hour * 3600 + minute * 60)
    }

    private static func fill(_ storage: Storage) async throws {
        let log = try await ReportLog(storage)
        let first = ReportLog.scan(at: time(0, 10), by: 1, campaign: "spring")
        let unread = ReportLog.scan(at: time(0, 10, 5), by: 2, product: nil, outcome: .noSymbol)
        let second = ReportLog.scan(at: time(0, 10, 10), by: 2, product: 2)
        let third = ReportLog.scan(at: time(0, 10, 20), by: 3, product: 3, outcome: .unlisted)
        var shown: [ScanID: [ReportLog.Shown]?] = [:]
        shown[try #require(first.scan)] = [(1, 800, true), (3, 5000, false)]
        shown[try #require(second.scan)] = [(1, 700, false), (2, 1500, false)]
        shown[try #require(third.scan)] = .some([])
        try await log.append(
            [
                first, unread, second, third,
                ReportLog.event(
                    .voucherIssued, at: time(0, 11), by: 1, store: 1, scan: first.scan, campaign: "spring"),
                ReportLog.event(.redemption, at: time(0, 12), by: 1, store: 1, scan: first.scan),
                ReportLog.event(.visit, at: time(1, 12), by: 1, store: 1),
                ReportLog.event(.visit, at: time(1, 13), by: 2, store: 2),
                ReportLog.event(.reversal, at: time(2, 9), by: 1, store: 1),
            ], shown: shown)
        try await log.rollUpAll()
    }

    private static func question(
        _ kind: ReportKind, _ storage: Storage, merchant: String? = "m1", store: String? = nil,
        interval: ReportPeriod.Interval = .total, zone: StoreTimeZone = zone, days: Range<Int> = 0..<3,
        split: VisitorSplit = .time, ownsGateway: Bool = true
    ) async throws -> ReportTable {
        let subject = try #require(
            try await storage.reportSubject(
                merchant: merchant.map(Bookshop.publicID), store: store.map(Bookshop.publicID)))
        let period = try ReportPeriod(
            from: day(days.lowerBound), to: day(days.upperBound), interval: interval, zone: zone)
        return try await Reporter(storage: storage).table(
            ReportQuestion(kind, about: subject, in: period, split: split, ownsGateway: ownsGateway))
    }

    private static func row(_ table: ReportTable, _ row: Int = 0) -> [String: ReportTable.Value] {
        Dictionary(zip(table.columns.map(\.name), table.rows[row])) { first, _ in first }
    }

    @Test("The funnel counts steps and people, of a merchant and of the gateway", arguments: StorageEngine.allCases)
    func funnel(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let own: [String: Int64] = [
                "scans": 4, "read": 3, "resolved": 2, "shown": 2, "clicked": 0, "vouchers": 1, "redeemed": 1,
                "reversed": 1, "visited": 2, "scans_visitors": 3, "read_visitors": 3, "resolved_visitors": 2,
                "shown_visitors": 2, "clicked_visitors": 0, "vouchers_visitors": 1, "redeemed_visitors": 1,
                "visited_visitors": 2,
            ]
            for (name, number) in own {
                for merchant in ["m1", nil] {
                    // In Kathmandu's days it is the same, from the log.
                    for zone in [Self.zone, Bookshop.zone("Asia/Kathmandu")] {
                        let table = try await Self.question(.funnel, storage, merchant: merchant, zone: zone)
                        #expect(Self.row(table)[name] == .number(number), "\(name) of \(merchant ?? "all")")
                    }
                }
            }
            let far = Self.row(try await Self.question(.funnel, storage, merchant: "m2"))
            #expect(far["shown"] == .number(1) && far["vouchers"] == .number(0) && far["scans"] == .number(4))
            let days = try await Self.question(.funnel, storage, interval: .day)
            #expect((0..<3).map { days.value("visited", in: $0) } == [.number(0), .number(2), .number(0)])
            let store = Self.row(try await Self.question(.funnel, storage, store: "s2"))
            #expect(
                store["shown"] == .number(1) && store["visited"] == .number(1)
                    && store["vouchers"] == ReportTable.Value.none)
        }
    }

    @Test("A scan of which the shopper chose the book counts as one that found it", arguments: StorageEngine.allCases)
    func choice(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            let log = try await ReportLog(storage)
            let asked = ReportLog.scan(at: Self.time(0, 10), by: 1, product: nil, outcome: .noSymbol)
            let scan = try #require(asked.scan)
            // The stores stand beside the scan, whether it is counted before the choice or after it.
            try await log.append(
                [asked, ReportLog.choice(of: asked, at: Self.time(0, 10, 1))], shown: [scan: [(1, 800, true)]])
            try await log.rollUpAll(1)
            let numbers: [String: Int64] = [
                "scans": 1, "read": 1, "resolved": 1, "by_cover": 1, "shown": 1, "scans_visitors": 1,
                "read_visitors": 1,
                "resolved_visitors": 1, "shown_visitors": 1,
            ]
            for merchant in ["m1", nil] {
                for zone in [Self.zone, Bookshop.zone("Asia/Kathmandu")] {
                    let row = Self.row(try await Self.question(.funnel, storage, merchant: merchant, zone: zone))
                    for (name, number) in numbers { #expect(row[name] == .number(number), "\(name)") }
                }
            }
            let products = try await storage.count("SELECT scans FROM report_products WHERE merchant_id = 1")
            #expect(products == 1)
        }
    }

    @Test("Visitors are new once, and returning from then on", arguments: StorageEngine.allCases)
    func visitors(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let days = try await Self.question(.visitors, storage, interval: .day)
            func column(_ name: String) -> [ReportTable.Value?] { (0..<3).map { days.value(name, in: $0) } }
            #expect(column("visitors") == [.number(1), .number(2), .number(0)])
            #expect(column("new") == [.number(1), .number(1), .number(0)])
            #expect(column("returning") == [.number(0), .number(1), .number(0)])
            #expect(column("arrivals") == [.number(1), .number(2), .number(0)])

            let hours = try await Self.question(.visitors, storage, split: .hour)
            func busy(_ table: ReportTable) -> [Int: ReportTable.Value] {
                table.rows.indices.reduce(into: [:]) { busy, hour in
                    if table.value("arrivals", in: hour) != .number(0) {
                        busy[hour] = table.value("arrivals_new", in: hour)
                    }
                }
            }
            #expect(busy(hours) == [12: .number(1), 24 + 12: .number(0), 24 + 13: .number(1)])
            // Noon in London's summer is a quarter to five in Kathmandu.
            let elsewhere = try await Self.question(
                .visitors, storage, zone: Bookshop.zone("Asia/Kathmandu"), split: .hour)
            #expect(busy(elsewhere) == [16: .number(1), 24 + 16: .number(0), 24 + 17: .number(1)])

            let followers = try await Self.question(.visitors, storage, split: .campaign)
            #expect(
                followers.rows.map { Array($0.prefix(3)) } == [
                    [ReportTable.Value.none, .number(1), .number(0)], [.text("spring"), .number(1), .number(1)],
                ])
        }
    }

    @Test("Stores tell how far and how soon people came", arguments: StorageEngine.allCases)
    func stores(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let table = try await Self.question(.stores, storage)
            #expect(table.rows.count == 2)
            let (first, second) = (Self.row(table), Self.row(table, 1))
            #expect(first["store_id"] == .text("s1") && first["arrivals"] == .number(2))
            #expect(first["arrivals_new"] == .number(1) && first["visitors"] == .number(1))
            #expect(first["distance_m_average"] == .number(800) && first["distance_500-1000"] == .number(2))
            // Two hours, and twenty-six.
            #expect(first["lag_s_average"] == .number(50_400))
            #expect(first["lag_6h"] == .number(1) && first["lag_3d"] == .number(1))
            #expect(second["arrivals"] == .number(1) && second["distance_m_average"] == .number(1500))
        }
    }

    @Test(
        "Products that nobody near had come first; campaigns have what they brought", arguments: StorageEngine.allCases)
    func productsAndCampaigns(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let all = try await Self.question(.products, storage)
            let numbers: [[ReportTable.Value]] = [
                [.number(1), .number(1), .number(1), .number(1), .number(1)],
                [.number(1), .number(1), .number(0), .number(1), .number(0)],
                [.number(1), .number(1), .number(1), .number(0), .number(0)],
            ]
            #expect(all.rows.map { Array($0.suffix(5)) } == numbers)
            #expect(all.rows.map { $0[0] } == [2, 1, 3].map { .text(Bookshop.gtin($0).description) })
            // To whom the gateway's numbers do not belong, they and what they alone would show are left out.
            let own = try await Self.question(.products, storage, ownsGateway: false)
            #expect(own.rows.count == 2)
            #expect(own.value("scans", in: 0) == .suppressed && own.value("own_shown", in: 0) == .number(1))
            #expect(own.value("not_in_stock", in: 1) == .number(0))

            let campaigns = Self.row(try await Self.question(.campaigns, storage))
            for (name, number) in [
                "scans": 1, "shown": 1, "vouchers": 1, "redeemed": 1, "arrivals": 2, "arrivals_new": 1, "visitors": 1,
            ] { #expect(campaigns[name] == .number(Int64(number)), "\(name)") }
            #expect(campaigns["campaign"] == .text("spring") && campaigns["cost_per_visit"] == ReportTable.Value.none)
        }
    }

    @Test("A campaign has its cost of the days asked for, and what a visit came to", arguments: StorageEngine.allCases)
    func costs(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let (from, to) = (Bookshop.noon + .seconds(-30 * 86_400), Bookshop.noon + .seconds(30 * 86_400))
            let placement = CampaignPlacement(
                merchant: Bookshop.merchant.id, name: try #require(CampaignName("autumn")),
                placement: try #require(CampaignName("door")), code: CampaignCode(), cost: Bookshop.pounds(6000),
                startsAt: from, endsAt: to)
            guard case .stored = try await storage.store(placement) else { Issue.record("not stored"); return }
            let table = try await Self.question(.campaigns, storage)
            let row = try #require(table.rows.first { $0[0] == .text(placement.label) })
            let part = try #require(placement.cost(in: Self.day(0)..<Self.day(3), now: to))
            #expect(row.suffix(3) == [.decimal(part.minorUnits, places: 2), .text("GBP"), .none])
            #expect(part.minorUnits > 0 && part.minorUnits < 6000)
        }
    }

    @Test("What only the log can tell is told for 92 days at most, and what only days can tell by days alone")
    func bounds() async throws {
        try await StorageEngine.sqlite.withStorage(clock: Bookshop.clockAfter) { storage in
            try await Self.fill(storage)
            let far = Bookshop.zone("Asia/Tokyo")
            _ = try await Self.question(.funnel, storage, zone: far, days: -89..<3)
            await #expect(throws: ReportFailure.tooLongForLog(days: 92)) {
                _ = try await Self.question(.funnel, storage, zone: far, days: -90..<3)
            }
            _ = try await Self.question(.funnel, storage, days: -400..<3)
            for kind in [ReportKind.visitors, .products] {
                await #expect(throws: ReportFailure.wholeDaysOnly(zone: "Europe/London")) {
                    _ = try await Self.question(kind, storage, zone: far)
                }
            }
            await #expect(throws: ReportFailure.noStores) {
                _ = try await Self.question(.products, storage, store: "s1")
            }
            #expect(
                try await storage.reportSubject(merchant: Bookshop.publicID("m2"), store: Bookshop.publicID("s1"))
                    == nil)
        }
    }
}

extension Bookshop {
    /// After everything in the log of ``ReportTests``.
    static let clockAfter = WallClock { noon + .seconds(10 * 86_400) }
}
