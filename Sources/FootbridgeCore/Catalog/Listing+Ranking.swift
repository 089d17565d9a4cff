extension Listing {
    /// What storage knows of one listing of a product, before it is put in order.
    public struct Candidate: Sendable, Hashable {
        /// The offer.
        public var listing: Listing
        /// Whether its merchant lets its prices be compared.
        public var isPriceCompared: Bool

        public init(listing: Listing, isPriceCompared: Bool) {
            self.listing = listing
            self.isPriceCompared = isPriceCompared
        }
    }

    /// Listings of one product in the order they are shown.
    ///
    /// Available ones first; among equals, those of merchants that let prices be compared, by price within one currency
    /// (the currency of most listings first, no price last), then the others by the merchant's name.
    public static func ranked(_ candidates: [Candidate]) -> [Listing] {
        let currencies = candidates.reduce(into: [Currency: Int]()) { counts, candidate in
            guard let currency = candidate.listing.price?.currency else { return }
            counts[currency, default: 0] += 1
        }
        func rank(_ candidate: Candidate) -> Rank {
            let listing = candidate.listing
            let price = candidate.isPriceCompared ? listing.price : nil
            return Rank(
                group: (listing.availability.rank, candidate.isPriceCompared ? 0 : 1),
                price: (
                    price == nil ? 1 : 0, price.map { -(currencies[$0.currency] ?? 0) } ?? 0,
                    price?.currency.description ?? "", price?.minorUnits ?? 0
                ),
                name: (listing.merchant.name, listing.id.uuid))
        }
        guard candidates.count > 1 else { return candidates.map(\.listing) }
        return candidates.map { (rank($0), $0.listing) }.sorted { $0.0 < $1.0 }.map(\.1)
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
}
