import FootbridgeCore
import ProductIdentifiers

/// A product with all that is kept of it, as it is stored.
struct CatalogRows {
    let gtin: GTIN
    let connection: any SQLConnection
    let cache: CatalogCache
    let unusable: UnusableRows

    static let versions = Columns(
        Columns("stores", Int64.self), Columns("catalog", Int64?.self),
        make: CatalogCache.Versions.init(stores:catalog:)
    ).from("catalog_versions")

    /// The product as it is now, and the versions that it is of: as it was read before where it still is the same.
    func remembered() throws -> (product: KnownProduct?, versions: CatalogCache.Versions?) {
        let versions = try connection.first(Self.versions())
        if let versions, let known = cache.products.value(gtin, in: versions) { return (known, versions) }
        let known = try read(withStock: true).product
        if let known, let versions { cache.products.keep([gtin: known], in: versions) }
        return (known, versions)
    }

    /// The same, in one batch: over a network to ask for the versions first would take longer than the rows.
    ///
    /// - Parameter isStockWanted: whether ``NearestStores/firstLook(for:)`` is read with it.
    func read(withStock isStockWanted: Bool) throws -> (product: KnownProduct?, versions: CatalogCache.Versions?) {
        let (products, contributors, listings, stock, versions) = try connection.rows(
            ProductRows.product(.gtin(gtin)), ProductRows.contributors(.gtin(gtin)),
            ListingRows.ofProduct(.gtin(gtin), .integer(Storage.listingLimit)),
            isStockWanted ? NearestStores.firstLook(for: gtin) : nil, Self.versions())
        guard let found = products.first else { return (nil, versions.first) }
        var product = unusable.value(of: found)
        product.contributors = contributors
        return (
            KnownProduct(product: product, listings: Listing.ranked(listings.map(unusable.value)), stock: stock),
            versions.first
        )
    }
}
