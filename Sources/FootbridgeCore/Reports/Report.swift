import ProductIdentifiers

/// The reports there are. The words are those of the contract's paths.
public enum ReportKind: String, Sendable, CaseIterable {
    /// From scans to redemptions.
    case funnel
    /// Each store's visitors, how far they came and how soon.
    case stores
    /// What was scanned, and where it was not in stock nearby.
    case products
    /// Who came, for the first time or again.
    case visitors
    /// What each campaign brought.
    case campaigns
}

/// How visitors are told apart in their report.
public enum VisitorSplit: String, Sendable, CaseIterable {
    /// New and returning by interval.
    case time
    /// Arrivals by weekday and hour.
    case hour
    /// Those who came first, and how many came back, by campaign.
    case campaign
}

/// A report as it is asked for.
public struct ReportQuestion: Sendable {
    public var kind: ReportKind
    public var subject: ReportSubject
    public var period: ReportPeriod
    /// Of the visitors.
    public var split: VisitorSplit
    /// Days after which somebody has not come back, 1 to 365.
    public var within: Int
    /// Most rows of products and campaigns, 1 to ``mostRows``.
    public var limit: Int
    /// Whether the gateway's own numbers are the viewer's.
    public var ownsGateway: Bool

    public static let mostRows = 1000

    public init(
        _ kind: ReportKind, about subject: ReportSubject, in period: ReportPeriod, split: VisitorSplit = .time,
        within: Int = 90, limit: Int = 100, ownsGateway: Bool
    ) {
        self.kind = kind
        self.subject = subject
        self.period = period
        self.split = split
        self.within = within
        self.limit = limit
        self.ownsGateway = ownsGateway
    }

    /// Where the days of a question are those of the subject's own zone, which different visitors are known by.
    var days: Range<Int>? { period.zone == subject.zone ? period.days : nil }

    /// The same of each interval.
    var intervalDays: [Range<Int>]? {
        guard period.zone == subject.zone else { return nil }
        let days = period.intervals.map(period.days(of:))
        return days.allSatisfy { $0 != nil } ? days.compactMap(\.self) : nil
    }
}

/// Why a question has no answer; each is the asker's to change.
public enum ReportFailure: Error, Sendable, Hashable {
    /// Different visitors of part days or of another zone are counted in the log, for so many days at most.
    case tooLongForLog(days: Int)
    /// This is only known by whole days of the zone.
    case wholeDaysOnly(zone: String)
    /// This is not split by store.
    case noStores
}

/// Answers questions from the roll-ups.
public struct Reporter: Sendable {
    private let storage: any GatewayStorage

    public init(storage: any GatewayStorage) {
        self.storage = storage
    }

    /// The report, as its viewer may see it.
    ///
    /// - Throws: ``ReportFailure``, or ``StorageError`` where storage fails.
    public func table(_ question: ReportQuestion) async throws -> ReportTable {
        let table =
            switch question.kind {
            case .funnel: try await funnel(question)
            case .stores: try await stores(question)
            case .products: try await products(question)
            case .campaigns: try await campaigns(question)
            case .visitors:
                switch question.split {
                case .time: try await visitors(question)
                case .hour: try await arrivalsByHour(question)
                case .campaign: try await followers(question)
                }
            }
        return question.ownsGateway ? table : table.withoutSmallCells()
    }

    // MARK: Funnel

