/// Who acts at a till.
public struct StaffMember: Sendable, Hashable {
    /// The person who is signed in, or the principal of the key.
    public var principal: PrincipalID
    /// The one store.
    public var store: PublicID
    /// Whether they may take back what others redeemed.
    public var isLead: Bool
    /// Nil for a key of the store's own software.
    public var device: StaffDeviceID?

    public init(principal: PrincipalID, store: PublicID, isLead: Bool, device: StaffDeviceID? = nil) {
        self.principal = principal
        self.store = store
        self.isLead = isLead
        self.device = device
    }
}

/// What a till asks for.
public struct RedemptionRequest: Sendable {
    /// Nil for a code with a typing error and for a QR code that is forged: nothing is looked up, and the refusal is kept.
    public var code: VoucherCode?
    public var staff: StaffMember
    /// When the shopper stood there, where the network was away; nil for now.
    public var occurredAt: Timestamp?
    /// What was taken off, where the till knows.
    public var amount: Money?
    /// At most 200 characters.
    public var note: String?
    public var traceID: TraceID

    public init(
        code: VoucherCode?, staff: StaffMember, occurredAt: Timestamp? = nil, amount: Money? = nil,
        note: String? = nil, traceID: TraceID
    ) {
        self.code = code
        self.staff = staff
        self.occurredAt = occurredAt
        self.amount = amount
        self.note = note
        self.traceID = traceID
    }
}

/// A voucher as one store sees it: all that decides whether it can be redeemed there.
public struct VoucherAtTill: Sendable, Hashable {
    public var id: VoucherID
    public var code: VoucherCode
    public var state: VoucherState
    public var issuedAt: Timestamp
    public var expiresAt: Timestamp
    public var promotion: Promotion
    public var startsAt: Timestamp
    public var times: VoucherTimes
    public var reversalWindow: Duration
    public var product: VoucherProduct?
    /// Whether the promotion holds in this store.
    public var holdsHere: Bool
    /// Nil where this host does not know the store's time zone.
    public var timeZone: StoreTimeZone?
    /// The redemption that it is spent by; nil where it is not.
    public var spent: Spent?
    public var offline: OfflineTerms
    /// The scan that it was got for, and the number of the visitor who got it.
    public var scan: ScanID?
    public var visitor: Int64?

    /// Where and when a voucher was redeemed.
    public struct Spent: Sendable, Hashable {
        public var redemption: RedemptionID
        public var at: Timestamp
        public var store: PublicID
        public var storeName: String

        public init(redemption: RedemptionID, at: Timestamp, store: PublicID, storeName: String) {
            self.redemption = redemption
            self.at = at
            self.store = store
            self.storeName = storeName
        }
    }

    public init(
        id: VoucherID, code: VoucherCode, state: VoucherState, issuedAt: Timestamp, expiresAt: Timestamp,
        promotion: Promotion, startsAt: Timestamp, times: VoucherTimes, reversalWindow: Duration,
        product: VoucherProduct?, holdsHere: Bool, timeZone: StoreTimeZone?, spent: Spent?, offline: OfflineTerms
    ) {
        self.id = id
        self.code = code
        self.state = state
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.promotion = promotion
        self.startsAt = startsAt
        self.times = times
        self.reversalWindow = reversalWindow
        self.product = product
        self.holdsHere = holdsHere
        self.timeZone = timeZone
        self.spent = spent
        self.offline = offline
    }

    /// Why it cannot be redeemed, or nil where it can.
    ///
    /// - Parameters:
    ///   - occurredAt: when the shopper stood there, as the till says; nil for now.
    public func refusal(occurredAt: Timestamp?, at now: Timestamp) -> RedemptionRefusal? {
        let at = min(occurredAt ?? now, now)
        let isLate = at + OfflineTerms.slack < now
        if state == .revoked { return .revoked }
        if let spent {
            // Who was away from the network cannot have known.
            return isLate ? .conflict(spent) : .alreadyRedeemed(spent)
        }
        if !holdsHere { return .wrongStore }
        if isLate, !offline.isAllowed { return .offlineForbidden }
        if isLate, at + offline.grace < now { return .tooLate }
        if at < startsAt || at + OfflineTerms.slack < issuedAt { return .notStarted(max(startsAt, issuedAt)) }
        if at >= expiresAt { return .expired(expiresAt) }
        if let timeZone, !times.contains(at, in: timeZone) { return .notNow }
        return nil
    }
}

/// What a merchant lets its stores do while the network is away.
public struct OfflineTerms: Sendable, Hashable {
    public var isAllowed: Bool
    /// How long after it happened a redemption may arrive.
    public var grace: Duration

    /// What counts as now: clocks differ, and requests take their time.
    static let slack = Duration.seconds(120)

    public init(isAllowed: Bool = true, grace: Duration = .seconds(72 * 3600)) {
        self.isAllowed = isAllowed
        self.grace = grace
    }
}

