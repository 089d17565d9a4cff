import FootbridgeCore
import ProductIdentifiers

/// What a till asks of the database.
enum RedemptionRows {
    /// A store with its merchant, as the keys of other rows.
    static let till = Columns(Columns("store_id", Int64.self), Columns("merchant_id", Int64.self)) {
        (store: $0, merchant: $1)
    }.from("stores WHERE public_id = $1")

    /// Nobody else changes the voucher before the transaction has ended; a statement of its own, so that the next one sees
    /// what whoever came first has done.
    static let lockVoucher = SQL(
        sqlite: "SELECT 1 FROM vouchers WHERE code = $1",
        postgresql: "SELECT 1 FROM vouchers WHERE code = $1 FOR NO KEY UPDATE")

    /// A voucher as one store of its merchant sees it: `$2` is the code, `$3` the store's key.
    static let atTill = Columns(
        PromotionRows.columns,
        Columns("v.voucher_id", VoucherID.self), Columns("v.code", VoucherCode.self),
        Columns("v.state", VoucherState.self), Columns("v.issued_at", Timestamp.self),
        Columns("v.expires_at", Timestamp.self), Columns("p.starts_at", Timestamp.self), times,
        Columns("p.reversal_window_s", Int64.self), VoucherRows.product,
        Columns("CASE WHEN " + PromotionRows.holds(inStore: "t.store_id") + " THEN 1 ELSE 0 END", Bool.self),
        Columns("t.time_zone", String.self), spent, offline,
        Columns("v.scan_id", ScanID?.self), Columns("v.visitor_no", Int64?.self)
    ) {
        promotion, id, code, state, issuedAt, expiresAt, startsAt, times, window, product, holdsHere, zone, spent,
        offline, scan, visitor in
        var voucher = VoucherAtTill(
            id: id, code: code, state: state, issuedAt: issuedAt, expiresAt: expiresAt, promotion: promotion,
            startsAt: startsAt, times: times, reversalWindow: .seconds(window), product: product,
            holdsHere: holdsHere, timeZone: StoreTimeZone(identifier: zone), spent: spent, offline: offline)
        (voucher.scan, voucher.visitor) = (scan, visitor)
        return voucher
    }.from(
        """
        vouchers v
          JOIN promotions p ON p.promotion_id = v.promotion_id
          JOIN merchants m ON m.merchant_id = v.merchant_id
          JOIN stores t ON t.merchant_id = v.merchant_id
          LEFT JOIN products r ON r.gtin = v.gtin
          LEFT JOIN ledger l ON l.entry_id = v.redemption_id
          LEFT JOIN stores o ON o.store_id = l.store_id
        WHERE v.code = $2 AND t.store_id = $3
        """)
    private static let times = Columns(
        Columns("p.weekdays", Int.self), Columns("p.from_min", Int.self), Columns("p.until_min", Int.self)
    ) { weekdays, from, until in
        var times = VoucherTimes()
        (times.weekdays, times.from, times.until) = (weekdays, from, until)
        return times
    }
    private static let spent = Columns(
        Columns("l.entry_id", RedemptionID?.self), Columns("l.occurred_at", Timestamp?.self),
        Columns("o.public_id", PublicID?.self), Columns("o.name", String?.self)
    ) { id, at, store, name -> VoucherAtTill.Spent? in
        guard let id, let at, let store, let name else { return nil }
        return VoucherAtTill.Spent(redemption: id, at: at, store: store, storeName: name)
    }
    private static let offline = Columns(
        Columns("m.offline_allowed", Bool.self), Columns("m.offline_grace_s", Int64.self)
    ) { OfflineTerms(isAllowed: $0, grace: .seconds($1)) }