    private func funnel(_ question: ReportQuestion) async throws -> ReportTable {
        let (ranges, scope) = (question.period.intervals, question.subject.scope)
        let isOfOne = scope != .gateway
        let gateway = try await storage.reportCounts(of: .gateway, in: ranges)
        let own = isOfOne ? try await storage.reportCounts(of: scope, in: ranges) : gateway
        let visitors = try await visitors(of: scope, question)
        // The gateway's days are UTC's: scanners on the days of another zone are counted in the log, where they can be.
        let scanners = isOfOne ? try await scanners(question) : visitors
        var table = ReportTable(
            [
                .init("from"), .init("to"), .init("scans", isOfGateway: isOfOne), .init("read", isOfGateway: isOfOne),
                .init("resolved", isOfGateway: isOfOne), .init("by_cover", isOfGateway: isOfOne), .init("shown"),
                .init("clicked"), .init("vouchers"),
                .init("redeemed"), .init("reversed"), .init("visited"),
            ] + ["scans", "read", "resolved"].map { .init("\($0)_visitors", isOfGateway: isOfOne) }
                + ["shown", "clicked", "vouchers", "redeemed", "visited"].map { .init("\($0)_visitors") })
        let hasStore = scope.store != 0
        func byMerchant(_ number: Int64) -> ReportTable.Value { hasStore ? .none : .number(number) }
        for (index, range) in ranges.enumerated() {
            let (counts, all, people) = (own[index], gateway[index], visitors[index])
            let (scans, chosen) = (all[.scan], all[.cover, Event.Kind.choice.rawValue])
            table.rows.append(
                [
                    .time(range.lowerBound), .time(range.upperBound), .number(scans),
                    // In few of those in which the shopper chose a code was read that names no product.
                    .number(min(scans, scans - all[.scan, ScanOutcome.noSymbol.rawValue] + chosen)),
                    .number(all[.scan, ScanOutcome.resolved.rawValue] + chosen), .number(all[.cover]),
                    .number(counts[.shown]),
                    byMerchant(counts[.click]), byMerchant(counts[.voucher]), .number(counts[.redemption]),
                    .number(counts[.reversal]), .number(counts[.visit]),
                ]
                    + (scanners.map {
                        [.number($0[index].scanned), .number($0[index].read), .number($0[index].resolved)]
                    }
                        ?? [.none, .none, .none])
                    + [
                        .number(people.shown), byMerchant(people.clicked), byMerchant(people.voucher),
                        .number(people.redeemed), .number(people.visited),
                    ])
        }
        return table
    }

    private func visitors(of scope: RollUp.Scope, _ question: ReportQuestion) async throws -> [ReportVisitors] {
        if let days = question.intervalDays { return try await storage.reportVisitors(of: scope, on: days) }
        try checkLength(question.period)
        return try await storage.reportLoggedVisitors(of: scope, in: question.period.intervals)
    }

    /// - Returns: nil where the period is too long for the log, and the merchant's own numbers are known all the same.
    private func scanners(_ question: ReportQuestion) async throws -> [ReportVisitors]? {
        if question.period.zone.identifier == "UTC", let days = question.period.days,
            question.period.intervals.count == 1
        {
            return try await storage.reportVisitors(of: .gateway, on: [days])
        }
        guard isShort(question.period) else { return nil }
        return try await storage.reportLoggedVisitors(of: .gateway, in: question.period.intervals)
    }

    private func isShort(_ period: ReportPeriod) -> Bool {
        // A day's clocks may be an hour longer.
        period.range.upperBound - period.range.lowerBound <= .seconds(ReportPeriod.mostDaysInLog * 86_400 + 3600)
    }

    private func checkLength(_ period: ReportPeriod) throws(ReportFailure) {
        guard isShort(period) else { throw .tooLongForLog(days: ReportPeriod.mostDaysInLog) }
    }

    // MARK: Visitors

    private func visitors(_ question: ReportQuestion) async throws -> ReportTable {
        guard let days = question.intervalDays else {
            throw ReportFailure.wholeDaysOnly(zone: question.subject.zone.identifier)
        }
        let (scope, ranges) = (question.subject.scope, question.period.intervals)
        let visitors = try await storage.reportVisitors(of: scope, on: days)
        let newcomers = try await storage.reportNewcomers(to: scope, on: days)
        let counts = try await storage.reportCounts(of: scope, in: ranges)
        return ReportTable(
            ["from", "to", "visitors", "new", "returning", "arrivals", "arrivals_new", "arrivals_again"].map {
                .init($0)
            },
            rows: ranges.enumerated().map { index, range in
                [
                    .time(range.lowerBound), .time(range.upperBound), .number(visitors[index].came),
                    .number(newcomers[index]), .number(visitors[index].came - newcomers[index]),
                    .number(counts[index][.arrival]),
                    .number(counts[index][.arrival, ReportMeasure.Arrival.new.rawValue]),
                    .number(counts[index][.arrival, ReportMeasure.Arrival.again.rawValue]),
                ]
            })
    }

