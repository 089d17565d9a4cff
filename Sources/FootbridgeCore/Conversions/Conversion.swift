public import ProductIdentifiers

/// One row of an attribution run: a share of an outcome's credit, given to one touch of its path.
///
/// Rows are never changed. What turns out otherwise, as a touch came late or an outcome was taken back, is said by a row
/// that ``reverses`` an earlier one, with the same share as a negative number, and by new rows beside it: over all rows of
/// an outcome and a run ``credit`` sums to ``wholeCredit``, or to 0 once the outcome is taken back.
public struct Conversion: Sendable, Hashable {
    /// The credit of an outcome that stands, in millionths.
    public static let wholeCredit = 1_000_000

    /// Of this row.
    public var id: ConversionID
    /// The number of the run that it belongs to, 1 or more.
    public var run: Int
    /// What is credited.
    public var outcome: OutcomeID
    /// When the outcome happened; of a row that reverses another one, that one's, so that sums over any time are whole.
    public var occurredAt: Timestamp
    /// When the row was written; rises along a run.
    public var recordedAt: Timestamp
    /// The scan that is credited: the touch, or the one that showed what was clicked on. Of a redemption without a path
    /// the scan that its voucher came of.
    public var scan: ScanID?
    /// The random number of the visitor; nil where nobody was named.
    public var visitor: Int64?
    /// The product that the outcome is about, or else the touch.
    public var gtin: GTIN?
    /// The merchant's integer key.
    public var merchant: Int64
    /// The store's integer key.
    public var store: Int64?
    /// The campaign that the credited scan named.
    public var campaign: String?
    /// The terms of a redeemed voucher.
    public var promotion: PromotionID?
    /// Of a redemption.
    public var voucher: VoucherID?
    /// Of the whole outcome: what was paid or saved, of a purchase less what was given back. A touch's share of it is this
    /// times ``credit``.
    public var value: Money?
    /// How credit was shared.
    public var model: AttributionModel
    /// How far a path reaches back.
    public var window: Duration
    /// The merchant's settings that it was shared by; 0 where it has made none.
    public var settingsVersion: Int
    /// What is credited; nil where the outcome has no path.
    public var touch: CreditedTouch?
    /// The share in millionths, 0 to ``wholeCredit``; 0 down to its negative in a row that reverses another one.
    public var credit: Int
    /// Whole seconds from the touch to the outcome, rounded down; nil without a touch.
    public var lagSeconds: Int64?
    /// Metres from where the scan was, known to two decimals of a degree, to the store; nil where either has no place.
    public var distanceMeters: Int64?
    /// How sure it is that the outcome came of the touch, 0 to 100 per cent (``AttributionConfidence``).
    public var confidence: Int
    /// The row that this one takes back.
    public var reverses: ConversionID?

    /// What the outcome is.
    public var kind: OutcomeKind { outcome.kind }

    public init(
        id: ConversionID, run: Int, outcome: OutcomeID, occurredAt: Timestamp, recordedAt: Timestamp, merchant: Int64,
        model: AttributionModel, window: Duration, settingsVersion: Int, credit: Int, confidence: Int
    ) {
        self.id = id
        self.run = run
        self.outcome = outcome
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.merchant = merchant
        self.model = model
        self.window = window
        self.settingsVersion = settingsVersion
        self.credit = credit
        self.confidence = confidence
    }
}

/// A touch as a conversion names it.
public struct CreditedTouch: Sendable, Hashable {
    public var kind: TouchKind
    /// Its row in the event log.
    public var event: EventID
    public var occurredAt: Timestamp

    public init(kind: TouchKind, event: EventID, occurredAt: Timestamp) {
        self.kind = kind
        self.event = event
        self.occurredAt = occurredAt
    }
}

/// What can lead to an outcome. The words are those of the contract.
public enum TouchKind: String, Sendable, CaseIterable {
    /// A photo in which a product was found, by itself or by the shopper's choice.
    case scan
    /// A listing that was followed to its merchant.
    case click

    /// - Returns: nil for an event that leads nowhere.
    public init?(of event: Event.Kind) {
        switch event {
        case .scan, .choice: self = .scan
        case .click: self = .click
        default: return nil
        }
    }
}

/// What can be credited. The words are those of the contract.
public enum OutcomeKind: String, Sendable, CaseIterable {
    /// A voucher was used at a store.
    case redemption
    /// A visitor was proven at a store.
    case visit
    /// A merchant reported an order.
    case purchase
}

/// One outcome.
public enum OutcomeID: Sendable, Hashable, CustomStringConvertible {
    case redemption(RedemptionID)
    case visit(VisitID)
    case purchase(PurchaseID)

    /// Of a kind and the bytes of an id.
    public init(_ kind: OutcomeKind, _ uuid: UUIDv7) {
        switch kind {
        case .redemption: self = .redemption(RedemptionID(uuid))
        case .visit: self = .visit(VisitID(uuid))
        case .purchase: self = .purchase(PurchaseID(uuid))
        }
    }

    public var kind: OutcomeKind {
        switch self {
        case .redemption: .redemption
        case .visit: .visit
        case .purchase: .purchase
        }
    }

    public var uuid: UUIDv7 {
        switch self {
        case .redemption(let id): id.uuid
        case .visit(let id): id.uuid
        case .purchase(let id): id.uuid
        }
    }

    /// The form at the edge, such as `red_…`.
    public var description: String {
        switch self {
        case .redemption(let id): id.description
        case .visit(let id): id.description
        case .purchase(let id): id.description
        }
    }
}
