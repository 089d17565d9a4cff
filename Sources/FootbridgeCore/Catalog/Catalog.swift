/// Where a shopper is and how far they would go.
public struct Vicinity: Sendable, Hashable {
    /// The middle of the circle.
    public var position: Position
    /// Great-circle metres, 1 to 100 000.
    public var radius: Meters
    /// At most so many stores, 1 to 50.
    public var limit: Int

    public init(position: Position, radius: Meters, limit: Int) {
        self.position = position
        self.radius = radius
        self.limit = limit
    }
}

/// What is known of one GTIN: the product, its online listings, and the stores near a shopper.
public struct CatalogAnswer: Sendable, Hashable {
    /// Nil where the catalogue does not have the GTIN.
    public var product: Product?
    /// Available ones first, then by price within one currency, then by merchant.
    public var listings: [Listing]
    /// Nearest first; see ``NearbyStore``.
    public var stores: [NearbyStore]
    /// The lowest price that it can be ordered for; see ``Listing/lowestPrice(of:firstIn:)``.
    public var onlineFrom: Money?

    public init(product: Product?, listings: [Listing] = [], stores: [NearbyStore] = []) {
        self.product = product
        self.listings = listings
        self.stores = stores
        onlineFrom = nil
    }

    /// The same for a shopper whose currency is told by the nearest store, or else by the country of their language.
    ///
    /// - Parameter country: two letters (ISO 3166-1); nil where it is not known.
    public func told(in country: String?) -> CatalogAnswer {
        let currency = (stores.first?.store.address.country ?? country).flatMap { Currency(country: $0) }
        var answer = self
        answer.listings = Listing.ranked(listings, firstIn: currency)
        answer.onlineFrom = Listing.lowestPrice(of: answer.listings, firstIn: currency)
        return answer
    }
}

/// A town or a postal district in which there is at least one store.
public struct Place: Sendable, Hashable {
    /// As a shopper would say it, such as `Camden, London NW1`.
    public var name: String
    /// Two letters (ISO 3166-1).
    public var country: String
    /// Listed stores there.
    public var stores: Int
    /// The middle of them.
    public var position: Position

    public init(name: String, country: String, stores: Int, position: Position) {
        self.name = name
        self.country = country
        self.stores = stores
        self.position = position
    }
}

/// What a search for a place came to.
public struct FoundPlaces: Sendable, Hashable {
    /// Best first.
    public var places: [Place]
    /// Whether there are more than were asked for.
    public var hasMore: Bool

    public init(places: [Place], hasMore: Bool) {
        self.places = places
        self.hasMore = hasMore
    }
}
