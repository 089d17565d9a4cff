/// A physical shop.
public struct Store: Sendable, Hashable {
    public var id: PublicID
    public var merchant: Merchant
    public var name: String
    /// In one line, as a shopper would read it to someone.
    public var address: String
    public var position: Position
    public var timeZone: StoreTimeZone
    /// Nil where they are not known.
    public var hours: OpeningHours?

    public init(
        id: PublicID, merchant: Merchant, name: String, address: String, position: Position, timeZone: StoreTimeZone,
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
    public var status: Status
    /// Nil where the store gives a status alone.
    public var quantity: Int?
    public var price: Money?
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
    public var id: PromotionID
    public var title: String
    public var endsAt: Timestamp

    public init(id: PromotionID, title: String, endsAt: Timestamp) {
        self.id = id
        self.title = title
        self.endsAt = endsAt
    }
}