    private func arrivalsByHour(_ question: ReportQuestion) async throws -> ReportTable {
        let hours = try await storage.reportArrivalsByHour(of: question.subject.scope, in: question.period)
        return ReportTable(
            ["weekday", "hour", "arrivals", "arrivals_new", "arrivals_again"].map { .init($0) },
            rows: hours.enumerated().map { hour, arrivals in
                [
                    .number(Int64(hour / 24 + 1)), .number(Int64(hour % 24)),
                    .number(arrivals.values.reduce(0, +)), .number(arrivals[.new] ?? 0),
                    .number(arrivals[.again] ?? 0),
                ]
            })
    }

    private func followers(_ question: ReportQuestion) async throws -> ReportTable {
        guard let days = question.days else {
            throw ReportFailure.wholeDaysOnly(zone: question.subject.zone.identifier)
        }
        let followers = try await storage.reportFollowers(
            of: question.subject.scope, on: days, within: question.within)
        return ReportTable(
            ["campaign", "came_first", "came_back", "within_days"].map { .init($0) },
            rows: followers.map { row in
                [
                    row.campaign.isEmpty ? .none : .text(row.campaign), .number(row.came), .number(row.cameAgain),
                    .number(Int64(question.within)),
                ]
            })
    }

    // MARK: Stores, products, campaigns

    private func stores(_ question: ReportQuestion) async throws -> ReportTable {
        let stores = try await storage.reportStores(
            of: question.subject, in: question.period.range, on: question.days)
        let classes =
            RollUp.distanceClasses.map { (ReportMeasure.distance, $0.name) }
            + RollUp.lagClasses.map { (ReportMeasure.lag, $0.name) }
        let columns =
            [
                "store_id", "name", "shown", "arrivals", "arrivals_new", "visitors", "visited", "redeemed",
                "distance_m_average", "lag_s_average",
            ] + classes.map { "\($0.0.rawValue)_\($0.1)" }
        func average(_ counts: ReportCounts, _ measure: ReportMeasure) -> ReportTable.Value {
            let counted = counts[measure]
            return counted == 0 ? .none : .number((counts.total(measure) + counted / 2) / counted)
        }
        let sorted = stores.sorted { $0.counts[.arrival] > $1.counts[.arrival] }
        return ReportTable(
            columns.map { .init($0) },
            rows: sorted.map { store, counts, visitors in
                [
                    .text(store.id.description), .text(store.name), .number(counts[.shown]),
                    .number(counts[.arrival]),
                    .number(counts[.arrival, ReportMeasure.Arrival.new.rawValue]),
                    visitors.map { .number($0) } ?? .none, .number(counts[.visit]), .number(counts[.redemption]),
                    average(counts, .distance), average(counts, .lag),
                ] + classes.map { .number(counts[$0.0, $0.1]) }
            })
    }

