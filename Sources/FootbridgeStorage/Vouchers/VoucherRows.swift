import FootbridgeCore
import ProductIdentifiers

/// Vouchers as they are stored.
enum VoucherRows {
    /// What is stored of a voucher beside its stores.
    struct Row {
        var voucher: Voucher
        var merchantKey: Int64
        var storeKey: Int64?
    }

    private static let columns = Columns(
        PromotionRows.columns,
        Columns("v.voucher_id", VoucherID.self), Columns("v.code", VoucherCode.self),
        Columns("v.state", VoucherState.self), Columns("m.public_id", PublicID.self), Columns("m.name", String.self),
        product, Columns("v.issued_at", Timestamp.self), Columns("v.expires_at", Timestamp.self),
        Columns("l.occurred_at", Timestamp?.self), Columns("v.merchant_id", Int64.self),
        Columns("v.store_id", Int64?.self)
    ) {
        promotion, id, code, state, merchant, merchantName, product, issuedAt, expiresAt, redeemedAt, merchantKey,
        storeKey in
        Row(
            voucher: Voucher(
                id: id, code: code, state: state, promotion: promotion,
                merchant: Merchant(id: merchant, name: merchantName), product: product, stores: [],
                issuedAt: issuedAt, expiresAt: expiresAt, redeemedAt: redeemedAt),
            merchantKey: merchantKey, storeKey: storeKey)
    }
    static let product = Columns(Columns("v.gtin", GTIN?.self), Columns("r.title", String?.self)) { gtin, title in
        gtin.map { VoucherProduct(gtin: $0, title: title) }
    }
    private static let tables: SQL = """
        vouchers v
          JOIN promotions p ON p.promotion_id = v.promotion_id
          JOIN merchants m ON m.merchant_id = v.merchant_id
          LEFT JOIN products r ON r.gtin = v.gtin
          LEFT JOIN ledger l ON l.entry_id = v.redemption_id
        """
    private static let principals: SQL = " AND v.principal_id = $3 AND v.principal_id <> 1"
    private static let sessions: SQL = """
         AND v.principal_id = $3 AND v.visitor_no = (SELECT visitor_no FROM visitors WHERE visitor_hash = $4)
        """
    private static let ofPrincipal = columns.from(tables + " WHERE v.voucher_id = $2" + principals)
    private static let ofSession = columns.from(tables + " WHERE v.voucher_id = $2" + sessions)
    private static let codeOfPrincipal = columns.from(tables + " WHERE v.code = $2" + principals)
    private static let codeOfSession = columns.from(tables + " WHERE v.code = $2" + sessions)

    static func one(_ id: VoucherID, of owner: Owner, in language: ShopperLanguage) -> Query<Row> {
        switch owner {
        case .principal(let principal): ofPrincipal(.text(language.rawValue), .id(id), .integer(principal.rawValue))
        case .session(let visitor, let principal):
            ofSession(.text(language.rawValue), .id(id), .integer(principal.rawValue), .blob(visitor.bytes))
        }
    }

    static func one(_ code: VoucherCode, of owner: Owner, in language: ShopperLanguage) -> Query<Row> {
        let (language, code) = (SQLValue.text(language.rawValue), SQLValue.text(code.description))
        return switch owner {
        case .principal(let principal): codeOfPrincipal(language, code, .integer(principal.rawValue))
        case .session(let visitor, let principal):
            codeOfSession(language, code, .integer(principal.rawValue), .blob(visitor.bytes))
        }
    }

    /// Of a merchant, where a promotion holds; the one with a key first.
    static let stores = Columns(
        Columns("t.public_id", PublicID.self), Columns("t.name", String.self), Columns("t.street", String.self),
        Columns("t.locality", String.self), Columns("t.region", String?.self), Columns("t.postal_code", String?.self),
        Columns("t.country", String.self), Columns("t.lat_e7, t.lon_e7", Position.self),
        Columns("t.time_zone", String.self)
    ) { id, name, street, locality, region, code, country, position, zone in
        VoucherStore(
            id: id, name: name,
            address: PostalAddress(
                street: street, locality: locality, region: region, postalCode: code, country: country
            ).line,
            position: position, timeZone: zone)
    }.from(
        """
        stores t JOIN promotions p ON p.merchant_id = t.merchant_id AND p.promotion_id = $1
        WHERE t.merchant_id = $2 AND t.listed = 1 AND
        """ + PromotionRows.holds(inStore: "t.store_id") + """
             ORDER BY CASE WHEN t.store_id = $3 THEN 0 ELSE 1 END, t.name, t.store_id
             LIMIT $4
            """)

