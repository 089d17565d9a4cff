public import ProductIdentifiers

/// Events counted into what reports are made from, in the order of the log.
///
/// A function of the events and of what stands before them in the log alone: however the log is cut into batches, all of
/// them together come to the same.
public struct RollUp: Sendable {
    /// Whose numbers: 0 and 0 are the whole gateway's, a merchant and 0 those of all its stores.
    public struct Scope: Sendable, Hashable {
        public var merchant: Int64
        public var store: Int64

        public static let gateway = Scope(merchant: 0, store: 0)

        public init(merchant: Int64, store: Int64 = 0) {
            self.merchant = merchant
            self.store = store
        }
    }

    /// What a count is of.
    public struct CountKey: Sendable, Hashable {
        public var scope: Scope
        /// Empty for all, with a campaign or without.
        public var campaign: String
        public var quarter: QuarterHour
        public var measure: ReportMeasure
        /// Empty where the measure has none.
        public var detail: String
    }

    /// A number of events, and the sum of what they measure.
    public struct Count: Sendable, Hashable {
        public var counted: Int64
        public var total: Int64

        public init(counted: Int64 = 0, total: Int64 = 0) {
            self.counted = counted
            self.total = total
        }
    }

    /// A visitor on one day of the merchant's zone.
    public struct VisitorKey: Sendable, Hashable {
        public var scope: Scope
        public var day: Int
        public var visitor: Int64
    }

    /// What they did, and the campaign that they came to a store by on that day.
    public struct Visitor: Sendable, Hashable {
        public var steps: ReportSteps = []
        public var campaign = ""
    }

    /// A product on one day of the merchant's zone.
    public struct ProductKey: Sendable, Hashable {
        public var merchant: Int64
        public var day: Int
        public var gtin: GTIN
    }

    /// How often it was scanned; how often stores were looked for then; how often none of them had it.
    public struct Product: Sendable, Hashable {
        public var scans: Int64
        public var lookedFor: Int64
        public var notInStock: Int64

        public init(scans: Int64 = 0, lookedFor: Int64 = 0, notInStock: Int64 = 0) {
            self.scans = scans
            self.lookedFor = lookedFor
            self.notInStock = notInStock
        }
    }

    /// What a scan was answered with.
    public struct Shown: Sendable {
        /// Nil where no stores were looked for.
        public var stores: Int64?
        /// How many of them had the product.
        public var inStock: Int64
        /// The nearest of them.
        public var nearest: [(scope: Scope, isInStock: Bool)]

        public init(stores: Int64?, inStock: Int64, nearest: [(scope: Scope, isInStock: Bool)] = []) {
            self.stores = stores
            self.inStock = inStock
            self.nearest = nearest
        }
    }

    /// The scan that somebody came to a store by.
    public struct Origin: Sendable, Hashable {
        public var scannedAt: Timestamp
        public var campaign: String?
        /// Metres to the store; nil where the scan had not shown it.
        public var distance: Int64?

        public init(scannedAt: Timestamp, campaign: String?, distance: Int64?) {
            self.scannedAt = scannedAt
            self.campaign = campaign
            self.distance = distance
        }
    }

    /// When a visitor came to a merchant's stores, as far as it is known.
    public struct Attendance: Sendable, Hashable {
        /// Nil where they never came.
        public var firstDay: Int?
        /// The days on which each store was come to, of those that matter to this batch.
        public var days: Set<StoreDay>

        public init(firstDay: Int? = nil, days: Set<StoreDay> = []) {
            self.firstDay = firstDay
            self.days = days
        }
    }

    public struct StoreDay: Sendable, Hashable {
        public var store: Int64
        public var day: Int

        public init(store: Int64, day: Int) {
            self.store = store
            self.day = day
        }
    }

    public struct VisitorOfMerchant: Sendable, Hashable {
        public var merchant: Int64
        public var visitor: Int64

        public init(merchant: Int64, visitor: Int64) {
            self.merchant = merchant
            self.visitor = visitor
        }
    }

    /// A visit comes of a scan at most this long before it.
    public static let longestLag = Duration.seconds(7 * 86_400)

    private let zones: [Int64: StoreTimeZone]
    private var attendance: [VisitorOfMerchant: Attendance]
    public private(set) var counts: [CountKey: Count] = [:]
    public private(set) var visitors: [VisitorKey: Visitor] = [:]
    public private(set) var products: [ProductKey: Product] = [:]

