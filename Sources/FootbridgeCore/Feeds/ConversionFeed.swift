import ProductIdentifiers

/// The rows of one attribution run as analysts read them.
public struct ConversionFeed: Feed {
    public typealias Row = ConversionRow
    /// The last row that the run had when it was first asked, and the page's watermark then.
    public struct Horizon: Sendable {
        var end: ConversionPosition
        var watermark: Timestamp
    }

    public static let rowName = "conversion"
    public static let kinds = OutcomeKind.allCases.map(\.rawValue)

    private let filter: ConversionFilter
    private let run: Int
    private let scope: FeedScope
    private let storage: any GatewayStorage
    private let names: PublicNames

    public init(_ parameters: FeedParameters, for viewer: FeedViewer) async throws {
        let start = parameters.after.flatMap { ConversionPosition($0) }
        guard parameters.after == nil || start != nil else {
            throw FeedRefusal.parameter("after", "a cursor of this feed, not of another.")
        }
        let named = try parameters.run.map { name throws(FeedRefusal) in
            guard let number = AttributionRun.number(name), start == nil || start?.run == number else {
                throw .parameter("run", "the name of a run, such as run-3; of the cursor's own, if there is one.")
            }
            return number
        }
        scope = try await viewer.scope(parameters)
        filter = ConversionFilter(
            from: parameters.from, to: parameters.to, merchant: scope.merchant, store: scope.store,
            kinds: Set(OutcomeKind.allCases.filter { parameters.kinds?.contains($0.rawValue) ?? true }))
        storage = viewer.storage
        names = PublicNames(viewer.storage)
        // Decided here once: another run may become the current one between two pages.
        guard let page = try await storage.conversions(filter, in: named, after: start, limit: 1) else {
            throw FeedRefusal.parameter(named == nil ? "after" : "run", "there is no such run of attribution.")
        }
        run = page.next.run
    }

    public func page(
        after cursor: FeedCursor?, limit: Int, upTo horizon: Horizon?
    ) async throws(StorageError) -> FeedPage<ConversionFeed> {
        let start = cursor.flatMap { ConversionPosition($0) } ?? .beginning(of: run)
        guard let page = try await storage.conversions(filter, in: run, after: start, limit: limit) else {
            throw .unusable(StorageErrorDetail("a run of attribution is gone"))
        }
        let horizon = horizon ?? Horizon(end: page.end, watermark: page.watermark)
        let placed = page.conversions.filter { $0.position.sequence <= horizon.end.sequence }
        let known = try await names.named(
            merchants: placed.lazy.map(\.conversion.merchant), stores: placed.lazy.map(\.conversion.store))
        return FeedPage(
            rows: placed.map { placed in
                ConversionRow(
                    cursor: placed.position.feedCursor, conversion: placed.conversion,
                    merchant: known.merchants[placed.conversion.merchant],
                    store: placed.conversion.store.flatMap { known.stores[$0] },
                    visitor: placed.conversion.visitor.map { scope.pseudonyms.name(of: $0) })
            },
            next: (placed.last?.position ?? start).feedCursor,
            more: page.more && placed.count == page.conversions.count, horizon: horizon,
            end: horizon.end.feedCursor, watermark: horizon.watermark,
            supersededBy: page.supersededBy.map(AttributionRun.name))
    }
}

extension ConversionPosition {
    /// The place in the feed of conversions.
    public var feedCursor: FeedCursor { FeedCursor(.conversions, Int64(run), sequence, 0) }

    /// The position of a place in the feed of conversions; nil for one of another feed.
    public init?(_ cursor: FeedCursor) {
        guard cursor.kind == .conversions, cursor.first >= 1 else { return nil }
        self.init(run: Int(cursor.first), sequence: cursor.second)
    }
}

/// A conversion with the names that analysts know things by.
public struct ConversionRow: FeedRow {
    public var cursor: FeedCursor
    var conversion: Conversion
    var merchant: PublicID?
    var store: PublicID?
    var visitor: String?

    public var cloudEvent: CloudEventHead {
        CloudEventHead(
            id: conversion.id.description, type: "conversion.\(conversion.kind.rawValue)",
            time: conversion.occurredAt, subject: conversion.gtin.map { "/01/\($0.digits14)" })
    }

