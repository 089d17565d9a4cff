public import FootbridgeCore
public import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`. At most ``listingLimit`` listings are ordered; stores whose stock says that they have none, and
    /// stores that are not listed, are left out.
    public func answer(
        for gtin: GTIN, near vicinity: Vicinity?, at now: Timestamp
    ) async throws(StorageError) -> CatalogAnswer {
        try await driver.read { connection in
            let search = vicinity.map { NearestStores(gtin: gtin, vicinity: $0) }
            let results = try connection.run(
                [
                    BoundSQL(ProductRows.product, [.gtin(gtin)]),
                    BoundSQL(ProductRows.contributors, [.gtin(gtin)]),
                    BoundSQL(ListingRows.ofProduct, [.gtin(gtin), .integer(Self.listingLimit)]),
                ] + (search.map { [$0.firstLook] } ?? [])
            ).map(\.rows)
            guard let row = results[0].first else { return CatalogAnswer(product: nil) }
            var answer = CatalogAnswer(product: try ProductRows.product(row, contributors: results[1]))
            answer.listings = ListingRows.ordered(try results[2].map(ListingRows.offer))
            if let search {
                let found = try search.found(firstLook: results[3], on: connection)
                let candidates = try StoreRows.candidates(found, of: gtin, at: now, on: connection)
                answer.stores = NearbyStore.ranked(candidates, at: now)
            }
            return answer
        }
    }

    public func listing(_ id: ListingID) async throws(StorageError) -> Listing? {
        try await driver.read { connection in
            try connection.rows(ListingRows.one, [.id(id)]).first.map { try ListingRows.offer($0).listing }
        }
    }

    /// Listings of one product that are looked at, at most.
    public static let listingLimit = 500
}