    /// - Parameters:
    ///   - zones: of the merchants; days of a merchant without one, and of the gateway, are those of UTC.
    ///   - attendance: what stands before this batch of the visitors who come in it.
    public init(zones: [Int64: StoreTimeZone], attendance: [VisitorOfMerchant: Attendance] = [:]) {
        self.zones = zones
        self.attendance = attendance
    }

    /// The day of a merchant's zone.
    public func day(of instant: Timestamp, for merchant: Int64) -> Int {
        zones[merchant]?.day(at: instant).daysSinceEpoch ?? Int(instant.microseconds.flooredQuotient(86_400_000_000))
    }

    /// Counts the next event.
    ///
    /// - Parameters:
    ///   - shown: of a scan that named a product, and of a choice.
    ///   - origin: of a visit or a redemption; nil where no scan is known.
    public mutating func add(_ event: Event, shown: Shown? = nil, origin: Origin? = nil) {
        switch event.kind {
        case .scan: addScan(event, shown)
        case .choice: addChoice(event, shown)
        case .click: add(event, .click, .clicked)
        case .voucherIssued: add(event, .voucher, .voucher)
        case .redemption:
            add(event, .redemption, .redeemed, campaign: origin?.campaign)
            addArrival(event, origin)
            mark(event, .redeemed)
        case .visit:
            add(event, .visit, .visited, campaign: origin?.campaign)
            addArrival(event, origin)
            mark(event, .visited)
        case .refusal: add(event, .refusal, [])
        case .reversal: add(event, .reversal, [])
        case .purchase: add(event, .purchase, [])
        case .erasure: break
        }
    }

    // MARK: Kinds

    private mutating func addScan(_ event: Event, _ shown: Shown?) {
        let quarter = QuarterHour(of: event.occurredAt)
        let outcome = event.outcome ?? ""
        count(.scan, outcome, in: [.gateway], at: quarter, campaign: event.campaign)
        var steps: ReportSteps = .scanned
        if outcome != ScanOutcome.noSymbol.rawValue { steps.insert(.read) }
        if outcome == ScanOutcome.resolved.rawValue { steps.insert(.resolved) }
        addAnswer(event, shown, steps)
    }

    /// A scan was counted where it was one; here it comes to what the shopper chose.
    private mutating func addChoice(_ event: Event, _ shown: Shown?) {
        addAnswer(event, shown, event.outcome == ScanOutcome.resolved.rawValue ? [.read, .resolved] : .read)
    }

    /// What a scan or a choice was answered with.
    private mutating func addAnswer(_ event: Event, _ shown: Shown?, _ steps: ReportSteps) {
        var steps = steps
        let quarter = QuarterHour(of: event.occurredAt)
        if event.recognisedBy == .cover, event.outcome == ScanOutcome.resolved.rawValue {
            count(.cover, event.kind.rawValue, in: [.gateway], at: quarter, campaign: event.campaign)
        }
        let nearest = shown?.nearest ?? []
        if !nearest.isEmpty { steps.insert(.shown) }
        mark(event, steps, in: .gateway)
        for scope in Set(nearest.map(\.scope)) { mark(event, .shown, in: scope) }

        // A scan that shows two stores of a merchant is one scan of that merchant.
        var scopes: [Scope: Bool] = [:]
        for (scope, isInStock) in nearest {
            for scope in [.gateway, Scope(merchant: scope.merchant), scope] {
                scopes[scope] = scopes[scope] ?? false || isInStock
            }
        }
        for (scope, isInStock) in scopes {
            count(.shown, isInStock ? "in_stock" : "", in: [scope], at: quarter, campaign: event.campaign)
        }
        addProduct(event, shown, scopes)
    }

    private mutating func addProduct(_ event: Event, _ shown: Shown?, _ scopes: [Scope: Bool]) {
        guard let gtin = event.gtin else { return }
        let key = ProductKey(merchant: 0, day: day(of: event.occurredAt, for: 0), gtin: gtin)
        products[key, default: Product()].scans += 1
        guard let shown, shown.stores != nil else { return }
        products[key, default: Product()].lookedFor += 1
        if shown.inStock == 0 { products[key, default: Product()].notInStock += 1 }
        for (scope, isInStock) in scopes where scope.merchant != 0 && scope.store == 0 {
            let key = ProductKey(
                merchant: scope.merchant, day: day(of: event.occurredAt, for: scope.merchant), gtin: gtin)
            products[key, default: Product()].scans += 1
            products[key, default: Product()].lookedFor += 1
            if !isInStock { products[key, default: Product()].notInStock += 1 }
        }
    }

