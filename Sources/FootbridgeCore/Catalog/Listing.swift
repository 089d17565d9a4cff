public import ProductIdentifiers

/// A merchant's online offer of a product.
public struct Listing: Sendable, Hashable {
    /// Stays the same when the listing is imported again.
    public var id: ListingID
    /// Who sells it.
    public var merchant: Merchant
    /// What is sold.
    public var gtin: GTIN
    /// The merchant's own page, http or https; shown to nobody but through the click redirect.
    public var url: String
    /// Nil where the merchant gives none.
    public var price: Money?
    /// Whether an order placed now would be filled.
    public var availability: Availability
    /// When the merchant last said so.
    public var updatedAt: Timestamp
    /// Whether its merchant lets its prices be compared.
    public var isPriceCompared: Bool

    public init(
        id: ListingID, merchant: Merchant, gtin: GTIN, url: String, price: Money?, availability: Availability,
        updatedAt: Timestamp, isPriceCompared: Bool = true
    ) {
        self.id = id
        self.merchant = merchant
        self.gtin = gtin
        self.url = url
        self.price = price
        self.availability = availability
        self.updatedAt = updatedAt
        self.isPriceCompared = isPriceCompared
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
    /// The name it is known by outside.
    public var id: PublicID
    /// As shoppers know it.
    public var name: String

    public init(id: PublicID, name: String) {
        self.id = id
        self.name = name
    }
}
