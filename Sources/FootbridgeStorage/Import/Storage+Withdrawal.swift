public import FootbridgeCore
import ProductIdentifiers

/// What a merchant has and can take out again. Products are nobody's.
public enum MerchantRecordKind: Sendable, Hashable {
    /// Shops; one that is taken out is closed, and keeps its history.
    case stores
    case listings
    case stock
}

/// One record of a merchant that is stored.
public struct HeldRecord: Sendable, Hashable {
    /// As the file names it.
    public let key: RecordKey
    /// The store's, and of a listing nil.
    fileprivate let store: Int64?
    fileprivate let listing: ListingID?
}

extension Storage {
    /// Records of a merchant in an order that stays, those that are closed left out.
    ///
    /// - Parameters:
    ///   - last: the last of the page before; nil for the first.
    ///   - limit: 1 to some thousand.
    public func held(
        _ kind: MerchantRecordKind, of merchant: PublicID, after last: HeldRecord? = nil, limit: Int
    ) async throws(StorageError) -> [HeldRecord] {
        try await driver.read(.maintenance) { connection in
            guard let key = try connection.first(KeyRows.merchantID(.publicID(merchant))) else { return [] }
            switch kind {
            case .stores:
                return try connection.rows(
                    Self.openStores(.integer(key), .integer(last?.store ?? 0), .integer(limit))
                ).map { HeldRecord(key: RecordKey(merchant: merchant, name: $1), store: $0, listing: nil) }
            case .listings:
                return try connection.rows(
                    Self.offers(.integer(key), .text(last?.key.name ?? ""), .integer(limit))
                ).map { HeldRecord(key: RecordKey(merchant: merchant, name: $1), store: nil, listing: $0) }
            case .stock:
                return try connection.rows(
                    Self.stocked(
                        .integer(key), .integer(last?.store ?? 0), .integer(last?.key.gtin?.value ?? 0), .integer(limit)
                    )
                ).map {
                    HeldRecord(
                        key: RecordKey(merchant: merchant, name: $1.description, gtin: $2), store: $0, listing: nil)
                }
            }
        }
    }

    /// Takes records out: shops are closed now, offers and stock are deleted.
    ///
    /// - Parameter records: some hundred, of one kind.
    /// - Returns: how many were there.
    public func withdraw(_ kind: MerchantRecordKind, _ records: [HeldRecord]) async throws(StorageError) -> Int {
        let now = clock.now
        return try await driver.write(repeatable: true) { connection in
            let statements = records.map { record in
                switch kind {
                case .stores: BoundSQL(Self.close, [.time(now), .integer(record.store)])
                case .listings: BoundSQL(Self.deleteListing, [.id(record.listing)])
                case .stock: BoundSQL(Self.deleteStock, [.gtin(record.key.gtin), .integer(record.store)])
                }
            }
            return try connection.run(statements).map(\.changed).reduce(0, +)
        }
    }

    private static let openStores = Columns(Columns("store_id", Int64.self), Columns("code", String.self)) { ($0, $1) }
        .from(
            """
            stores WHERE merchant_id = $1 AND closed_at IS NULL AND store_id > $2 ORDER BY store_id LIMIT $3
            """)
    private static let offers = Columns(Columns("listing_id", ListingID.self), Columns("offer", String.self)) {
        ($0, $1)
    }
    .from("listings WHERE merchant_id = $1 AND offer > $2 ORDER BY offer LIMIT $3")
    private static let stocked = Columns(
        Columns("s.store_id", Int64.self), Columns("t.public_id", PublicID.self), Columns("s.gtin", GTIN.self)
    ) { ($0, $1, $2) }
    .from(
        """
        stock s JOIN stores t ON t.store_id = s.store_id
        WHERE t.merchant_id = $1 AND (s.store_id, s.gtin) > ($2, $3) ORDER BY s.store_id, s.gtin LIMIT $4
        """)
    private static let close: SQL = """
        UPDATE stores SET listed = 0, closed_at = $1, updated_at = $1 WHERE store_id = $2 AND closed_at IS NULL
        """
    private static let deleteListing: SQL = "DELETE FROM listings WHERE listing_id = $1"
    private static let deleteStock: SQL = "DELETE FROM stock WHERE gtin = $1 AND store_id = $2"
}
