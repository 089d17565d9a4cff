import FootbridgeCore
import ProductIdentifiers

/// Listings as they are stored.
enum ListingRows {
    private static let columns = Columns(
        Columns("l.listing_id", ListingID.self), Columns("m.public_id", PublicID.self), Columns("m.name", String.self),
        Columns("l.gtin", GTIN.self), Columns("l.url", String.self),
        Columns("l.price_minor, l.currency", StoredPrice?.self),
        Columns("l.availability", Listing.Availability.self), Columns("l.updated_at", Timestamp.self),
        Columns("m.price_compared", Bool.self)
    ) { id, merchant, merchantName, gtin, url, price, availability, updatedAt, isPriceCompared in
        let listing = Listing(
            id: id, merchant: Merchant(id: merchant, name: merchantName), gtin: gtin, url: url, price: price?.money,
            availability: availability, updatedAt: updatedAt, isPriceCompared: isPriceCompared)
        return Usable(value: listing, problem: price?.problem(of: "listing \(id)"))
    }

    /// The newest where there are more than `$2`; in the order of an index, so that nothing is sorted for it.
    static let ofProduct = columns.from(
        """
        listings l JOIN merchants m ON m.merchant_id = l.merchant_id
        WHERE l.gtin = $1
        ORDER BY l.updated_at DESC, l.listing_id DESC
        LIMIT $2
        """)
    static let destination = Columns(
        Columns("l.url", String.self), Columns("m.click_parameter", ClickParameter.self),
        make: ClickDestination.init(url:parameter:)
    ).from("listings l JOIN merchants m ON m.merchant_id = l.merchant_id WHERE l.listing_id = $1")
}
