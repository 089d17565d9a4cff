import ProductIdentifiers

/// The event log as analysts read it.
public struct EventFeed: Feed {
    public typealias Row = EventRow
    public typealias Horizon = LogHorizon

    public static let rowName = "event"
    public static let kinds = Event.Kind.allCases.map(\.rawValue)

    private let filter: EventFilter
    private let scope: FeedScope
    private let storage: any GatewayStorage
    private let names: PublicNames

    public init(_ parameters: FeedParameters, for viewer: FeedViewer) async throws {
        guard parameters.after == nil || parameters.after?.kind == .log else {
            throw FeedRefusal.parameter("after", "a cursor of this feed, not of another.")
        }
        guard parameters.run == nil else {
            throw FeedRefusal.parameter("run", "events belong to no run of attribution.")
        }
        scope = try await viewer.scope(parameters)
        filter = EventFilter(
            from: parameters.from, to: parameters.to, merchant: scope.merchant, store: scope.store,
            kinds: Set(Event.Kind.allCases.filter { parameters.kinds?.contains($0.rawValue) ?? true }))
        storage = viewer.storage
        names = PublicNames(viewer.storage)
    }

    public func page(
        after cursor: FeedCursor?, limit: Int, upTo horizon: LogHorizon?
    ) async throws(StorageError) -> FeedPage<EventFeed> {
        let start = cursor.flatMap { LogPosition($0) } ?? .beginning
        let page = try await storage.events(filter, after: start, limit: limit, upTo: horizon)
        let known = try await names.named(
            merchants: page.events.lazy.map(\.event.merchant), stores: page.events.lazy.map(\.event.store))
        return FeedPage(
            rows: page.events.map { logged in
                EventRow(
                    cursor: logged.position.feedCursor, event: logged.event,
                    merchant: logged.event.merchant.flatMap { known.merchants[$0] },
                    store: logged.event.store.flatMap { known.stores[$0] },
                    visitor: logged.event.visitor.map { scope.pseudonyms.name(of: $0) })
            },
            next: page.next.feedCursor, more: page.more, horizon: page.horizon,
            end: page.horizon.end.predecessor.feedCursor, watermark: page.horizon.watermark, supersededBy: nil)
    }
}

/// An event with the names that analysts know things by.
public struct EventRow: FeedRow {
    public var cursor: FeedCursor
    var event: Event
    var merchant: PublicID?
    var store: PublicID?
    var visitor: String?

    public var cloudEvent: CloudEventHead {
        CloudEventHead(
            id: event.id.description, type: "event.\(event.kind.rawValue)", time: event.occurredAt,
            subject: event.gtin.map { "/01/\($0.digits14)" })
    }

    public static let columns: [FeedColumn<EventRow>] = [
        FeedColumn("id", .id(EventID.prefix), isOptional: false, "Of this row.") { .id($0.event.id) },
        FeedColumn(
            "cursor", .cursor, isOptional: false, "Where the row stands; reading goes on behind it with after."
        ) { .cursor($0.cursor) },
        FeedColumn("type", .word(EventFeed.kinds), isOptional: false, "What happened.") {
            .text($0.event.kind.rawValue)
        },
        FeedColumn(
            "occurred_at", .time, isOptional: false,
            "When it happened. A late event has an early one; from and to go by it."
        ) { .time($0.event.occurredAt) },
        FeedColumn(
            "recorded_at", .time, isOptional: false, "When it was written; watermark speaks of it."
        ) { .time($0.event.recordedAt) },
        FeedColumn(
            "trace_id", .trace, "Of the request that it came of; one id joins a photo, its answer and the log."
        ) { $0.event.trace.map { .trace($0) } ?? .none },
        FeedColumn(
            "visitor", .text, "A pseudonym of the viewer's own scope; null where nobody was named."
        ) { .text($0.visitor) },
        FeedColumn("scan_id", .id(ScanID.prefix), "The scan that this is, or that it came of.") {
            .id($0.event.scan)
        },
        FeedColumn("gtin", .gtin, "The product, in the catalogue or not.") {
            $0.event.gtin.map { .gtin($0.value) } ?? .none
        },
        FeedColumn("merchant_id", .text, "Whom it concerns; no scan concerns one.") {
            .text($0.merchant?.description)
        },
        FeedColumn("store_id", .text, "Where it happened.") { .text($0.store?.description) },
        FeedColumn("listing_id", .id(ListingID.prefix), "What was clicked on.") { .id($0.event.listing) },
        FeedColumn("click_id", .id(ClickID.prefix), "Of a click.") { .id($0.event.click) },
        FeedColumn("promotion_id", .id(PromotionID.prefix), "The terms of the voucher.") { .id($0.event.promotion) },
        FeedColumn("voucher_id", .id(VoucherID.prefix), "What was issued, redeemed, refused or given back.") {
            .id($0.event.voucher)
        },
        FeedColumn(
            "redemption_id", .id(RedemptionID.prefix), "Of a redemption, and of the reversal that takes it back."
        ) { .id($0.event.redemption) },
        FeedColumn("visit_id", .id(VisitID.prefix), "Of a visit.") { .id($0.event.visit) },
        FeedColumn("purchase_id", .id(PurchaseID.prefix), "Of a purchase, and of each refund of it.") {
            .id($0.event.purchase)
        },
        FeedColumn("amount", .amount, "What was paid, or saved; negative of a refund.") { .amount($0.event.amount) },
        FeedColumn("currency", .text, "ISO 4217, beside every amount.") {
            .text($0.event.amount?.currency.description)
        },
        FeedColumn("campaign", .text, "The campaign that the scan named.") { .text($0.event.campaign) },
        FeedColumn(
            "outcome", .text,
            "How it ended: of a scan resolved, unlisted, not_a_product, no_symbol, voucher or store; of a choice resolved or unlisted."
        ) {
            .text($0.event.outcome)
        },
        FeedColumn("reason", .text, "Why it was refused or taken back.") { .text($0.event.reason) },
        FeedColumn("recognised_by", .text, "What said what a scan is about: symbol or cover; of a choice cover.") {
            .text($0.event.recognisedBy?.rawValue)
        },
        FeedColumn(
            "cover_band", .text, "Of the cover that a scan is about, or asked about: sure or ask; never a percentage."
        ) { .text($0.event.coverBand?.rawValue) },
    ]
}
