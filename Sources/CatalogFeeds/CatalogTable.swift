public import FootbridgeCore
public import ProductIdentifiers

/// One kind of record that booksellers send: its columns, what a row of them means, and what tells one record from another.
public struct CatalogTable<Record: Sendable>: Sendable {
    /// Columns that a file must have.
    let required: [String]
    /// Columns that a file may have.
    let optional: [String]
    /// Nil where the reader has noted a problem.
    let parse: @Sendable (inout RowReader) -> Record?
    /// What no database would keep; the time is now.
    let problems: @Sendable (Record, Timestamp) -> [FieldProblem]
    /// What a record is about: a file names each once.
    public let key: @Sendable (Record) -> RecordKey
}

extension CatalogTable<Product> {
    /// Books and other articles.
    public static let products = CatalogTable(
        required: ["gtin", "title"],
        optional: [
            "subtitle", "contributors", "publisher", "published", "language", "cover_url", "suggested_price",
            "currency", "rating", "rating_count",
        ],
        parse: { row in
            let (gtin, title) = (row.gtin(), row.required("title"))
            let (contributors, rating) = (row.contributors(), row.rating())
            let (language, price) = (row.language(), row.money("suggested_price"))
            guard let gtin, let title else { return nil }
            return Product(
                gtin: gtin, title: title, subtitle: row.optional("subtitle"), contributors: contributors,
                publisher: row.optional("publisher"), published: row.optional("published"), language: language,
                coverURL: row.optional("cover_url"), rating: rating, suggestedPrice: price)
        },
        problems: { product, _ in product.problems },
        key: { RecordKey(gtin: $0.gtin) })
}

extension CatalogTable<StoreRecord> {
    /// Physical shops.
    public static let stores = CatalogTable(
        required: [
            "merchant", "merchant_name", "code", "name", "street", "locality", "country", "lat", "lon", "time_zone",
        ],
        optional: ["region", "postal_code", "hours", "special_hours"],
        parse: { row in
            let merchant = row.merchant()
            let id = row.storeID(of: merchant?.id, code: "code")
            let (name, street, locality) = (row.required("name"), row.required("street"), row.required("locality"))
            let country = row.required("country")
            let (position, timeZone, hours) = (row.position(in: country), row.timeZone(), row.hours())
            guard let merchant, let id, let name, let street, let locality, let country, let position, let timeZone
            else { return nil }
            return StoreRecord(
                id: id, merchant: merchant, code: row["code"], name: name, street: street, locality: locality,
                region: row.optional("region"), postalCode: row.optional("postal_code"), country: country,
                position: position, timeZone: timeZone, hours: hours)
        },
        problems: { store, _ in store.problems },
        key: { RecordKey(merchant: $0.merchant.id, name: $0.code) })
}

extension CatalogTable<ListingRecord> {
    /// Online offers.
    public static let listings = CatalogTable(
        required: ["merchant", "merchant_name", "offer", "gtin", "url", "availability"],
        optional: ["price", "currency", "updated_at"],
        parse: { row in
            let (merchant, offer, gtin) = (row.merchant(), row.required("offer"), row.gtin())
            let (url, price, updatedAt) = (row.required("url"), row.money("price"), row.time("updated_at"))
            let availability: Listing.Availability? = row.word("availability")
            guard let merchant, let offer, let gtin, let url, let updatedAt else { return nil }
            return ListingRecord(
                merchant: merchant, offer: offer, gtin: gtin, url: url, price: price,
                availability: availability ?? .unknown, updatedAt: updatedAt)
        },
        problems: { $0.problems(at: $1) },
        key: { RecordKey(merchant: $0.merchant.id, name: $0.offer) })
}

extension CatalogTable<StockRecord> {
    /// What shops have.
    public static let stock = CatalogTable(
        required: ["merchant", "store", "gtin"],
        optional: ["status", "quantity", "price", "currency", "collected_at"],
        parse: { row in
            let merchant = row.merchantID()
            let (store, gtin) = (row.storeID(of: merchant, code: "store"), row.gtin())
            let given: Stock.Status? = row.word("status")
            let quantity = row.count("quantity")
            let (price, collectedAt) = (row.money("price"), row.time("collected_at"))
            let status = given ?? quantity.map(Stock.Status.init(quantity:))
            if status == nil, row.problems.isEmpty {
                row.note(FieldProblem("status and quantity", nil, "are both empty"))
            }
            guard let merchant, let store, let gtin, let status, let collectedAt else { return nil }
            switch (given, quantity) {
            case (.inStock, 0), (.limited, 0): row.warn("status", "contradicts the quantity 0")
            case (.outOfStock, let quantity?) where quantity > 0:
                row.warn("status", "contradicts the quantity \(quantity)")
            default: break
            }
            return StockRecord(
                merchant: merchant, store: store, gtin: gtin,
                stock: Stock(status: status, quantity: quantity, price: price, collectedAt: collectedAt))
        },
        problems: { $0.problems(at: $1) },
        key: { RecordKey(merchant: $0.merchant, name: $0.store.description, gtin: $0.gtin) })
}
