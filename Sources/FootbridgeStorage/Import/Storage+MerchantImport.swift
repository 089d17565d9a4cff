public import FootbridgeCore

extension Storage {
    /// Stores merchants with their choices.
    ///
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(merchants: [MerchantRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(merchants) { merchants, connection in
            let known = try ImportBatch.known(merchants.map(\.merchant.id), KeyRows.merchantID, on: connection) {
                [.publicID($0)]
            }
            return merchants.map { record in
                let seconds = record.stockTimeToLive.components.seconds
                var check = FieldCheck()
                check.merchant(record.merchant)
                check.range(Int(seconds), 60...31_536_000, "stock_ttl_s")
                if let rejection = ImportPlan.rejection(check.problems) { return rejection }
                return .run(
                    [
                        BoundSQL(
                            Self.upsertMerchant,
                            [
                                .publicID(record.merchant.id), .text(record.merchant.name),
                                .flag(record.isPriceCompared),
                                .integer(seconds), .time(now),
                            ])
                    ], known[record.merchant.id] == nil ? .added : .changed)
            }
        }
    }

    /// The integer keys of merchants, those that are not known being made. A known one keeps its name: a single row with
    /// another one would rename it for all.
    static func merchantIDs(
        of merchants: [Merchant], at now: Timestamp, on connection: any SQLConnection
    ) throws -> [PublicID: Int64] {
        let named = Dictionary(merchants.map { ($0.id, $0.name) }) { first, _ in first }
        _ = try connection.run(
            named.sorted { $0.key.description < $1.key.description }.map { id, name in
                BoundSQL(makeMerchant, [.publicID(id), .text(name), .time(now)])
            })
        return try ImportBatch.known(Array(named.keys), KeyRows.merchantID, on: connection) { [.publicID($0)] }
    }

    /// The names of merchants as shoppers are told them, by id; of those that are known.
    public func merchantNames(_ ids: [PublicID]) async throws(StorageError) -> [PublicID: String] {
        try await driver.read { connection in
            try ImportBatch.known(ids, Self.merchantName, on: connection) { [.publicID($0)] }
        }
    }

    /// Gives a merchant another name.
    ///
    /// - Parameter merchant: with the new name, 1 to 200 characters.
    /// - Returns: false where there is no such merchant.
    public func rename(_ merchant: Merchant) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            try connection.change(Self.renameMerchant, [.text(merchant.name), .publicID(merchant.id)]) == 1
        }
    }

    private static let merchantName = Columns("name", String.self).from("merchants WHERE public_id = $1")
    private static let renameMerchant: SQL = "UPDATE merchants SET name = $1 WHERE public_id = $2"
    private static let upsertMerchant: SQL = """
        INSERT INTO merchants (public_id, name, price_compared, stock_ttl_s, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (public_id) DO UPDATE SET
          name = excluded.name, price_compared = excluded.price_compared, stock_ttl_s = excluded.stock_ttl_s
        """
    private static let makeMerchant: SQL = """
        INSERT INTO merchants (public_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (public_id) DO NOTHING
        """
}