    private mutating func add(
        _ event: Event, _ measure: ReportMeasure, _ steps: ReportSteps, campaign: String? = nil
    ) {
        count(
            measure, "", in: scopes(of: event), at: QuarterHour(of: event.occurredAt),
            campaign: event.campaign ?? campaign)
        if !steps.isEmpty, steps.isDisjoint(with: .came) { mark(event, steps) }
    }

    /// Before the event's own step is marked, as that is how it is told whether this is the day's first.
    private mutating func addArrival(_ event: Event, _ origin: Origin?) {
        guard let merchant = event.merchant, let store = event.store else { return }
        let quarter = QuarterHour(of: event.occurredAt)
        let detail: ReportMeasure.Arrival
        if let visitor = event.visitor {
            let day = day(of: event.occurredAt, for: merchant)
            let key = VisitorOfMerchant(merchant: merchant, visitor: visitor)
            var known = attendance[key] ?? Attendance()
            detail = (known.firstDay ?? .max) < day ? .again : .new
            let isFirstOfDay = known.days.insert(StoreDay(store: store, day: day)).inserted
            known.firstDay = min(known.firstDay ?? day, day)
            attendance[key] = known
            guard isFirstOfDay else { return }
            for scope in [.gateway, Scope(merchant: merchant, store: store)] {
                let key = VisitorKey(
                    scope: scope, day: self.day(of: event.occurredAt, for: scope.merchant), visitor: visitor)
                if visitors[key, default: Visitor()].campaign.isEmpty {
                    visitors[key, default: Visitor()].campaign = origin?.campaign ?? ""
                }
            }
        } else {
            detail = .unnamed
        }
        let scopes = scopes(of: event)
        count(.arrival, detail.rawValue, in: scopes, at: quarter, campaign: origin?.campaign)
        guard let origin else { return }
        if let distance = origin.distance {
            count(
                .distance, Self.distanceClass(distance), in: scopes, at: quarter, campaign: origin.campaign,
                total: distance)
        }
        let lag = (event.occurredAt - origin.scannedAt).components.seconds
        if lag >= 0 { count(.lag, Self.lagClass(lag), in: scopes, at: quarter, campaign: origin.campaign, total: lag) }
    }

    /// Upper ends of the classes in metres; what is farther is in a class of its own.
    public static let distanceClasses: [(below: Int64, name: String)] = [
        (500, "0-500"), (1000, "500-1000"), (2000, "1000-2000"), (5000, "2000-5000"), (10_000, "5000-10000"),
        (.max, "10000-"),
    ]
    /// Upper ends of the classes in seconds.
    public static let lagClasses: [(below: Int64, name: String)] = [
        (3600, "1h"), (6 * 3600, "6h"), (86_400, "1d"), (3 * 86_400, "3d"), (7 * 86_400, "7d"), (.max, "later"),
    ]

    private static func distanceClass(_ metres: Int64) -> String {
        distanceClasses.first { metres < $0.below }?.name ?? "10000-"
    }

    private static func lagClass(_ seconds: Int64) -> String {
        lagClasses.first { seconds < $0.below }?.name ?? "later"
    }

    // MARK: Counting

    private func scopes(of event: Event) -> [Scope] {
        guard let merchant = event.merchant else { return [.gateway] }
        let all = [.gateway, Scope(merchant: merchant)]
        return event.store.map { all + [Scope(merchant: merchant, store: $0)] } ?? all
    }

    /// In all scopes; with a campaign once more under its name, but for single stores.
    private mutating func count(
        _ measure: ReportMeasure, _ detail: String, in scopes: [Scope], at quarter: QuarterHour, campaign: String?,
        total: Int64 = 0
    ) {
        for scope in scopes {
            for campaign in [""] + (scope.store == 0 ? [campaign].compactMap(\.self) : []) {
                let key = CountKey(
                    scope: scope, campaign: campaign, quarter: quarter, measure: measure, detail: detail)
                counts[key, default: Count()].counted += 1
                counts[key, default: Count()].total += total
            }
        }
    }

    /// At the gateway, and at the event's own store, or its merchant where it has none.
    private mutating func mark(_ event: Event, _ steps: ReportSteps) {
        mark(event, steps, in: .gateway)
        if let merchant = event.merchant {
            mark(event, steps, in: Scope(merchant: merchant, store: event.store ?? 0))
        }
    }

    private mutating func mark(_ event: Event, _ steps: ReportSteps, in scope: Scope) {
        guard let visitor = event.visitor else { return }
        let key = VisitorKey(scope: scope, day: day(of: event.occurredAt, for: scope.merchant), visitor: visitor)
        visitors[key, default: Visitor()].steps.formUnion(steps)
    }
}
