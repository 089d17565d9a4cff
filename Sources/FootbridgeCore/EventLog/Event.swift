public import ProductIdentifiers

/// One thing that happened, as the event log keeps it for ever: what, when, and whom and what it concerns, by number and
/// id. Nothing in it says who a visitor is or where they were.
public struct Event: Sendable, Hashable {
    /// Of this event; exports tell repeated rows by it.
    public var id: EventID
    /// What happened.
    public var kind: Kind
    /// When it happened; never after ``recordedAt``.
    public var occurredAt: Timestamp
    /// When it was written. Of an event that is about to be written: not before this, as storage lets no event be recorded
    /// at a time that a reader was told the log is complete up to (``LogHorizon/watermark``).
    public var recordedAt: Timestamp
    /// Of the request that it came of.
    public var trace: TraceID?
    /// The random number of the visitor; nil where nobody was named.
    public var visitor: Int64?
    /// The scan that this is, or that it came of.
    public var scan: ScanID?
    /// The product it is about, in the catalogue or not.
    public var gtin: GTIN?
    /// The merchant's integer key.
    public var merchant: Int64?
    /// The store's integer key; its merchant is then named, too.
    public var store: Int64?
    /// What was clicked on.
    public var listing: ListingID?
    /// Of a click.
    public var click: ClickID?
    /// The terms of the voucher.
    public var promotion: PromotionID?
    /// What was issued, redeemed, refused or given back.
    public var voucher: VoucherID?
    /// Of a redemption, and of the reversal that takes it back.
    public var redemption: RedemptionID?
    /// Of a visit.
    public var visit: VisitID?
    /// Of a purchase, and of each refund of it.
    public var purchase: PurchaseID?
    /// The integer key of the device at the till.
    public var staffDevice: Int64?
    /// What was paid, or saved; negative of a refund.
    public var amount: Money?
    /// The campaign that the scan named, at most 200 bytes.
    public var campaign: String?
    /// How it ended, in a word of at most 40 bytes; of a scan or a choice one of ``ScanOutcome``, of a visit how sure it is
    /// (``VisitConfidence/word``).
    public var outcome: String?
    /// Why it was refused or taken back, at most 200 characters.
    public var reason: String?
    /// What said what a scan is about; of a choice the cover.
    public var recognisedBy: Recognition?
    /// Of the cover that a scan is about, or asked about.
    public var coverBand: SeenCover.Band?

    /// An event of which only the kind and the times are known yet.
    ///
    /// - Parameters:
    ///   - occurredAt: taken for `recordedAt` where it is later: a clock elsewhere may be ahead, and nothing is recorded
    ///     before it happens.
    ///   - recordedAt: what the clock shows.
    public init(kind: Kind, occurredAt: Timestamp, recordedAt: Timestamp) {
        self.id = EventID(UUIDv7(at: recordedAt))
        self.kind = kind
        self.occurredAt = min(occurredAt, recordedAt)
        self.recordedAt = recordedAt
    }
}

extension Event {
    /// What can happen. The words are those of the contract, and of the log's column `type`.
    public enum Kind: String, Sendable, CaseIterable {
        /// A photo was answered, whatever the answer.
        case scan
        /// A shopper picked one of the books that a scan may have shown.
        case choice
        /// A listing was followed to its merchant.
        case click
        /// A visitor got a voucher.
        case voucherIssued = "voucher_issued"
        /// A voucher was used at a store.
        case redemption
        /// A voucher was not taken, and why.
        case refusal
        /// A redemption was taken back.
        case reversal
        /// A visitor was proven at a store.
        case visit
        /// A merchant reported an order, or with a negative amount its refund.
        case purchase
        /// What points to the person behind a visitor's number was deleted.
        case erasure
    }
}

extension Event {
    /// The event of a scan. Its id is the scan's under another prefix, so that what stands beside the event is found by the
    /// scan without an index, which every scan would pay for.
    ///
    /// - Parameter visitor: the random number that stands for the scan's visitor; nil where the client named none.
    public init(scan record: ScanRecord, visitor: Int64?, recordedAt: Timestamp) {
        self.init(kind: .scan, occurredAt: record.scan.receivedAt, recordedAt: recordedAt)
        id = EventID(record.scan.id.uuid)
        self.visitor = visitor
        trace = record.scan.traceID
        scan = record.scan.id
        gtin = record.gtin
        campaign = record.scan.parameters.campaign
        outcome = record.outcome.rawValue
        recognisedBy = record.recognisedBy
        coverBand = record.coverBand
    }
}
