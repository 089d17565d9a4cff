public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// Stores products, over what is known of their GTINs. What a row does not say stays as it was.
    ///
    /// - Parameter isRehearsal: whether all is undone again.
    /// - Returns: the result of each row, in order.
    /// - Throws: ``StorageError`` where the database fails; what was returned for earlier calls is stored, and
    ///   running the same rows again is safe.
    public func upsert(products: [Product], isRehearsal: Bool = false) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(products, isRehearsal: isRehearsal) { products, connection in
            let good = products.filter(\.problems.isEmpty).map(\.gtin)
            let known = try ImportBatch.known(good, ProductRows.product, on: connection) { [.gtin($0)] }
            let distinct = Array(known.keys)
            let contributors = try connection.rows(each: distinct.map { ProductRows.contributors(.gtin($0)) })
            let contributorsOf = Dictionary(uniqueKeysWithValues: zip(distinct, contributors))
            return products.map { product in
                if let rejection = ImportPlan.rejection(product.problems) { return rejection }
                var stored = known[product.gtin]?.value
                stored?.contributors = contributorsOf[product.gtin] ?? []
                return Self.plan(product, over: stored, at: now)
            }
        }
    }

    private static func plan(_ product: Product, over stored: Product?, at now: Timestamp) -> ImportPlan {
        if let stored, product.filled(from: stored) == stored { return .run([], .unchanged) }
        let row = BoundSQL(
            upsertProduct,
            [
                .gtin(product.gtin), .text(product.title), .text(product.subtitle), .text(product.publisher),
                .text(product.published), .text(product.language), .text(product.coverURL),
                .integer(product.rating?.averageHundredths), .integer(product.rating?.count),
            ] + SQLValue.money(product.suggestedPrice) + [.time(now)])
        guard !product.contributors.isEmpty else { return .run([row], stored == nil ? .added : .changed) }
        let contributors = product.contributors.enumerated().map { position, contributor in
            BoundSQL(
                insertContributor,
                [.gtin(product.gtin), .integer(position), .text(contributor.name), .text(contributor.role)])
        }
        return .run(
            [row, BoundSQL(deleteContributors, [.gtin(product.gtin)])] + contributors,
            stored == nil ? .added : .changed)
    }

    /// Stores listings; a merchant that is new is made, where a row of it is taken.
    ///
    /// - Parameter isRehearsal: whether all is undone again.
    /// - Returns: the result of each row, in order; `older` where what is stored was true later.
    /// - Throws: as ``upsert(products:isRehearsal:)``.
    public func upsert(
        listings: [ListingRecord], isRehearsal: Bool = false
    ) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(listings, isRehearsal: isRehearsal) { listings, connection in
            let products = try ImportBatch.known(listings.map(\.gtin), Self.productExists, on: connection) {
                [.gtin($0)]
            }
            let good = listings.filter { products[$0.gtin] != nil && $0.problems(at: now).isEmpty }
            let merchants = try Self.merchantIDs(of: good.map(\.merchant), at: now, on: connection)
            let offers = good.compactMap { listing in
                merchants[listing.merchant.id].map { Offer(merchant: $0, name: listing.offer) }
            }
            let known = try ImportBatch.known(offers, Self.offered, on: connection) { $0.values }
            return listings.map { listing in
                if let rejection = ImportPlan.rejection(listing.problems(at: now)) { return rejection }
                guard products[listing.gtin] != nil else { return .reject(.unknownProduct(listing.gtin)) }
                guard let merchant = merchants[listing.merchant.id] else {
                    return .reject(.unknownMerchant(listing.merchant.id))
                }
                let offer = Offer(merchant: merchant, name: listing.offer)
                return Self.plan(listing, as: offer, over: known[offer], at: now)
            }
        }
    }

    private static func plan(
        _ listing: ListingRecord, as offer: Offer, over known: OfferTerms?, at now: Timestamp
    ) -> ImportPlan {
        let terms = OfferTerms(
            gtin: listing.gtin, url: listing.url, price: listing.price ?? known?.price,
            availability: listing.availability)
        let statement = BoundSQL(
            upsertListing,
            [.id(ListingID(UUIDv7(at: now)))] + offer.values + [.gtin(listing.gtin), .text(listing.url)]
                + SQLValue.money(listing.price) + [.text(listing.availability.rawValue), .time(listing.updatedAt)])
        return .run([statement], known == nil ? .added : known == terms ? .unchanged : .changed)
    }

    /// A listing by its merchant's own name for it.
    private struct Offer: Hashable {
        var merchant: Int64
        var name: String

        var values: [SQLValue] { [.integer(merchant), .text(name)] }
    }

    /// What a listing says, but for when.
    private struct OfferTerms: Hashable {
        var gtin: GTIN
        var url: String
        var price: Money?
        var availability: Listing.Availability
    }

    private static let offered = Columns(
        Columns("gtin", GTIN.self), Columns("url", String.self), Columns("price_minor, currency", StoredPrice?.self),
        Columns("availability", Listing.Availability.self)
    ) { OfferTerms(gtin: $0, url: $1, price: $2?.money, availability: $3) }
    .from("listings WHERE merchant_id = $1 AND offer = $2")
    static let productExists = Columns("gtin", GTIN.self).from("products WHERE gtin = $1")
    private static let upsertProduct: SQL = """
        INSERT INTO products (gtin, title, subtitle, publisher, published, language, cover_url,
          rating_average_hundredths, rating_count, price_minor, currency, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (gtin) DO UPDATE SET
          title = excluded.title, subtitle = COALESCE(excluded.subtitle, products.subtitle),
          publisher = COALESCE(excluded.publisher, products.publisher),
          published = COALESCE(excluded.published, products.published),
          language = COALESCE(excluded.language, products.language),
          cover_url = COALESCE(excluded.cover_url, products.cover_url),
          rating_average_hundredths = COALESCE(excluded.rating_average_hundredths, products.rating_average_hundredths),
          rating_count = COALESCE(excluded.rating_count, products.rating_count),
          price_minor = COALESCE(excluded.price_minor, products.price_minor),
          currency = COALESCE(excluded.currency, products.currency), updated_at = excluded.updated_at
        """
    private static let deleteContributors: SQL = "DELETE FROM contributors WHERE gtin = $1"
    private static let insertContributor: SQL =
        "INSERT INTO contributors (gtin, position, name, role) VALUES ($1, $2, $3, $4)"
    private static let upsertListing: SQL = """
        INSERT INTO listings
          (listing_id, merchant_id, offer, gtin, url, price_minor, currency, availability, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (merchant_id, offer) DO UPDATE SET
          gtin = excluded.gtin, url = excluded.url,
          price_minor = COALESCE(excluded.price_minor, listings.price_minor),
          currency = COALESCE(excluded.currency, listings.currency), availability = excluded.availability, updated_at = excluded.updated_at
        WHERE listings.updated_at <= excluded.updated_at
        """
}

extension Product {
    /// This product, and what `stored` says where this says nothing.
    fileprivate func filled(from stored: Product) -> Product {
        Product(
            gtin: gtin, title: title, subtitle: subtitle ?? stored.subtitle,
            contributors: contributors.isEmpty ? stored.contributors : contributors,
            publisher: publisher ?? stored.publisher, published: published ?? stored.published,
            language: language ?? stored.language, coverURL: coverURL ?? stored.coverURL,
            rating: rating ?? stored.rating, suggestedPrice: suggestedPrice ?? stored.suggestedPrice,
            cover: stored.cover)
    }
}
