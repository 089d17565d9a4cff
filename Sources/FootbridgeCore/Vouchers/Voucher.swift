public import ProductIdentifiers

/// One visitor's right to a promotion.
public struct Voucher: Sendable, Hashable {
    public var id: VoucherID
    public var code: VoucherCode
    public var state: VoucherState
    public var promotion: Promotion
    public var merchant: Merchant
    /// What it was got for; nil where the scan named no product.
    public var product: VoucherProduct?
    /// Where it is taken, at most ``listedStores``; the one that the shopper chose first.
    public var stores: [VoucherStore]
    public var issuedAt: Timestamp
    /// The first instant at which it is worth nothing.
    public var expiresAt: Timestamp
    /// When it was redeemed; nil where it is not, or was given back.
    public var redeemedAt: Timestamp?

    /// Stores that are named in a voucher.
    public static let listedStores = 50

    public init(
        id: VoucherID, code: VoucherCode, state: VoucherState, promotion: Promotion, merchant: Merchant,
        product: VoucherProduct?, stores: [VoucherStore], issuedAt: Timestamp, expiresAt: Timestamp,
        redeemedAt: Timestamp?
    ) {
        self.id = id
        self.code = code
        self.state = state
        self.promotion = promotion
        self.merchant = merchant
        self.product = product
        self.stores = stores
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.redeemedAt = redeemedAt
    }

    /// The state as it is told: a voucher that could still be redeemed is `expired` from its end on.
    public func toldState(at now: Timestamp) -> ToldVoucherState {
        ToldVoucherState(state, expiresAt: expiresAt, at: now)
    }

    /// What its QR code says.
    public var signed: SignedVoucher { SignedVoucher(code: code, promotion: promotion.id, expiresAt: expiresAt) }
}

/// The state of a voucher as it is stored.
///
/// | from | to | by |
/// | --- | --- | --- |
/// | `issued` | `redeemed` | a redemption |
/// | `redeemed` | `reversed` | its reversal |
/// | `reversed` | `redeemed` | another redemption |
/// | `issued`, `reversed` | `revoked` | the merchant |
///
/// No other change is possible: a trigger of the schema refuses it.
public enum VoucherState: String, Sendable, CaseIterable {
    case issued, redeemed
    /// Given back, and redeemable again.
    case reversed
    case revoked
}

/// The state of a voucher as it is told. The words are those of the public contract.
public enum ToldVoucherState: String, Sendable, CaseIterable {
    case issued, redeemed, reversed, revoked
    /// `issued` or `reversed`, and past its end.
    case expired
    /// No voucher that this store could take.
    case unknown

    public init(_ state: VoucherState, expiresAt: Timestamp, at now: Timestamp) {
        switch state {
        case .redeemed: self = .redeemed
        case .revoked: self = .revoked
        case .issued: self = now < expiresAt ? .issued : .expired
        case .reversed: self = now < expiresAt ? .reversed : .expired
        }
    }
}

/// The product that a voucher was got for.
public struct VoucherProduct: Sendable, Hashable {
    public var gtin: GTIN
    /// Nil where the catalogue does not have it any more.
    public var title: String?

    public init(gtin: GTIN, title: String?) {
        self.gtin = gtin
        self.title = title
    }
}

/// A store as a voucher names it.
public struct VoucherStore: Sendable, Hashable {
    public var id: PublicID
    public var name: String
    public var address: String
    public var position: Position
    public var timeZone: String

    public init(id: PublicID, name: String, address: String, position: Position, timeZone: String) {
        self.id = id
        self.name = name
        self.address = address
        self.position = position
        self.timeZone = timeZone
    }
}

/// What a shopper asks a voucher for.
public struct VoucherRequest: Sendable {
    /// Whose it will be; nobody else is told that it exists.
    public var owner: Owner
    /// The shopper: a session's own, or the one that the client names here; nil for the one that the scan names.
    public var visitor: VisitorHash?
    /// What it is got for.
    public var subject: Subject
    public var promotion: PromotionID
    /// Where the shopper means to go; nil where they did not say.
    public var store: PublicID?
    public var traceID: TraceID

    /// What a voucher is got for.
    public enum Subject: Sendable {
        /// One of the owner's scans that named a product.
        case scan(ScanID)
        /// A number that was typed in.
        case product(GTIN)
    }

    public init(
        owner: Owner, visitor: VisitorHash?, subject: Subject, promotion: PromotionID, store: PublicID?,
        traceID: TraceID
    ) {
        self.owner = owner
        self.visitor = visitor
        self.subject = subject
        self.promotion = promotion
        self.store = store
        self.traceID = traceID
    }
}

/// How a request for a voucher ended.
public enum VoucherIssue: Sendable, Hashable {
    case issued(Voucher)
    /// There is no such scan of this owner, or no such promotion for its product and this store.
    case unknown
    case ended
    /// As many are open or redeemed as may be.
    case exhausted
    /// The visitor has as many as one may have; this is the last.
    case alreadyIssued(VoucherID)
    /// Nobody can be told apart, and one visitor may have only so many.
    case visitorRequired
}
