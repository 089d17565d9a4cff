import FootbridgeCore

/// Promotions as they are stored, in the language that is a statement's first value.
enum PromotionRows {
    static let columns = Columns(
        Columns("p.promotion_id", PromotionID.self),
        Columns(
            """
            coalesce((SELECT x.title FROM promotion_texts x WHERE x.promotion_id = p.promotion_id AND x.language = $1),
              p.title)
            """, String.self),
        Columns("p.ends_at", Timestamp.self),
        Columns("p.value_kind, p.percent, p.amount_minor, p.currency, p.gift", StoredVoucherValue.self)
    ) { Promotion(id: $0, title: $1, endsAt: $2, value: $3.value) }

    /// Holds where promotion `p` does: in a store, by its key.
    static func holds(inStore store: SQL) -> SQL {
        """
        (NOT EXISTS (SELECT 1 FROM promotion_stores a WHERE a.promotion_id = p.promotion_id)
          OR EXISTS (SELECT 1 FROM promotion_stores b WHERE b.promotion_id = p.promotion_id AND b.store_id =
        """ + store + "))"
    }

    /// Holds where promotion `p` does: for a product, by its GTIN.
    static func holds(forProduct gtin: SQL) -> SQL {
        """
        (NOT EXISTS (SELECT 1 FROM promotion_products c WHERE c.promotion_id = p.promotion_id)
          OR EXISTS (SELECT 1 FROM promotion_products d WHERE d.promotion_id = p.promotion_id AND d.gtin =
        """ + gtin + """
            ))
              AND (p.publisher IS NULL OR p.publisher = (SELECT e.publisher FROM products e WHERE e.gtin =
            """ + gtin + "))"
    }
}

/// The columns of a promotion that say what its vouchers give.
struct StoredVoucherValue: SQLReadable {
    static let width = 5

    /// Nil where there are no vouchers, or the currency is not in use.
    let value: VoucherValue?

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        switch try row.optionalText(column) {
        case nil: value = nil
        case "percent": value = .percent(try row.int(column + 1))
        case "gift": value = .gift(try row.text(column + 4))
        default: value = try StoredPrice(row, at: column + 2).money.map { .amount($0) }
        }
    }
}
