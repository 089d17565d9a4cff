public import FootbridgeCore

extension Storage {
    public func merchantKey(of merchant: PublicID) async throws(StorageError) -> Int64? {
        try await driver.read { connection in
            try connection.first(KeyRows.merchantID(.publicID(merchant)))
        }
    }

    public func storeKey(of store: PublicID) async throws(StorageError) -> StoreKey? {
        try await driver.read { connection in
            try connection.first(Self.storeKey(.publicID(store)))
        }
    }

    public func publicIDs(
        ofMerchants merchants: [Int64], stores: [Int64]
    ) async throws(StorageError) -> (merchants: [Int64: PublicID], stores: [Int64: PublicID]) {
        try await driver.read { connection in
            let (merchantRows, storeRows) = try connection.rows(
                each: merchants.map { Self.merchantName(.integer($0)) }, stores.map { Self.storeName(.integer($0)) })
            return (
                Dictionary(zip(merchants, merchantRows).compactMap { key, row in row.first.map { (key, $0) } }) { $1 },
                Dictionary(zip(stores, storeRows).compactMap { key, row in row.first.map { (key, $0) } }) { $1 }
            )
        }
    }

    private static let storeKey = Columns(
        Columns("store_id", Int64.self), Columns("merchant_id", Int64.self), make: StoreKey.init(store:merchant:)
    ).from("stores WHERE public_id = $1")
    private static let merchantName = Columns("public_id", PublicID.self).from("merchants WHERE merchant_id = $1")
    private static let storeName = Columns("public_id", PublicID.self).from("stores WHERE store_id = $1")
}
