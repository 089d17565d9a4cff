extension Migration {
    /// Vouchers, the ledger of their redemptions, and what was refused.
    ///
    /// `vouchers.is_counted` says that a voucher counts against its promotion's `total_cap`: from issue on, until it is
    /// revoked or found to have expired.
    static let voucherTables: [SchemaStatement] = vouchers + voucherGuards + ledger + ledgerGuards + refusals

    private static let vouchers: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE vouchers (
                  voucher_id BLOB NOT NULL PRIMARY KEY CHECK (length(voucher_id) = 16),
                  code TEXT NOT NULL UNIQUE CHECK (length(code) = 13),
                  promotion_id BLOB NOT NULL,
                  merchant_id INTEGER NOT NULL,
                  principal_id INTEGER NOT NULL REFERENCES principals (principal_id),
                  visitor_no INTEGER REFERENCES visitors (visitor_no),
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  store_id INTEGER,
                  state TEXT NOT NULL CHECK (state IN ('issued', 'redeemed', 'reversed', 'revoked')),
                  redemption_id BLOB CHECK (length(redemption_id) = 16),
                  is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),
                  issued_at INTEGER NOT NULL,
                  expires_at INTEGER NOT NULL,
                  FOREIGN KEY (merchant_id, promotion_id) REFERENCES promotions (merchant_id, promotion_id),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK (expires_at > issued_at),
                  CHECK ((state = 'redeemed') = (redemption_id IS NOT NULL)),
                  CHECK (state <> 'redeemed' OR is_counted = 1),
                  CHECK (state <> 'revoked' OR is_counted = 0),
                  CHECK (principal_id <> 1 OR visitor_no IS NOT NULL)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE vouchers (
                  voucher_id BYTEA NOT NULL PRIMARY KEY CHECK (length(voucher_id) = 16),
                  code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(code) = 13),
                  promotion_id BYTEA NOT NULL,
                  merchant_id BIGINT NOT NULL,
                  principal_id BIGINT NOT NULL REFERENCES principals (principal_id),
                  visitor_no BIGINT REFERENCES visitors (visitor_no),
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  store_id BIGINT,
                  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('issued', 'redeemed', 'reversed', 'revoked')),
                  redemption_id BYTEA CHECK (length(redemption_id) = 16),
                  is_counted SMALLINT NOT NULL CHECK (is_counted IN (0, 1)),
                  issued_at BIGINT NOT NULL,
                  expires_at BIGINT NOT NULL,
                  FOREIGN KEY (merchant_id, promotion_id) REFERENCES promotions (merchant_id, promotion_id),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK (expires_at > issued_at),
                  CHECK ((state = 'redeemed') = (redemption_id IS NOT NULL)),
                  CHECK (state <> 'redeemed' OR is_counted = 1),
                  CHECK (state <> 'revoked' OR is_counted = 0),
                  CHECK (principal_id <> 1 OR visitor_no IS NOT NULL)
                )
                """),
        "CREATE INDEX vouchers_visitor ON vouchers (visitor_no, promotion_id)",
        "CREATE INDEX vouchers_counted ON vouchers (promotion_id, is_counted, expires_at)",
        "CREATE INDEX vouchers_revoked ON vouchers (merchant_id, expires_at) WHERE state = 'revoked'",
        "CREATE INDEX vouchers_store ON vouchers (store_id)",
        "CREATE INDEX vouchers_principal ON vouchers (principal_id)",
    ]

    /// The transitions of ``VoucherState``, and that nothing else of a voucher ever changes.
    private static let voucherGuards: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER vouchers_change_by_rule BEFORE UPDATE ON vouchers
                WHEN NOT (
                """ + allowedChange("OLD.redemption_id IS NOT NEW.redemption_id") + """
                    )
                    BEGIN SELECT RAISE(ABORT, 'a voucher cannot change like this'); END
                    """,
            postgresql: """
                CREATE FUNCTION refuse_voucher_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'a voucher cannot change like this' USING ERRCODE = 'restrict_violation';
                END $$
                """),
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER vouchers_never_go BEFORE DELETE ON vouchers
                BEGIN SELECT RAISE(ABORT, 'a voucher never goes'); END
                """,
            postgresql: """
                CREATE TRIGGER vouchers_change_by_rule BEFORE UPDATE ON vouchers FOR EACH ROW WHEN (NOT (
                """ + allowedChange("OLD.redemption_id IS DISTINCT FROM NEW.redemption_id") + """
                    )) EXECUTE FUNCTION refuse_voucher_change()
                    """),
        SchemaStatement(
            postgresql: """
                CREATE TRIGGER vouchers_never_go BEFORE DELETE ON vouchers
                FOR EACH ROW EXECUTE FUNCTION refuse_voucher_change()
                """),
    ]

    private static func allowedChange(_ isAnotherRedemption: SQL) -> SQL {
        """
          OLD.voucher_id = NEW.voucher_id AND OLD.code = NEW.code AND OLD.promotion_id = NEW.promotion_id
          AND OLD.merchant_id = NEW.merchant_id AND OLD.issued_at = NEW.issued_at AND OLD.expires_at = NEW.expires_at
          AND ((OLD.state = NEW.state AND NOT (
        """ + isAnotherRedemption + """
            ))
                OR (OLD.state IN ('issued', 'reversed') AND NEW.state IN ('redeemed', 'revoked'))
                OR (OLD.state = 'redeemed' AND NEW.state = 'reversed'))
            """
    }

    /// One row for each redemption and each reversal, chained by store (``LedgerChain``).
    private static let ledger: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE ledger (
                  store_id INTEGER NOT NULL,
                  sequence INTEGER NOT NULL CHECK (sequence >= 1),
                  entry_id BLOB NOT NULL UNIQUE CHECK (length(entry_id) = 16),
                  reverses BLOB UNIQUE REFERENCES ledger (entry_id),
                  voucher_id BLOB NOT NULL REFERENCES vouchers (voucher_id),
                  promotion_id BLOB NOT NULL REFERENCES promotions (promotion_id),
                  merchant_id INTEGER NOT NULL,
                  principal_id INTEGER NOT NULL REFERENCES principals (principal_id),
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  amount_minor INTEGER,
                  currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  note TEXT CHECK (length(note) BETWEEN 1 AND 200),
                  code BLOB NOT NULL CHECK (length(code) = 32),
                  PRIMARY KEY (store_id, sequence),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL))
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE ledger (
                  store_id BIGINT NOT NULL,
                  sequence BIGINT NOT NULL CHECK (sequence >= 1),
                  entry_id BYTEA NOT NULL UNIQUE CHECK (length(entry_id) = 16),
                  reverses BYTEA UNIQUE REFERENCES ledger (entry_id),
                  voucher_id BYTEA NOT NULL REFERENCES vouchers (voucher_id),
                  promotion_id BYTEA NOT NULL REFERENCES promotions (promotion_id),
                  merchant_id BIGINT NOT NULL,
                  principal_id BIGINT NOT NULL REFERENCES principals (principal_id),
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  amount_minor BIGINT,
                  currency TEXT COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
                  note TEXT COLLATE "C" CHECK (length(note) BETWEEN 1 AND 200),
                  code BYTEA NOT NULL CHECK (length(code) = 32),
                  PRIMARY KEY (store_id, sequence),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL))
                )
                """),
        "CREATE INDEX ledger_voucher ON ledger (voucher_id)",
        "CREATE INDEX ledger_principal ON ledger (principal_id)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE ledger_heads (
                  store_id INTEGER NOT NULL PRIMARY KEY REFERENCES stores (store_id),
                  sequence INTEGER NOT NULL CHECK (sequence >= 0),
                  code BLOB NOT NULL CHECK (length(code) = 32)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE ledger_heads (
                  store_id BIGINT NOT NULL PRIMARY KEY REFERENCES stores (store_id),
                  sequence BIGINT NOT NULL CHECK (sequence >= 0),
                  code BYTEA NOT NULL CHECK (length(code) = 32)
                )
                """),
    ]

    private static let ledgerGuards: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
                """,
            postgresql: """
                CREATE FUNCTION refuse_ledger_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
                END $$
                """),
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER ledger_never_goes BEFORE DELETE ON ledger
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
                """,
            postgresql: """
                CREATE TRIGGER ledger_never_changes BEFORE UPDATE OR DELETE ON ledger
                FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
                """),
    ]

    /// What was not redeemed, and why. `spent_by` of a conflict is the redemption that came
    /// first, and `spent_store_id` its store.
    private static let refusals: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE refused_redemptions (
                  refusal_id BLOB NOT NULL PRIMARY KEY CHECK (length(refusal_id) = 16),
                  store_id INTEGER NOT NULL,
                  merchant_id INTEGER NOT NULL,
                  principal_id INTEGER NOT NULL REFERENCES principals (principal_id),
                  voucher_id BLOB REFERENCES vouchers (voucher_id),
                  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
                  spent_by BLOB REFERENCES ledger (entry_id),
                  spent_store_id INTEGER,
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  FOREIGN KEY (merchant_id, spent_store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((spent_by IS NULL) = (spent_store_id IS NULL)),
                  CHECK (reason <> 'conflict' OR (spent_by IS NOT NULL AND voucher_id IS NOT NULL))
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE refused_redemptions (
                  refusal_id BYTEA NOT NULL PRIMARY KEY CHECK (length(refusal_id) = 16),
                  store_id BIGINT NOT NULL,
                  merchant_id BIGINT NOT NULL,
                  principal_id BIGINT NOT NULL REFERENCES principals (principal_id),
                  voucher_id BYTEA REFERENCES vouchers (voucher_id),
                  reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
                  spent_by BYTEA REFERENCES ledger (entry_id),
                  spent_store_id BIGINT,
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  FOREIGN KEY (merchant_id, spent_store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((spent_by IS NULL) = (spent_store_id IS NULL)),
                  CHECK (reason <> 'conflict' OR (spent_by IS NOT NULL AND voucher_id IS NOT NULL))
                )
                """),
        "CREATE INDEX refused_redemptions_store ON refused_redemptions (store_id, recorded_at)",
        "CREATE INDEX refused_redemptions_spent_store ON refused_redemptions (spent_store_id, recorded_at)",
        "CREATE INDEX refused_redemptions_spent ON refused_redemptions (spent_by)",
        "CREATE INDEX refused_redemptions_voucher ON refused_redemptions (voucher_id)",
        "CREATE INDEX refused_redemptions_principal ON refused_redemptions (principal_id)",
    ]
}
