public import FootbridgeCore
public import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`. At most ``listingLimit`` listings are ordered; stores whose stock says that they have none, and
    /// stores that are not listed, are left out.
    ///
    /// What this host cannot use of a row is left out too, and told of (``UnusableRow``): the price of a product, a
    /// listing or a store's stock, or the whole store where its time zone is not known, as its hours would be wrong.
    public func answer(
        for gtin: GTIN, near vicinity: Vicinity?, at now: Timestamp, in language: ShopperLanguage = .english
    ) async throws(StorageError) -> CatalogAnswer {
        try await driver.read { [unusable, stores] connection in
            let search = vicinity.map { NearestStores(gtin: gtin, vicinity: $0) }
            let (products, contributors, listings, stock, version) = try connection.rows(
                ProductRows.product(.gtin(gtin)), ProductRows.contributors(.gtin(gtin)),
                ListingRows.ofProduct(.gtin(gtin), .integer(Self.listingLimit)), search?.firstLook,
                search.map { _ in StoreRows.version() })
            guard let found = products.first else { return CatalogAnswer(product: nil) }
            var product = unusable.value(of: found)
            product.contributors = contributors
            var answer = CatalogAnswer(product: product)
            answer.listings = Listing.ranked(listings.map(unusable.value))
            if let search, let version = version.first {
                let rows = StoreRows(
                    gtin: gtin, now: now, language: language, version: version, connection: connection, cache: stores,
                    unusable: unusable)
                answer.stores = NearbyStore.ranked(try rows.candidates(search, firstLook: stock), at: now)
            }
            return answer
        }
    }

    public func listing(_ id: ListingID) async throws(StorageError) -> Listing? {
        try await driver.read { [unusable] connection in
            try connection.first(ListingRows.one(.id(id))).map { unusable.value(of: $0).listing }
        }
    }

    /// Listings of one product that are looked at, at most.
    public static let listingLimit = 500
}