    public static let columns: [FeedColumn<ConversionRow>] = [
        FeedColumn("id", .id(ConversionID.prefix), isOptional: false, "Of this row.") { .id($0.conversion.id) },
        FeedColumn(
            "cursor", .cursor, isOptional: false, "Where the row stands; reading goes on behind it with after."
        ) { .cursor($0.cursor) },
        FeedColumn("kind", .word(ConversionFeed.kinds), isOptional: false, "What the outcome is.") {
            .text($0.conversion.kind.rawValue)
        },
        FeedColumn("outcome_id", .text, isOptional: false, "The redemption, visit or purchase that is credited.") {
            let outcome = $0.conversion.outcome
            return .id(outcome.prefix, outcome.uuid)
        },
        FeedColumn(
            "occurred_at", .time, isOptional: false,
            "When the outcome happened; from and to go by it. Of a row that reverses another, that one's."
        ) { .time($0.conversion.occurredAt) },
        FeedColumn("recorded_at", .time, isOptional: false, "When the row was written.") {
            .time($0.conversion.recordedAt)
        },
        FeedColumn("scan_id", .id(ScanID.prefix), "The scan that is credited.") { .id($0.conversion.scan) },
        FeedColumn("visitor", .text, "A pseudonym of the viewer's own scope; null where nobody was named.") {
            .text($0.visitor)
        },
        FeedColumn("gtin", .gtin, "The product that the outcome is about, or else the touch.") {
            $0.conversion.gtin.map { .gtin($0.value) } ?? .none
        },
        FeedColumn("merchant_id", .text, "Whose outcome it is.") { .text($0.merchant?.description) },
        FeedColumn("store_id", .text, "Where the outcome happened.") { .text($0.store?.description) },
        FeedColumn("campaign", .text, "The campaign that the credited scan named.") {
            .text($0.conversion.campaign)
        },
        FeedColumn("promotion_id", .id(PromotionID.prefix), "The terms of a redeemed voucher.") {
            .id($0.conversion.promotion)
        },
        FeedColumn("voucher_id", .id(VoucherID.prefix), "Of a redemption.") { .id($0.conversion.voucher) },
        FeedColumn(
            "value", .amount,
            "Of the whole outcome, what was paid or saved; a touch's share of it is this times credit."
        ) { .amount($0.conversion.value) },
        FeedColumn("currency", .text, "ISO 4217, beside every value.") {
            .text($0.conversion.value?.currency.description)
        },
        FeedColumn(
            "model", .word(AttributionModel.allCases.map(\.rawValue)), isOptional: false, "How credit was shared."
        ) { .text($0.conversion.model.rawValue) },
        FeedColumn("window_s", .integer, isOptional: false, "How many seconds a path reaches back.") {
            .integer($0.conversion.window.components.seconds)
        },
        FeedColumn(
            "settings_version", .integer, isOptional: false,
            "The merchant's settings that it was shared by; 0 where it has made none."
        ) { .integer(Int64($0.conversion.settingsVersion)) },
        FeedColumn("touch", .word(TouchKind.allCases.map(\.rawValue)), "What is credited; null without a path.") {
            .text($0.conversion.touch?.kind.rawValue)
        },
        FeedColumn("touch_event_id", .id(EventID.prefix), "The touch's row among the events.") {
            .id($0.conversion.touch?.event)
        },
        FeedColumn("touch_occurred_at", .time, "When the touch happened.") {
            $0.conversion.touch.map { .time($0.occurredAt) } ?? .none
        },
        FeedColumn(
            "credit", .decimal, isOptional: false,
            "The touch's share, 0 to 1, negative of a row that reverses. Sums to 1 for an outcome and run, to 0 once taken back."
        ) { .decimal(Int64($0.conversion.credit), places: 6) },
        FeedColumn("lag_s", .integer, "Whole seconds from the touch to the outcome.") {
            .integer($0.conversion.lagSeconds)
        },
        FeedColumn(
            "distance_m", .integer, "Metres from where the scan was, known to two decimals of a degree, to the store."
        ) { .integer($0.conversion.distanceMeters) },
        FeedColumn(
            "confidence", .integer, isOptional: false, "How sure it is that the outcome came of the touch, in per cent."
        ) { .integer(Int64($0.conversion.confidence)) },
        FeedColumn("reverses", .id(ConversionID.prefix), "The row that this one takes back.") {
            .id($0.conversion.reverses)
        },
        FeedColumn("attribution_run", .text, isOptional: false, "The run that the row belongs to, such as run-3.") {
            .text(AttributionRun.name($0.conversion.run))
        },
    ]
}

extension OutcomeID {
    fileprivate var prefix: String {
        switch self {
        case .redemption: RedemptionID.prefix
        case .visit: VisitID.prefix
        case .purchase: PurchaseID.prefix
        }
    }
}
