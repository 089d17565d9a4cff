import CatalogFeeds
import FootbridgeCore
import FootbridgeStorage

/// One kind of record that can be imported: how it is read and where it goes.
struct ImportTarget<Record: Sendable>: Sendable {
    let table: CatalogTable<Record>
    /// What `--complete` takes out; nil where it cannot.
    let withdrawal: MerchantRecordKind?
    /// The merchant that a record names; nil where it names none.
    let merchant: @Sendable (Record) -> Merchant?
    /// Stores records, or only finds out what would come of it; the result of each, in order.
    let store: @Sendable ([Record], Storage, _ isRehearsal: Bool) async throws(StorageError) -> [ImportResult]
}

extension ImportTarget<Product> {
    static let products = ImportTarget(table: .products, withdrawal: nil, merchant: { _ in nil }) {
        (records, storage, isRehearsal) throws(StorageError) in
        try await storage.upsert(products: records, isRehearsal: isRehearsal)
    }
}

extension ImportTarget<StoreRecord> {
    static let stores = ImportTarget(table: .stores, withdrawal: .stores, merchant: \.merchant) {
        (records, storage, isRehearsal) throws(StorageError) in
        try await storage.upsert(stores: records, isRehearsal: isRehearsal)
    }
}

extension ImportTarget<ListingRecord> {
    static let listings = ImportTarget(table: .listings, withdrawal: .listings, merchant: \.merchant) {
        (records, storage, isRehearsal) throws(StorageError) in
        try await storage.upsert(listings: records, isRehearsal: isRehearsal)
    }
}

extension ImportTarget<StockRecord> {
    static let stock = ImportTarget(table: .stock, withdrawal: .stock, merchant: { _ in nil }) {
        (records, storage, isRehearsal) throws(StorageError) in
        try await storage.upsert(stock: records, isRehearsal: isRehearsal)
    }
}