    /// The guard of the state change: whoever comes second changes nothing.
    static let redeem: SQL = """
        UPDATE vouchers SET state = 'redeemed', redemption_id = $1, is_counted = 1
        WHERE voucher_id = $2 AND state IN ('issued', 'reversed')
        """
    /// For a voucher that had run out before it was found to have been redeemed in time.
    static let countAgain: SQL = """
        UPDATE promotions SET counted = counted + 1
        WHERE promotion_id = $1
          AND EXISTS (SELECT 1 FROM vouchers WHERE voucher_id = $2 AND is_counted = 0)
        """
    static let reverse: SQL = """
        UPDATE vouchers SET state = 'reversed', redemption_id = NULL
        WHERE voucher_id = $1 AND redemption_id = $2
        """

    private static let columns = Columns(
        PromotionRows.columns,
        Columns("l.entry_id", RedemptionID.self), Columns("l.voucher_id", VoucherID.self),
        Columns("t.public_id", PublicID.self), Columns("l.principal_id", PrincipalID.self),
        Columns("l.occurred_at", Timestamp.self), Columns("l.recorded_at", Timestamp.self),
        Columns("l.amount_minor, l.currency", StoredPrice?.self), VoucherRows.product,
        Columns("p.reversal_window_s", Int64.self), Columns("x.recorded_at", Timestamp?.self),
        Columns("l.sequence", Int64.self), Columns("v.scan_id", ScanID?.self), Columns("v.visitor_no", Int64?.self)
    ) {
        promotion, id, voucher, store, staff, redeemedAt, recordedAt, amount, product, window, reversedAt, sequence,
        scan, visitor in
        (
            redemption: Redemption(
                id: id, voucher: voucher, store: store, staff: staff, redeemedAt: redeemedAt, recordedAt: recordedAt,
                amount: amount?.money, promotion: promotion, product: product,
                reversibleUntil: recordedAt + .seconds(window), reversedAt: reversedAt, sequence: sequence),
            scan: scan, visitor: visitor
        )
    }
    private static let tables: SQL = """
        ledger l
          JOIN vouchers v ON v.voucher_id = l.voucher_id
          JOIN promotions p ON p.promotion_id = l.promotion_id
          JOIN stores t ON t.store_id = l.store_id
          LEFT JOIN products r ON r.gtin = v.gtin
          LEFT JOIN ledger x ON x.reverses = l.entry_id
        """
    static let one = columns.from(tables + " WHERE l.entry_id = $2 AND l.store_id = $3 AND l.reverses IS NULL")
    /// The newest before a place in the store's ledger.
    static let page = columns.from(
        tables + """
             WHERE l.store_id = $2 AND l.sequence < $3 AND l.reverses IS NULL
            ORDER BY l.sequence DESC LIMIT $4
            """)

    static let insertRefusal: SQL = """
        INSERT INTO refused_redemptions (refusal_id, store_id, merchant_id, principal_id, voucher_id, reason, spent_by,
          spent_store_id, occurred_at, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT store_id FROM ledger WHERE entry_id = $7), $8, $9)
        """
    /// Conflicts that a store is a part of, on either side.
    static let conflicts = Columns(
        Columns("f.voucher_id", VoucherID.self), Columns("t.public_id", PublicID.self),
        Columns("f.occurred_at", Timestamp.self), Columns("f.recorded_at", Timestamp.self),
        Columns("l.entry_id", RedemptionID.self), Columns("o.public_id", PublicID.self),
        Columns("l.occurred_at", Timestamp.self)
    ) { voucher, store, occurredAt, recordedAt, redemption, otherStore, redeemedAt in
        RedemptionConflict(
            voucher: voucher, store: store, occurredAt: occurredAt, recordedAt: recordedAt, redemption: redemption,
            redeemedIn: otherStore, redeemedAt: redeemedAt)
    }.from(
        """
        refused_redemptions f
          JOIN ledger l ON l.entry_id = f.spent_by
          JOIN stores t ON t.store_id = f.store_id
          JOIN stores o ON o.store_id = l.store_id
        WHERE (f.store_id = $1 OR f.spent_store_id = $1) AND f.reason = 'conflict'
        ORDER BY f.recorded_at DESC, f.refusal_id DESC LIMIT $2
        """)
}
