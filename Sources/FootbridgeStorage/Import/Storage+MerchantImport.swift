public import FootbridgeCore

extension Storage {
    /// Stores merchants with their choices.
    ///
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(merchants: [MerchantRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(merchants) { merchants, _ in
            merchants.map { record in
                let seconds = record.stockTimeToLive.components.seconds
                var check = FieldCheck()
                check.text(record.merchant.name, 1...200, "merchant_name")
                check.range(Int(seconds), 60...31_536_000, "stock_ttl_s")
                if let rejection = check.rejection { return .reject(rejection) }
                return .run([
                    BoundSQL(
                        Self.upsertMerchant,
                        [
                            .publicID(record.merchant.id), .text(record.merchant.name), .flag(record.isPriceCompared),
                            .integer(seconds), .time(now),
                        ])
                ])
            }
        }
    }

    /// The integer keys of merchants, those that are not known being made, those of another name renamed.
    static func merchantIDs(
        of merchants: [Merchant], at now: Timestamp, on connection: any SQLConnection
    ) throws -> [PublicID: Int64] {
        var named: [PublicID: String] = [:]
        for merchant in merchants {
            var check = FieldCheck()
            check.text(merchant.name, 1...200, "merchant_name")
            if check.rejection == nil { named[merchant.id] = merchant.name }
        }
        _ = try connection.run(
            named.sorted { $0.key.description < $1.key.description }.map { id, name in
                BoundSQL(nameMerchant, [.publicID(id), .text(name), .time(now)])
            })
        return try ImportBatch.known(Array(named.keys), KeyRows.merchantID, on: connection) { [.publicID($0)] }
    }

    private static let upsertMerchant: SQL = """
        INSERT INTO merchants (public_id, name, price_compared, stock_ttl_s, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (public_id) DO UPDATE SET
          name = excluded.name, price_compared = excluded.price_compared, stock_ttl_s = excluded.stock_ttl_s
        """
    private static let nameMerchant: SQL = """
        INSERT INTO merchants (public_id, name, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (public_id) DO UPDATE SET name = excluded.name WHERE merchants.name <> excluded.name
        """
}
