import FootbridgeCore
import ProductIdentifiers

/// Listings as they are stored, and the order they are answered in.
enum ListingRows {
    /// The newest where there are more than `$2`.
    static let ofProduct: SQL = """
        SELECT l.listing_id, m.public_id, m.name, l.gtin, l.url, l.price_minor, l.currency, l.availability, l.updated_at,
          m.price_compared
        FROM listings l JOIN merchants m ON m.merchant_id = l.merchant_id
        WHERE l.gtin = $1
        ORDER BY l.updated_at DESC, l.listing_id
        LIMIT $2
        """
    static let one: SQL = """
        SELECT l.listing_id, m.public_id, m.name, l.gtin, l.url, l.price_minor, l.currency, l.availability, l.updated_at,
          m.price_compared
        FROM listings l JOIN merchants m ON m.merchant_id = l.merchant_id
        WHERE l.listing_id = $1
        """

    /// A listing, and whether its merchant lets its prices be compared.
    struct Offer: Hashable {
        var listing: Listing
        var priceCompared: Bool
    }

    static func offer(_ row: SQLRow) throws(StorageError) -> Offer {
        let merchant = Merchant(id: try row.publicID(1), name: try row.text(2))
        let listing = Listing(
            id: try row.id(0), merchant: merchant, gtin: try row.gtin(3), url: try row.text(4),
            price: try row.optionalMoney(5), availability: try row.word(7), updatedAt: try row.time(8))
        return Offer(listing: listing, priceCompared: try row.flag(9))
    }

    /// Available ones first; among equals, those of merchants that let prices be compared, by price within one currency
    /// (the currency of most listings first, no price last), then the others by the merchant's name.
    static func ordered(_ offers: [Offer]) -> [Listing] {
        let currencies = offers.reduce(into: [String: Int]()) { counts, offer in
            guard let currency = offer.listing.price?.currency.description else { return }
            counts[currency, default: 0] += 1
        }
        struct Rank: Comparable {
            let group: (availability: Int, notCompared: Int)
            let price: (isMissing: Int, fewListings: Int, currency: String, minorUnits: Int64)
            let name: (merchant: String, id: UUIDv7)

            static func == (left: Rank, right: Rank) -> Bool { !(left < right) && !(right < left) }
            static func < (left: Rank, right: Rank) -> Bool {
                if left.group != right.group { return left.group < right.group }
                return left.price == right.price ? left.name < right.name : left.price < right.price
            }
        }
        func rank(_ offer: Offer) -> Rank {
            let price = offer.priceCompared ? offer.listing.price : nil
            let currency = price?.currency.description ?? ""
            return Rank(
                group: (offer.listing.availability.rank, offer.priceCompared ? 0 : 1),
                price: (price == nil ? 1 : 0, -(currencies[currency] ?? 0), currency, price?.minorUnits ?? 0),
                name: (offer.listing.merchant.name, offer.listing.id.uuid))
        }
        return offers.map { (rank($0), $0.listing) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension Listing.Availability {
    /// What can be had soonest first.
    fileprivate var rank: Int {
        switch self {
        case .inStock, .limited: 0
        case .preorder, .backorder: 1
        case .unknown: 2
        case .outOfStock: 3
        }
    }
}
