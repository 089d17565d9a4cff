public import ProductIdentifiers

/// Everything that is kept of one visitor, for the person behind it.
public struct VisitorRecord: Sendable, Hashable {
    public var visitor: KnownVisitor
    /// The events of the log that are theirs, in its order.
    public var events: [Event]
    /// What stands beside some of them, by event.
    public var personal: [EventID: PersonalDetails]
    public var vouchers: [HeldVoucher]
    /// A merchant's own names of the orders they made.
    public var orders: [PurchaseID: OrderID]
    /// The public ids of the merchants and stores that the events name, by their integer keys.
    public var merchants: [Int64: PublicID]
    public var stores: [Int64: PublicID]

    public init(
        visitor: KnownVisitor, events: [Event], personal: [EventID: PersonalDetails], vouchers: [HeldVoucher],
        orders: [PurchaseID: OrderID], merchants: [Int64: PublicID], stores: [Int64: PublicID]
    ) {
        self.visitor = visitor
        self.events = events
        self.personal = personal
        self.vouchers = vouchers
        self.orders = orders
        self.merchants = merchants
        self.stores = stores
    }

    /// A voucher without its code, which is worth money to whoever has it.
    public struct HeldVoucher: Sendable, Hashable {
        public var id: VoucherID
        public var state: String
        public var gtin: GTIN?
        public var issuedAt: Timestamp
        public var expiresAt: Timestamp

        public init(id: VoucherID, state: String, gtin: GTIN?, issuedAt: Timestamp, expiresAt: Timestamp) {
            self.id = id
            self.state = state
            self.gtin = gtin
            self.issuedAt = issuedAt
            self.expiresAt = expiresAt
        }
    }
}

/// A visitor as the database knows them.
public struct KnownVisitor: Sendable, Hashable {
    /// The random number that stands for them in the log.
    public var number: Int64
    public var firstSeenAt: Timestamp
    /// Whether a scan or a visit of theirs would still be taken for theirs.
    public var isKnownAgain: Bool
    /// When what points to them was deleted; nil while it was not.
    public var erasedAt: Timestamp?

    public init(number: Int64, firstSeenAt: Timestamp, isKnownAgain: Bool, erasedAt: Timestamp?) {
        self.number = number
        self.firstSeenAt = firstSeenAt
        self.isKnownAgain = isKnownAgain
        self.erasedAt = erasedAt
    }
}

/// What is kept of a scan apart from the log, as it could say who somebody is.
public struct PersonalDetails: Sendable, Hashable {
    public var place: Place?
    public var adClicks: [AdClickKind: String]
    public var consent: AdConsent

    /// Where a shopper was, to about a kilometre.
    public struct Place: Sendable, Hashable {
        /// In hundredths of a degree.
        public var latitude: Int64
        /// In hundredths of a degree.
        public var longitude: Int64

        public init(latitude: Int64, longitude: Int64) {
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    public init(place: Place?, adClicks: [AdClickKind: String], consent: AdConsent) {
        self.place = place
        self.adClicks = adClicks
        self.consent = consent
    }
}
