public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// Stores what shops have. A row collected before the one that is stored does not replace it.
    ///
    /// - Parameter isRehearsal: whether all is undone again.
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:isRehearsal:)``.
    public func upsert(stock: [StockRecord], isRehearsal: Bool = false) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(stock, isRehearsal: isRehearsal) { records, connection in
            let stores = try ImportBatch.known(records.map(\.store), Self.stockedStore, on: connection) {
                [.publicID($0)]
            }
            let products = try ImportBatch.known(records.map(\.gtin), Self.productExists, on: connection) {
                [.gtin($0)]
            }
            let places = records.compactMap { record in
                stores[record.store].map { StockPlace(gtin: record.gtin, cell: $0.cell, store: $0.id) }
            }
            let known = try ImportBatch.known(places, Self.stockThere, on: connection) { $0.values }
            return records.map { record in
                if let rejection = ImportPlan.rejection(record.problems(at: now)) { return rejection }
                guard let store = stores[record.store], store.merchantID == record.merchant else {
                    return .reject(.unknownStore(record.store))
                }
                guard products[record.gtin] != nil else { return .reject(.unknownProduct(record.gtin)) }
                let place = StockPlace(gtin: record.gtin, cell: store.cell, store: store.id)
                return Self.plan(record.stock, at: place, of: store.merchant, over: known[place])
            }
        }
    }

    private static func plan(_ stock: Stock, at place: StockPlace, of merchant: Int64, over known: Stock?) -> ImportPlan
    {
        var same = known
        // Counted again, and no different.
        same?.collectedAt = stock.collectedAt
        var merged = stock
        merged.price = stock.price ?? known?.price
        let statement = BoundSQL(
            upsertStock,
            place.values + [.integer(merchant), .text(stock.status.rawValue), .integer(stock.quantity)]
                + SQLValue.money(stock.price) + [.time(stock.collectedAt)])
        return .run([statement], known == nil ? .added : same == merged ? .unchanged : .changed)
    }

    /// The key of a row of stock.
    private struct StockPlace: Hashable {
        var gtin: GTIN
        var cell: Int64
        var store: Int64

        var values: [SQLValue] { [.gtin(gtin), .integer(cell), .integer(store)] }
    }

    private static let stockedStore = Columns(
        Columns("t.store_id", Int64.self), Columns("t.merchant_id", Int64.self), Columns("t.cell", Int64.self),
        Columns("m.public_id", PublicID.self)
    ) { (id: $0, merchant: $1, cell: $2, merchantID: $3) }
    .from("stores t JOIN merchants m ON m.merchant_id = t.merchant_id WHERE t.public_id = $1")
    private static let stockThere = Columns(
        Columns("status", Stock.Status.self), Columns("quantity", Int?.self),
        Columns("price_minor, currency", StoredPrice?.self), Columns("collected_at", Timestamp.self)
    ) { Stock(status: $0, quantity: $1, price: $2?.money, collectedAt: $3) }
    .from("stock WHERE gtin = $1 AND cell = $2 AND store_id = $3")
    /// A row is one look at a shelf: its status, quantity and time are replaced together. Its price may stay.
    private static let upsertStock: SQL = """
        INSERT INTO stock (gtin, cell, store_id, merchant_id, status, quantity, price_minor, currency, collected_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (gtin, cell, store_id) DO UPDATE SET
          status = excluded.status, quantity = excluded.quantity,
          price_minor = COALESCE(excluded.price_minor, stock.price_minor),
          currency = COALESCE(excluded.currency, stock.currency), collected_at = excluded.collected_at
        WHERE stock.collected_at <= excluded.collected_at
        """
}