/// Why a voucher is not taken.
public enum RedemptionRefusal: Sendable, Hashable {
    /// No such voucher, or another merchant's.
    case unknownCode
    case alreadyRedeemed(VoucherAtTill.Spent)
    /// It was spent elsewhere while one of the two tills was away from the network.
    case conflict(VoucherAtTill.Spent)
    case expired(Timestamp)
    case notStarted(Timestamp)
    /// Not on this day of the week, or at this hour.
    case notNow
    /// The merchant's, but not for this store.
    case wrongStore
    case revoked
    /// The merchant lets nobody redeem while the network is away.
    case offlineForbidden
    /// It arrived later than the merchant waits.
    case tooLate

    /// The stable word of the public contract.
    public var code: String {
        switch self {
        case .unknownCode: "unknown-code"
        case .alreadyRedeemed: "already-redeemed"
        case .conflict: "conflict"
        case .expired: "expired"
        case .notStarted: "not-started"
        case .notNow: "not-now"
        case .wrongStore: "wrong-store"
        case .revoked: "revoked"
        case .offlineForbidden: "offline-forbidden"
        case .tooLate: "too-late"
        }
    }
}

/// A row of the ledger that says that a voucher was used.
public struct Redemption: Sendable, Hashable {
    public var id: RedemptionID
    public var voucher: VoucherID
    public var store: PublicID
    public var staff: PrincipalID
    public var redeemedAt: Timestamp
    public var recordedAt: Timestamp
    public var amount: Money?
    public var promotion: Promotion
    public var product: VoucherProduct?
    /// Until when it can be taken back.
    public var reversibleUntil: Timestamp
    /// When it was taken back; nil where it was not.
    public var reversedAt: Timestamp?
    /// The place in the store's ledger.
    public var sequence: Int64

    public init(
        id: RedemptionID, voucher: VoucherID, store: PublicID, staff: PrincipalID, redeemedAt: Timestamp,
        recordedAt: Timestamp, amount: Money?, promotion: Promotion, product: VoucherProduct?,
        reversibleUntil: Timestamp, reversedAt: Timestamp?, sequence: Int64
    ) {
        self.id = id
        self.voucher = voucher
        self.store = store
        self.staff = staff
        self.redeemedAt = redeemedAt
        self.recordedAt = recordedAt
        self.amount = amount
        self.promotion = promotion
        self.product = product
        self.reversibleUntil = reversibleUntil
        self.reversedAt = reversedAt
        self.sequence = sequence
    }
}

/// How a till's request ended.
public enum RedemptionOutcome: Sendable, Hashable {
    case redeemed(Redemption)
    case refused(RedemptionRefusal)
}

/// What came of a request under an Idempotency-Key that is claimed, done and answered in one transaction.
public enum KeyedOutcome: Sendable, Hashable {
    /// It was done now, and this is kept.
    case answered(KeptAnswer)
    /// It was answered before: the fingerprint of what was sent then, and what was answered.
    case repeated(fingerprint: [UInt8], KeptAnswer)
    /// Another request of the key is under way.
    case running
}

/// How a reversal ended.
public enum ReversalOutcome: Sendable, Hashable {
    case reversed(Reversal)
    /// No such redemption of this store.
    case unknown
    /// Only a lead takes back what another redeemed.
    case notTheirs
    case windowOver(Timestamp)
    case alreadyReversed
}

/// A row of the ledger that takes a redemption back.
public struct Reversal: Sendable, Hashable {
    public var id: RedemptionID
    public var reverses: RedemptionID
    public var voucher: VoucherID
    public var store: PublicID
    public var staff: PrincipalID
    public var reversedAt: Timestamp

    public init(
        id: RedemptionID, reverses: RedemptionID, voucher: VoucherID, store: PublicID, staff: PrincipalID,
        reversedAt: Timestamp
    ) {
        self.id = id
        self.reverses = reverses
        self.voucher = voucher
        self.store = store
        self.staff = staff
        self.reversedAt = reversedAt
    }
}

/// A voucher that two tills took, one of them without the network: the first counts, and this tells of the second.
public struct RedemptionConflict: Sendable, Hashable {
    public var voucher: VoucherID
    /// Whose redemption came too late.
    public var store: PublicID
    /// When the shopper stood there.
    public var occurredAt: Timestamp
    public var recordedAt: Timestamp
    /// The one that counts, where and when.
    public var redemption: RedemptionID
    public var redeemedIn: PublicID
    public var redeemedAt: Timestamp

    public init(
        voucher: VoucherID, store: PublicID, occurredAt: Timestamp, recordedAt: Timestamp, redemption: RedemptionID,
        redeemedIn: PublicID, redeemedAt: Timestamp
    ) {
        self.voucher = voucher
        self.store = store
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.redemption = redemption
        self.redeemedIn = redeemedIn
        self.redeemedAt = redeemedAt
    }
}
