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
            let codes = try ImportBatch.known(
                promotions.compactMap { promotion in
                    merchants[promotion.merchant].map { PromotionCode(merchant: $0, code: promotion.code) }
                }, Self.promotionExists, on: connection
            ) { [.integer($0.merchant), .text($0.code)] }
            return promotions.map { promotion in
                var check = FieldCheck()
                check.text(promotion.code, 1...64, "code")
                check.text(promotion.title, 1...300, "title")
                check.range(promotion.endsAt > promotion.startsAt ? 1 : 0, 1...1, "ends_at")
                if let publisher = promotion.publisher { check.text(publisher, 1...300, "publisher") }
                for title in promotion.titles.values { check.text(title, 1...300, "title") }
                if let terms = promotion.terms { Self.check(terms, &check) }
                if let rejection = ImportPlan.rejection(check.problems) { return rejection }
                guard let merchant = merchants[promotion.merchant] else {
                    return .reject(.unknownMerchant(promotion.merchant))
                }
                if let unknown = promotion.stores.first(where: { stores[$0] == nil }) {
                    return .reject(.unknownStore(unknown))
                }
                if let unknown = promotion.products.first(where: { products[$0] == nil }) {
                    return .reject(.unknownProduct(unknown))
                }
                let known = codes[PromotionCode(merchant: merchant, code: promotion.code)] != nil
                return .run(
                    Self.statements(
                        of: promotion, merchant: merchant, stores: promotion.stores.compactMap { stores[$0] }, at: now),
                    known ? .changed : .added)
            }
        }
    }

    private struct PromotionCode: Hashable {
        var merchant: Int64
        var code: String
    }

    private static let promotionExists = Columns("merchant_id", Int64.self)
        .from("promotions WHERE merchant_id = $1 AND code = $2")

    private static func check(_ terms: VoucherTerms, _ check: inout FieldCheck) {
        switch terms.value {
        case .percent(let percent): check.range(percent, 1...100, "percent")
        case .amount(let money): check.range(Int(clamping: money.minorUnits), 1...Int.max, "amount")
        case .gift(let gift): check.text(gift, 1...200, "gift")
        }
        let times = terms.times
        check.range(times.weekdays, 1...127, "weekdays")
        check.range(times.from, 0...1439, "from")
        check.range(times.until, (times.from + 1)...1440, "until")
        check.range(terms.totalCap ?? 1, 1...Int.max, "total_cap")
        check.range(terms.visitorCap ?? 1, 1...Int.max, "visitor_cap")
        let longest = Int(VoucherTerms.longestLifetime.components.seconds)
        check.range(Int(terms.lifetime.components.seconds), 60...longest, "lifetime")
        check.range(Int(terms.reversalWindow.components.seconds), 0...86_400, "reversal_window")
    }

    private static func statements(
        of promotion: PromotionRecord, merchant: Int64, stores: [Int64], at now: Timestamp
    ) -> [BoundSQL] {
        let row = BoundSQL(
            upsertPromotion,
            [
                .id(PromotionID(UUIDv7(at: now))), .integer(merchant), .text(promotion.code), .text(promotion.title),
                .time(promotion.startsAt), .time(promotion.endsAt), .text(promotion.publisher),
            ] + values(of: promotion.terms))
        let key: [SQLValue] = [.integer(merchant), .text(promotion.code)]
        return [row, BoundSQL(deleteStores, key), BoundSQL(deleteProducts, key), BoundSQL(deleteTexts, key)]
            + Set(stores).sorted().map { BoundSQL(insertStore, key + [.integer($0)]) }
            + Set(promotion.products).sorted().map { BoundSQL(insertProduct, key + [.gtin($0)]) }
            + promotion.titles.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { BoundSQL(insertText, key + [.text($0.key.rawValue), .text($0.value)]) }
    }

    /// The columns of a promotion's terms; those of the defaults where it has no vouchers.
    private static func values(of terms: VoucherTerms?) -> [SQLValue] {
        var (kind, percent, amount, gift) = (String?.none, Int?.none, Money?.none, String?.none)
        switch terms?.value {
        case .percent(let value): (kind, percent) = ("percent", value)
        case .amount(let value): (kind, amount) = ("amount", value)
        case .gift(let value): (kind, gift) = ("gift", value)
        case nil: break
        }
        let bounds = terms ?? VoucherTerms(value: .percent(1))
        return [.text(kind), .integer(percent)] + SQLValue.money(amount) + [
            .text(gift), .integer(bounds.times.weekdays), .integer(bounds.times.from), .integer(bounds.times.until),
            .integer(bounds.totalCap), .integer(bounds.visitorCap), .integer(bounds.lifetime.components.seconds),
            .integer(bounds.reversalWindow.components.seconds),
        ]
    }

    private static let upsertPromotion: SQL = """
        INSERT INTO promotions (promotion_id, merchant_id, code, title, starts_at, ends_at, publisher, value_kind, percent,
          amount_minor, currency, gift, weekdays, from_min, until_min, total_cap, visitor_cap, lifetime_s,
          reversal_window_s)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (merchant_id, code) DO UPDATE SET
          title = excluded.title, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
          publisher = excluded.publisher, value_kind = excluded.value_kind, percent = excluded.percent,
          amount_minor = excluded.amount_minor, currency = excluded.currency, gift = excluded.gift,
          weekdays = excluded.weekdays, from_min = excluded.from_min, until_min = excluded.until_min,
          total_cap = excluded.total_cap, visitor_cap = excluded.visitor_cap, lifetime_s = excluded.lifetime_s,
          reversal_window_s = excluded.reversal_window_s
        """
    private static let deleteTexts: SQL = """
        DELETE FROM promotion_texts
        WHERE promotion_id IN (SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2)
        """
    private static let insertText: SQL = """
        INSERT INTO promotion_texts (promotion_id, language, title)
        VALUES ((SELECT promotion_id FROM promotions WHERE merchant_id = $1 AND code = $2), $3, $4)
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
