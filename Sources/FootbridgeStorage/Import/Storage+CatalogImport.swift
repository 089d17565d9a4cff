public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// Stores products, over what is known of their GTINs.
    ///
    /// - Returns: the result of each row, in order.
    /// - Throws: ``StorageError`` where the database fails; what was returned for earlier calls is stored, and
    ///   running the same rows again is safe.
    public func upsert(products: [Product]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(products) { products, _ in products.map { Self.plan($0, at: now) } }
    }

    private static func plan(_ product: Product, at now: Timestamp) -> ImportPlan {
        var check = FieldCheck()
        check.text(product.title, 1...1000, "title")
        check.text(product.subtitle, 1...1000, "subtitle")
        check.text(product.publisher, 1...300, "publisher")
        check.date(product.published, "published")
        check.language(product.language, "language")
        check.url(product.coverURL, "cover_url")
        check.range(product.rating?.averageHundredths, 0...500, "rating_average")
        check.range(product.rating?.count, 0...Int.max, "rating_count")
        check.price(product.suggestedPrice, "suggested_price")
        check.range(product.contributors.count, 0...100, "contributors")
        for contributor in product.contributors {
            check.text(contributor.name, 1...300, "contributors")
            check.text(contributor.role, 1...40, "contributors")
        }
        if let rejection = check.rejection { return .reject(rejection) }
        let row = BoundSQL(
            upsertProduct,
            [
                .gtin(product.gtin), .text(product.title), .text(product.subtitle), .text(product.publisher),
                .text(product.published), .text(product.language), .text(product.coverURL),
                .integer(product.rating?.averageHundredths), .integer(product.rating?.count),
            ] + SQLValue.money(product.suggestedPrice) + [.time(now)])
        let contributors = product.contributors.enumerated().map { position, contributor in
            BoundSQL(
                insertContributor,
                [.gtin(product.gtin), .integer(position), .text(contributor.name), .text(contributor.role)])
        }
        return .run([row, BoundSQL(deleteContributors, [.gtin(product.gtin)])] + contributors)
    }

    /// Stores listings; a merchant that is new is made, one with another name renamed.
    ///
    /// - Returns: the result of each row, in order; `older` where what is stored was true later.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(listings: [ListingRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(listings) { listings, connection in
            let merchants = try Self.merchantIDs(of: listings.map(\.merchant), at: now, on: connection)
            let products = try ImportBatch.known(listings.map(\.gtin), Self.productExists, on: connection) {
                [.gtin($0)]
            }
            return listings.map { listing in
                var check = FieldCheck()
                check.text(listing.merchant.name, 1...200, "merchant_name")
                check.text(listing.offer, 1...200, "offer")
                check.url(listing.url, "url")
                check.price(listing.price, "price")
                check.past(listing.updatedAt, at: now, "updated_at")
                if let rejection = check.rejection { return .reject(rejection) }
                guard let merchant = merchants[listing.merchant.id] else { return .reject(.unknownMerchant) }
                guard products[listing.gtin] != nil else { return .reject(.unknownProduct) }
                return .run([
                    BoundSQL(
                        Self.upsertListing,
                        [
                            .id(ListingID(UUIDv7(at: now))), .integer(merchant), .text(listing.offer),
                            .gtin(listing.gtin), .text(listing.url),
                        ] + SQLValue.money(listing.price)
                            + [.text(listing.availability.rawValue), .time(listing.updatedAt)])
                ])
            }
        }
    }

    static let productExists = Columns("gtin", GTIN.self).from("products WHERE gtin = $1")
    private static let upsertProduct: SQL = """
        INSERT INTO products (gtin, title, subtitle, publisher, published, language, cover_url,
          rating_average_hundredths, rating_count, price_minor, currency, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (gtin) DO UPDATE SET
          title = excluded.title, subtitle = excluded.subtitle, publisher = excluded.publisher,
          published = excluded.published, language = excluded.language, cover_url = excluded.cover_url,
          rating_average_hundredths = excluded.rating_average_hundredths, rating_count = excluded.rating_count,
          price_minor = excluded.price_minor, currency = excluded.currency, updated_at = excluded.updated_at
        """
    private static let deleteContributors: SQL = "DELETE FROM contributors WHERE gtin = $1"
    private static let insertContributor: SQL =
        "INSERT INTO contributors (gtin, position, name, role) VALUES ($1, $2, $3, $4)"
    private static let upsertListing: SQL = """
        INSERT INTO listings
          (listing_id, merchant_id, offer, gtin, url, price_minor, currency, availability, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (merchant_id, offer) DO UPDATE SET
          gtin = excluded.gtin, url = excluded.url, price_minor = excluded.price_minor, currency = excluded.currency,
          availability = excluded.availability, updated_at = excluded.updated_at
        WHERE listings.updated_at <= excluded.updated_at
        """
}