    private func products(_ question: ReportQuestion) async throws -> ReportTable {
        guard question.subject.scope.store == 0 else { throw ReportFailure.noStores }
        guard let days = question.days else {
            throw ReportFailure.wholeDaysOnly(zone: question.subject.zone.identifier)
        }
        let merchant = question.subject.scope.merchant
        let isOfOne = merchant != 0
        let gateway = try await storage.reportProducts(
            of: 0, on: days, limit: isOfOne ? ReportQuestion.mostRows : question.limit)
        let own = isOfOne ? try await storage.reportProducts(of: merchant, on: days, limit: question.limit) : []
        var table = ReportTable(
            [
                .init("gtin"), .init("title"), .init("scans", isOfGateway: isOfOne),
                .init("looked_for", isOfGateway: isOfOne), .init("not_in_stock", isOfGateway: isOfOne),
            ] + (isOfOne ? [.init("own_shown"), .init("own_not_in_stock")] : []))
        let ofGateway = Dictionary(gateway.map { ($0.gtin, $0.figures) }) { first, _ in first }
        func row(_ product: ReportProduct, own: RollUp.Product?) -> [ReportTable.Value] {
            let all = ofGateway[product.gtin]
            return [
                .text(product.gtin.description), product.title.map { .text($0) } ?? .none,
                all.map { .number($0.scans) } ?? .none, all.map { .number($0.lookedFor) } ?? .none,
                all.map { .number($0.notInStock) } ?? .none,
            ] + (isOfOne ? [.number(own?.lookedFor ?? 0), .number(own?.notInStock ?? 0)] : [])
        }
        table.rows = own.map { row($0, own: $0.figures) }
        let shown = Set(own.map(\.gtin))
        // That a product was scanned at all is told only where many did, or it is the viewer's to know.
        table.rows += gateway.filter { product in
            !shown.contains(product.gtin)
                && (question.ownsGateway || product.figures.scans >= ReportTable.fewest)
        }.map { row($0, own: nil) }
        table.rows = Array(table.rows.prefix(question.limit))
        return table
    }

    private func campaigns(_ question: ReportQuestion) async throws -> ReportTable {
        guard question.subject.scope.store == 0 else { throw ReportFailure.noStores }
        let (range, days) = (question.period.range, question.days)
        let merchant = question.subject.scope.merchant
        let own = try await storage.reportCampaigns(of: merchant, in: range, on: days)
        let isOfOne = merchant != 0
        let gateway = isOfOne ? try await storage.reportCampaigns(of: 0, in: range, on: nil) : own
        let costs = try await costs(of: question.subject.merchant?.id, in: range)
        // A poster that nobody scanned has cost something, too.
        let unseen = costs.keys.filter { own[$0] == nil }.map { ($0, (ReportCounts(), days.map { _ in Int64(0) })) }
        let order = (own.map { ($0.key, ($0.value.counts, $0.value.visitors)) } + unseen).sorted { left, right in
            (right.1.0[.arrival], left.0) < (left.1.0[.arrival], right.0)
        }
        return ReportTable(
            [
                .init("campaign"), .init("scans", isOfGateway: isOfOne), .init("shown"), .init("clicked"),
                .init("vouchers"), .init("redeemed"), .init("arrivals"), .init("arrivals_new"), .init("visitors"),
                .init("cost"), .init("currency"), .init("cost_per_visit"),
            ],
            rows: order.prefix(question.limit).map { name, figures in
                let (counts, visitors) = figures
                return [
                    .text(name), .number(gateway[name]?.counts[.scan] ?? 0), .number(counts[.shown]),
                    .number(counts[.click]), .number(counts[.voucher]), .number(counts[.redemption]),
                    .number(counts[.arrival]), .number(counts[.arrival, ReportMeasure.Arrival.new.rawValue]),
                    visitors.map { .number($0) } ?? .none,
                ] + Self.cells(of: costs[name], byVisits: counts[.arrival])
            })
    }

    /// What placements cost in a stretch of time, by their labels.
    private func costs(of merchant: PublicID?, in range: Range<Timestamp>) async throws -> [String: Money] {
        let (placements, now) = (try await storage.placements(of: merchant), try await storage.reportWatermark())
        return Dictionary(
            placements.compactMap { placement in
                placement.cost(in: range, now: now).map { (placement.label, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func cells(of cost: Money?, byVisits visits: Int64) -> [ReportTable.Value] {
        guard let cost else { return [.none, .none, .none] }
        let places = cost.currency.exponent
        return [
            .decimal(cost.minorUnits, places: places), .text(cost.currency.description),
            visits > 0 ? .decimal((cost.minorUnits + visits / 2) / visits, places: places) : .none,
        ]
    }
}
