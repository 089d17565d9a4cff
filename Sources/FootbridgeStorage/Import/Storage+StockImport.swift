public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// Stores what shops have. A row collected before the one that is stored does not replace it.
    ///
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(stock: [StockRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(stock) { records, connection in
            let stores = try ImportBatch.known(records.map(\.store), Self.stockedStore, on: connection) {
                [.publicID($0)]
            }
            let products = try ImportBatch.known(records.map(\.gtin), Self.productExists, on: connection) {
                [.gtin($0)]
            }
            return records.map { record in
                let stock = record.stock
                var check = FieldCheck()
                check.range(stock.quantity, 0...1_000_000_000, "quantity")
                check.price(stock.price, "price")
                check.past(stock.collectedAt, at: now, "collected_at")
                if let rejection = check.rejection { return .reject(rejection) }
                guard let store = stores[record.store] else { return .reject(.unknownStore) }
                guard products[record.gtin] != nil else { return .reject(.unknownProduct) }
                let keys: [SQLValue] = [
                    .gtin(record.gtin), .integer(store.cell), .integer(store.id), .integer(store.merchant),
                ]
                return .run([
                    BoundSQL(
                        Self.upsertStock,
                        keys + [.text(stock.status.rawValue), .integer(stock.quantity)]
                            + SQLValue.money(stock.price) + [.time(stock.collectedAt)])
                ])
            }
        }
    }

    private static let stockedStore = Columns(
        Columns("store_id", Int64.self), Columns("merchant_id", Int64.self), Columns("cell", Int64.self)
    ) { (id: $0, merchant: $1, cell: $2) }.from("stores WHERE public_id = $1")
    private static let upsertStock: SQL = """
        INSERT INTO stock (gtin, cell, store_id, merchant_id, status, quantity, price_minor, currency, collected_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (gtin, cell, store_id) DO UPDATE SET
          status = excluded.status, quantity = excluded.quantity, price_minor = excluded.price_minor,
          currency = excluded.currency, collected_at = excluded.collected_at
        WHERE stock.collected_at <= excluded.collected_at
        """
}
