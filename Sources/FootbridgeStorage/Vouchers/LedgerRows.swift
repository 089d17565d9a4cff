import FootbridgeCore

/// The ledger as it is stored.
enum LedgerRows {
    private static let makeHead: SQL = """
        INSERT INTO ledger_heads (store_id, sequence, code) VALUES ($1, 0, $2) ON CONFLICT (store_id) DO NOTHING
        """
    private static let lockHead = SQL(
        sqlite: "SELECT 1 FROM ledger_heads WHERE store_id = $1",
        postgresql: "SELECT 1 FROM ledger_heads WHERE store_id = $1 FOR NO KEY UPDATE")
    private static let headColumns = Columns(Columns("sequence", Int64.self), Columns("code", [UInt8].self)) {
        (sequence: $0, code: $1)
    }
    static let head = headColumns.from("ledger_heads WHERE store_id = $1")
    private static let insert: SQL = """
        INSERT INTO ledger (store_id, sequence, entry_id, reverses, voucher_id, promotion_id, merchant_id, principal_id,
          occurred_at, recorded_at, amount_minor, currency, note, code)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """
    private static let moveHead: SQL =
        "UPDATE ledger_heads SET sequence = $1, code = $2 WHERE store_id = $3 AND sequence = $4"

    /// Adds a row behind the last of its store, whose head is locked from here on: the last lock of a transaction.
    ///
    /// - Parameter make: the row for its place, from 1 on.
    /// - Returns: the place.
    static func append(
        to store: Int64, chain: LedgerChain, on connection: any SQLConnection, _ make: (Int64) -> LedgerEntry
    ) throws -> Int64 {
        let key = SQLValue.integer(store)
        let query = head(key)
        let results = try connection.run([
            BoundSQL(makeHead, [key, .blob(LedgerChain.beginning)]), BoundSQL(lockHead, [key]), query.bound,
        ])
        guard let last = try query.rows(of: results[2]).first else {
            throw StorageError.unusable(StorageErrorDetail("a store's ledger has no head"))
        }
        let entry = make(last.sequence + 1)
        let code = chain.code(of: entry, after: last.code)
        let written = try connection.run([
            BoundSQL(
                insert,
                [
                    .integer(entry.store), .integer(entry.sequence), .id(entry.id), .id(entry.reverses),
                    .id(entry.voucher), .id(entry.promotion), .integer(entry.merchant),
                    .integer(entry.staff.rawValue), .time(entry.occurredAt), .time(entry.recordedAt),
                ] + SQLValue.money(entry.amount) + [.text(entry.note), .blob(code)]),
            BoundSQL(moveHead, [.integer(entry.sequence), .blob(code), key, .integer(last.sequence)]),
        ])
        guard written[1].changed == 1 else {
            throw StorageError.conflict(StorageErrorDetail("a store's ledger went on meanwhile"))
        }
        return entry.sequence
    }

    /// A store that has a ledger.
    struct Store {
        var key: Int64
        var publicID: PublicID
    }

    /// Those with rows or a head: where one of the two is gone, that is what is looked for.
    static let stores = Columns(
        Columns("t.store_id", Int64.self), Columns("t.public_id", PublicID.self), make: Store.init(key:publicID:)
    ).from(
        """
        stores t
        WHERE EXISTS (SELECT 1 FROM ledger l WHERE l.store_id = t.store_id)
          OR EXISTS (SELECT 1 FROM ledger_heads h WHERE h.store_id = t.store_id)
        ORDER BY t.public_id
        """)
    /// Where every ledger ends.
    static let heads = Columns(
        Columns("t.public_id", PublicID.self), Columns("h.sequence", Int64.self), Columns("h.code", [UInt8].self),
        make: LedgerCheckpoint.Head.init(store:sequence:code:)
    ).from("ledger_heads h JOIN stores t ON t.store_id = h.store_id ORDER BY t.public_id")

    static let code = Columns("l.code", [UInt8].self).from(
        "ledger l JOIN stores t ON t.store_id = l.store_id WHERE t.public_id = $1 AND l.sequence = $2")

    /// Rows of a store behind a place, in their order.
    static let rows = Columns(
        Columns("store_id", Int64.self), Columns("sequence", Int64.self), Columns("entry_id", RedemptionID.self),
        Columns("reverses", RedemptionID?.self), Columns("voucher_id", VoucherID.self),
        Columns("promotion_id", PromotionID.self), Columns("merchant_id", Int64.self),
        Columns("principal_id", PrincipalID.self), Columns("occurred_at", Timestamp.self),
        Columns("recorded_at", Timestamp.self), Columns("amount_minor, currency", Money?.self),
        Columns("note", String?.self), Columns("code", [UInt8].self)
    ) {
        store, sequence, id, reverses, voucher, promotion, merchant, staff, occurredAt, recordedAt, amount, note,
        code in
        (
            entry: LedgerEntry(
                store: store, sequence: sequence, id: id, reverses: reverses, voucher: voucher,
                promotion: promotion, merchant: merchant, staff: staff, occurredAt: occurredAt,
                recordedAt: recordedAt, amount: amount, note: note),
            code: code
        )
    }.from("ledger WHERE store_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3")

    /// Vouchers whose state and ledger say different things: one that is redeemed has just the one standing redemption
    /// that it names, any other has none.
    static let disagreements = Columns("v.voucher_id", VoucherID.self).from(
        """
        vouchers v
        WHERE (v.state = 'redeemed' AND NOT EXISTS (
            SELECT 1 FROM ledger l WHERE l.entry_id = v.redemption_id AND l.voucher_id = v.voucher_id
              AND l.reverses IS NULL))
          OR EXISTS (
            SELECT 1 FROM ledger l WHERE l.voucher_id = v.voucher_id AND l.reverses IS NULL
              AND (v.redemption_id IS NULL OR l.entry_id <> v.redemption_id)
              AND NOT EXISTS (SELECT 1 FROM ledger x WHERE x.reverses = l.entry_id))
          OR EXISTS (SELECT 1 FROM ledger x WHERE x.reverses = v.redemption_id)
        ORDER BY v.voucher_id LIMIT $1
        """)
    /// Vouchers of which only the ledger still knows.
    static let withoutVoucher = Columns("l.voucher_id", VoucherID.self).from(
        """
        ledger l WHERE NOT EXISTS (SELECT 1 FROM vouchers v WHERE v.voucher_id = l.voucher_id)
        ORDER BY l.voucher_id LIMIT $1
        """)
}
