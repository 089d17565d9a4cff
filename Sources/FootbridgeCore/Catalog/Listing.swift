public import ProductIdentifiers

/// A merchant's online offer of a product.
public struct Listing: Sendable, Hashable {
    public var id: ListingID
    public var merchant: Merchant
    public var gtin: GTIN
    /// The merchant's own page, http or https; shown to nobody but through the click redirect.
    public var url: String
    public var price: Money?
    public var availability: Availability
    public var updatedAt: Timestamp

    public init(
        id: ListingID, merchant: Merchant, gtin: GTIN, url: String, price: Money?, availability: Availability,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.merchant = merchant
        self.gtin = gtin
        self.url = url
        self.price = price
        self.availability = availability
        self.updatedAt = updatedAt
    }

    /// Whether an order placed now would be filled. The words are those of the public contract.
    public enum Availability: String, Sendable, CaseIterable {
        case inStock = "in_stock"
        case limited
        case preorder
        case backorder
        case outOfStock = "out_of_stock"
        case unknown
    }
}

/// A bookseller, online, with shops, or both.
public struct Merchant: Sendable, Hashable {
    public var id: PublicID
    public var name: String

    public init(id: PublicID, name: String) {
        self.id = id
        self.name = name
    }
}