    static let insert: SQL = """
        INSERT INTO vouchers (voucher_id, code, promotion_id, merchant_id, principal_id, visitor_no, scan_id, gtin, store_id,
          state, redemption_id, is_counted, issued_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'issued', NULL, 1, $10, $11)
        """
    /// Those that have run out no longer count, and can count again only by being redeemed.
    static let uncountExpired: SQL = """
        UPDATE vouchers SET is_counted = 0
        WHERE promotion_id = $1 AND is_counted = 1 AND expires_at <= $2 AND state IN ('issued', 'reversed')
        """
    /// Takes a place under the cap.
    static let count: SQL = """
        UPDATE promotions SET counted = counted + 1
        WHERE promotion_id = $1 AND (total_cap IS NULL OR counted < total_cap)
        """
    static let giveBack: SQL = "UPDATE promotions SET counted = counted - $1 WHERE promotion_id = $2"
    /// A visitor's that are open or redeemed, the last first.
    static let ofVisitor = Columns("voucher_id", VoucherID.self).from(
        """
        vouchers WHERE visitor_no = $1 AND promotion_id = $2
          AND (state = 'redeemed' OR (state <> 'revoked' AND expires_at > $3))
        ORDER BY issued_at DESC, voucher_id DESC LIMIT $4
        """)

    /// A promotion as whoever wants a voucher of it finds it.
    struct Offer {
        var merchant: Int64
        var startsAt: Timestamp
        var endsAt: Timestamp
        var visitorCap: Int?
        var lifetime: Duration
        var hasVouchers: Bool
        var store: Int64?
        var holds: Bool
    }

    /// With the row of the promotion locked, so that whoever else wants one waits: who has how many is decided after it.
    static let lockPromotion = SQL(
        sqlite: "SELECT 1 FROM promotions WHERE promotion_id = $1",
        postgresql: "SELECT 1 FROM promotions WHERE promotion_id = $1 FOR NO KEY UPDATE")
    /// `$1` is the product, `$2` the store that the shopper chose, or null.
    static let offer = Columns(
        Columns("CASE WHEN " + PromotionRows.holds(forProduct: "$1") + " THEN 1 ELSE 0 END", Bool.self),
        Columns("t.store_id", Int64?.self), Columns("p.merchant_id", Int64.self),
        Columns("p.starts_at", Timestamp.self), Columns("p.ends_at", Timestamp.self),
        Columns("p.visitor_cap", Int?.self), Columns("p.lifetime_s", Int64.self),
        Columns("CASE WHEN p.value_kind IS NULL THEN 0 ELSE 1 END", Bool.self)
    ) { holds, store, merchant, startsAt, endsAt, cap, lifetime, hasVouchers in
        Offer(
            merchant: merchant, startsAt: startsAt, endsAt: endsAt, visitorCap: cap, lifetime: .seconds(lifetime),
            hasVouchers: hasVouchers, store: store, holds: holds)
    }.from(
        """
        promotions p LEFT JOIN stores t ON t.public_id = $2 AND t.merchant_id = p.merchant_id AND
        """ + PromotionRows.holds(inStore: "t.store_id") + " WHERE p.promotion_id = $3")

    /// What a scan was about, where it is the owner's.
    static let scanOfPrincipal = scanned.from(
        "scans s LEFT JOIN visitors w ON w.visitor_no = s.visitor_no WHERE s.scan_id = $1 AND s.principal_id = $2")
    static let scanOfSession = scanned.from(
        """
        scans s JOIN visitors w ON w.visitor_no = s.visitor_no
        WHERE s.scan_id = $1 AND s.principal_id = $2 AND w.visitor_hash = $3
        """)
    private static let scanned = Columns(
        Columns("s.gtin", GTIN?.self), Columns("s.visitor_no", Int64?.self), Columns("s.campaign", String?.self)
    ) { (gtin: $0, visitor: $1, campaign: $2) }
}

extension VoucherCode: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let code = VoucherCode(try row.text(column)) else { throw SQLRow.unexpected(column, "not a code") }
        self = code
    }
}

extension VoucherState: SQLReadable {}
