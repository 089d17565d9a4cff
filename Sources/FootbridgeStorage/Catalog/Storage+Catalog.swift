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
        try await driver.read { [unusable, catalog, asksFirst = driver.dialect == .sqlite] connection in
            let rows = CatalogRows(gtin: gtin, connection: connection, cache: catalog, unusable: unusable)
            let (known, versions) = try asksFirst ? rows.remembered() : rows.read(withStock: vicinity != nil)
            guard let known else { return CatalogAnswer(product: nil) }
            var answer = CatalogAnswer(product: known.product, listings: known.listings)
            if let vicinity, let versions {
                let rows = StoreRows(
                    gtin: gtin, now: now, language: language, versions: versions, connection: connection,
                    cache: catalog, unusable: unusable)
                let search = NearestStores(gtin: gtin, vicinity: vicinity)
                answer.stores = NearbyStore.ranked(try rows.candidates(search, firstLook: known.stock), at: now)
            }
            return answer
        }
    }

    public func destination(of listing: ListingID) async throws(StorageError) -> ClickDestination? {
        try await driver.read { connection in try connection.first(ListingRows.destination(.id(listing))) }
    }

    /// Listings of one product that are looked at, at most.
    public static let listingLimit = 500
}
