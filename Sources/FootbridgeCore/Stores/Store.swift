/// A physical shop.
public struct Store: Sendable, Hashable {
    /// `merchant.code`, as it was imported.
    public var id: PublicID
    /// Whose shop it is.
    public var merchant: Merchant
    /// As over the door.
    public var name: String
    /// As it is written in its country.
    public var address: PostalAddress
    /// Of the door.
    public var position: Position
    /// In which ``hours`` are meant.
    public var timeZone: StoreTimeZone
    /// Nil where they are not known.
    public var hours: OpeningHours?

    public init(
        id: PublicID, merchant: Merchant, name: String, address: PostalAddress, position: Position,
        timeZone: StoreTimeZone,
        hours: OpeningHours?
    ) {
        self.id = id
        self.merchant = merchant
        self.name = name
        self.address = address
        self.position = position
        self.timeZone = timeZone
        self.hours = hours
    }
}

/// What a store had of a product, and when that was true.
public struct Stock: Sendable, Hashable {
    /// Whether it has any, as far as it said.
    public var status: Status
    /// Nil where the store gives a status alone.
    public var quantity: Int?
    /// In this shop; nil where it gives none.
    public var price: Money?
    /// When the rest was true.
    public var collectedAt: Timestamp

    public init(status: Status, quantity: Int?, price: Money?, collectedAt: Timestamp) {
        self.status = status
        self.quantity = quantity
        self.price = price
        self.collectedAt = collectedAt
    }

    /// The words of the public contract.
    public enum Status: String, Sendable, CaseIterable {
        case inStock = "in_stock"
        case limited
        case outOfStock = "out_of_stock"
        case unknown
    }

    /// The same stock as it may be told at `now`: once older than `timeToLive` its status is unknown, and its quantity
    /// is nobody's to promise.
    public func told(at now: Timestamp, timeToLive: Duration) -> Stock {
        guard now - collectedAt > timeToLive else { return self }
        return Stock(status: .unknown, quantity: nil, price: price, collectedAt: collectedAt)
    }
}

/// Terms that a merchant promises, shown beside a store.
public struct Promotion: Sendable, Hashable {
    /// Stays the same when the promotion is imported again.
    public var id: PromotionID
    /// The terms in one line, as the merchant words them.
    public var title: String
    /// The first instant at which it no longer holds.
    public var endsAt: Timestamp
    /// What a voucher of it gives; nil where there are no vouchers.
    public var value: VoucherValue?

    public init(id: PromotionID, title: String, endsAt: Timestamp, value: VoucherValue? = nil) {
        self.id = id
        self.title = title
        self.endsAt = endsAt
        self.value = value
    }
}
