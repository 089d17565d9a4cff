public import ProductIdentifiers

/// What a report is about: the whole gateway, one merchant, or one of its stores.
public struct ReportSubject: Sendable, Hashable {
    public var scope: RollUp.Scope
    /// Nil for the whole gateway.
    public var merchant: Merchant?
    /// Nil for all stores.
    public var store: ReportStore?
    /// In which the subject's days are counted: the merchant's own, the gateway's is UTC.
    public var zone: StoreTimeZone

    public init(scope: RollUp.Scope, merchant: Merchant?, store: ReportStore?, zone: StoreTimeZone) {
        self.scope = scope
        self.merchant = merchant
        self.store = store
        self.zone = zone
    }
}

/// A store as reports name it.
public struct ReportStore: Sendable, Hashable {
    public var id: PublicID
    public var name: String

    public init(id: PublicID, name: String) {
        self.id = id
        self.name = name
    }
}

/// A merchant and its stores, to choose from.
public struct ReportMerchant: Sendable, Hashable {
    public var merchant: Merchant
    public var stores: [ReportStore]

    public init(merchant: Merchant, stores: [ReportStore]) {
        self.merchant = merchant
        self.stores = stores
    }
}

/// Counts of one stretch of time, by measure and detail.
public struct ReportCounts: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        public var measure: ReportMeasure
        public var detail: String

        public init(measure: ReportMeasure, detail: String) {
            self.measure = measure
            self.detail = detail
        }
    }

    public var counts: [Key: RollUp.Count]

    public init(_ counts: [Key: RollUp.Count] = [:]) {
        self.counts = counts
    }

    /// Of all details.
    public subscript(measure: ReportMeasure) -> Int64 {
        counts.reduce(0) { $0 + ($1.key.measure == measure ? $1.value.counted : 0) }
    }

    public subscript(measure: ReportMeasure, detail: String) -> Int64 {
        counts[Key(measure: measure, detail: detail)]?.counted ?? 0
    }

    /// The sum of what was measured, over all details.
    public func total(_ measure: ReportMeasure) -> Int64 {
        counts.reduce(0) { $0 + ($1.key.measure == measure ? $1.value.total : 0) }
    }
}

/// Different visitors of one stretch of time by what they did.
public struct ReportVisitors: Sendable, Hashable {
    public var scanned: Int64 = 0
    public var read: Int64 = 0
    public var resolved: Int64 = 0
    public var shown: Int64 = 0
    public var clicked: Int64 = 0
    public var voucher: Int64 = 0
    public var redeemed: Int64 = 0
    public var visited: Int64 = 0
    /// Redeemed or visited.
    public var came: Int64 = 0

    public init() {}
}

/// Demand for a product.
public struct ReportProduct: Sendable, Hashable {
    public var gtin: GTIN
    /// Nil where it is in no catalogue.
    public var title: String?
    public var figures: RollUp.Product

    public init(gtin: GTIN, title: String?, figures: RollUp.Product) {
        self.gtin = gtin
        self.title = title
        self.figures = figures
    }
}

/// People who came for the first time, by what brought them, and how many of them came again.
public struct ReportFollowers: Sendable, Hashable {
    /// Empty where none is known.
    public var campaign: String
    public var came: Int64
    public var cameAgain: Int64

    public init(campaign: String, came: Int64, cameAgain: Int64) {
        self.campaign = campaign
        self.came = came
        self.cameAgain = cameAgain
    }
}
