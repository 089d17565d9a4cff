extension Listing {
    /// Listings of one product in the order they are shown to a shopper of whose currency nothing is known.
    ///
    /// Available ones first; among equals, those of merchants that let prices be compared, by price within one currency
    /// (the currency of most listings first, no price last), then the others by the merchant's name.
    public static func ranked(_ listings: [Listing]) -> [Listing] {
        let currencies = listings.reduce(into: [Currency: Int]()) { counts, listing in
            guard let currency = listing.price?.currency else { return }
            counts[currency, default: 0] += 1
        }
        func rank(_ listing: Listing) -> Rank {
            let price = listing.isPriceCompared ? listing.price : nil
            return Rank(
                group: (listing.availability.rank, listing.isPriceCompared ? 0 : 1),
                price: (
                    price == nil ? 1 : 0, price.map { -(currencies[$0.currency] ?? 0) } ?? 0,
                    price?.currency.description ?? "", price?.minorUnits ?? 0
                ),
                name: (listing.merchant.name, listing.id.uuid))
        }
        guard listings.count > 1 else { return listings }
        return listings.map { (rank($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The same listings with those in the shopper's own currency before the others that are as available.
    ///
    /// - Parameter ranked: in the order of ``ranked(_:)``, which equals keep.
    public static func ranked(_ ranked: [Listing], firstIn currency: Currency?) -> [Listing] {
        guard let currency, ranked.contains(where: { $0.price?.currency != currency }) else { return ranked }
        func rank(_ listing: Listing) -> Int {
            let isOwn = listing.isPriceCompared && listing.price?.currency == currency
            return 4 * listing.availability.rank + (isOwn ? 0 : listing.isPriceCompared ? 1 : 2)
        }
        return ranked.enumerated().map { (rank($1), $0, $1) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    /// The lowest price for which one of them can be ordered now, by merchants that let prices be compared: in `currency`
    /// where there is one in it, else in that of the first.
    public static func lowestPrice(of ranked: [Listing], firstIn currency: Currency?) -> Money? {
        let prices = ranked.filter { $0.isPriceCompared && $0.availability.canBeOrdered }.compactMap(\.price)
        let shown = prices.contains { $0.currency == currency } ? currency : prices.first?.currency
        return prices.filter { $0.currency == shown }.min { $0.minorUnits < $1.minorUnits }
    }

    private struct Rank: Comparable {
        let group: (availability: Int, notCompared: Int)
        let price: (isMissing: Int, fewListings: Int, currency: String, minorUnits: Int64)
        let name: (merchant: String, id: UUIDv7)

        static func == (left: Rank, right: Rank) -> Bool { !(left < right) && !(right < left) }
        static func < (left: Rank, right: Rank) -> Bool {
            if left.group != right.group { return left.group < right.group }
            return left.price == right.price ? left.name < right.name : left.price < right.price
        }
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

    /// Whether the merchant says that it takes an order now.
    fileprivate var canBeOrdered: Bool {
        switch self {
        case .inStock, .limited, .preorder, .backorder: true
        case .unknown, .outOfStock: false
        }
    }
}
