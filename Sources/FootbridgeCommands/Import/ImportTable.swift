import FootbridgeCore
import FootbridgeStorage

/// One kind of file that can be imported: its columns, what a row of it means, and where that goes.
struct ImportTable<Row: Sendable>: Sendable {
    /// Columns that a file must have.
    let required: [String]
    /// Columns that a file may have.
    let optional: [String]
    /// - Throws: ``RowProblem`` where a field is not what it should be. The time is now.
    let parse: @Sendable (CSVRecord, Timestamp) throws(RowProblem) -> Row
    /// Stores rows; the result of each, in order.
    let store: @Sendable ([Row], Storage) async throws(StorageError) -> [ImportResult]
}

extension ImportTable<Product> {
    static let products = ImportTable(
        required: ["gtin", "title"],
        optional: [
            "subtitle", "contributors", "publisher", "published", "language", "cover_url", "suggested_price",
            "currency",
            "rating", "rating_count",
        ],
        parse: { (record, _) throws(RowProblem) in
            Product(
                gtin: try record.gtin(), title: try record.required("title"), subtitle: record.optional("subtitle"),
                contributors: try ContributorsText.contributors(record["contributors"]),
                publisher: record.optional("publisher"), published: record.optional("published"),
                language: record.optional("language"), coverURL: record.optional("cover_url"),
                rating: try record.rating(), suggestedPrice: try record.money("suggested_price"))
        },
        store: { (rows, storage) throws(StorageError) in try await storage.upsert(products: rows) })
}

extension ImportTable<StoreRecord> {
    static let stores = ImportTable(
        required: [
            "merchant", "merchant_name", "code", "name", "street", "locality", "country", "lat", "lon", "time_zone",
        ],
        optional: ["region", "postal_code", "hours", "special_hours"],
        parse: { (record, _) throws(RowProblem) in
            StoreRecord(
                id: try record.storeID(code: "code"), merchant: try record.merchant(), code: record["code"],
                name: try record.required("name"), street: try record.required("street"),
                locality: try record.required("locality"), region: record.optional("region"),
                postalCode: record.optional("postal_code"), country: try record.required("country"),
                position: try record.position(), timeZone: try record.timeZone(),
                hours: try HoursText.hours(week: record["hours"], special: record["special_hours"]))
        },
        store: { (rows, storage) throws(StorageError) in try await storage.upsert(stores: rows) })
}

extension ImportTable<ListingRecord> {
    static let listings = ImportTable(
        required: ["merchant", "merchant_name", "offer", "gtin", "url", "availability"],
        optional: ["price", "currency", "updated_at"],
        parse: { (record, now) throws(RowProblem) in
            ListingRecord(
                merchant: try record.merchant(), offer: try record.required("offer"), gtin: try record.gtin(),
                url: try record.required("url"), price: try record.money("price"),
                availability: try record.word("availability") ?? .unknown,
                updatedAt: try record.time("updated_at", now: now))
        },
        store: { (rows, storage) throws(StorageError) in try await storage.upsert(listings: rows) })
}

extension ImportTable<StockRecord> {
    static let stock = ImportTable(
        required: ["merchant", "store", "gtin"],
        optional: ["status", "quantity", "price", "currency", "collected_at"],
        parse: { (record, now) throws(RowProblem) in
            let quantity = try record.count("quantity")
            let given: Stock.Status? = try record.word("status")
            guard let status = given ?? quantity.map(Stock.Status.init(quantity:)) else {
                throw RowProblem("status and quantity are both empty")
            }
            return StockRecord(
                store: try record.storeID(code: "store"), gtin: try record.gtin(),
                stock: Stock(
                    status: status, quantity: quantity, price: try record.money("price"),
                    collectedAt: try record.time("collected_at", now: now)))
        },
        store: { (rows, storage) throws(StorageError) in try await storage.upsert(stock: rows) })
}
