public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// Stores promotions with where and for what they hold, over those of the same merchant and code.
    ///
    /// - Returns: the result of each row, in order; a row that names an unknown store or product is rejected whole.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(promotions: [PromotionRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(promotions) { promotions, connection in
            let merchants = try ImportBatch.known(promotions.map(\.merchant), KeyRows.merchantID, on: connection) {
                [.publicID($0)]
            }
            let stores = try ImportBatch.known(promotions.flatMap(\.stores), KeyRows.storeID, on: connection) {
                [.publicID($0)]
            }
            let products = try ImportBatch.known(
                promotions.flatMap(\.products), Self.productExists, on: connection
            ) { [.gtin($0)] }
            return promotions.map { promotion in
                var check = FieldCheck()
                check.text(promotion.code, 1...64, "code")
                check.text(promotion.title, 1...300, "title")
                check.range(promotion.endsAt > promotion.startsAt ? 1 : 0, 1...1, "ends_at")
                if let rejection = check.rejection { return .reject(rejection) }
                guard let merchant = merchants[promotion.merchant] else { return .reject(.unknownMerchant) }
                let storeIDs = promotion.stores.compactMap { stores[$0] }
                guard storeIDs.count == promotion.stores.count else { return .reject(.unknownStore) }
                guard promotion.products.allSatisfy({ products[$0] != nil }) else { return .reject(.unknownProduct) }
                return .run(Self.statements(of: promotion, merchant: merchant, stores: storeIDs, at: now))
            }
        }
    }

    private static func statements(
        of promotion: PromotionRecord, merchant: Int64, stores: [Int64], at now: Timestamp
    ) -> [BoundSQL] {
        let row = BoundSQL(
            upsertPromotion,
            [
                .id(PromotionID(UUIDv7(at: now))), .integer(merchant), .text(promotion.code), .text(promotion.title),
                .time(promotion.startsAt), .time(promotion.endsAt),
            ])
        let key: [SQLValue] = [.integer(merchant), .text(promotion.code)]
        return [row, BoundSQL(deleteStores, key), BoundSQL(deleteProducts, key)]
            + Set(stores).sorted().map { BoundSQL(insertStore, key + [.integer($0)]) }
            + Set(promotion.products).sorted().map { BoundSQL(insertProduct, key + [.gtin($0)]) }
    }

    private static let upsertPromotion: SQL = """
        INSERT INTO promotions (promotion_id, merchant_id, code, title, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (merchant_id, code) DO UPDATE SET
          title = excluded.title, starts_at = excluded.starts_at, ends_at = excluded.ends_at
        """
    private static let deleteStores: SQL = """
        DELETE FROM promotion_stores
        WHERE promotion_id IN (SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2)
        """
    private static let deleteProducts: SQL = """
        DELETE FROM promotion_products
        WHERE promotion_id IN (SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2)
        """
    private static let insertStore: SQL = """
        INSERT INTO promotion_stores (merchant_id, promotion_id, store_id)
        VALUES ($1, (SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2), $3)
        """
    private static let insertProduct: SQL = """
        INSERT INTO promotion_products (promotion_id, gtin)
        VALUES ((SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2), $3)
        """
}
