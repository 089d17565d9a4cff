import FootbridgeCore
import ProductIdentifiers

/// Visitors, and what is kept of them, as it is stored.
enum VisitorRows {
    private static let columns = Columns(
        Columns("v.visitor_no", Int64.self), Columns("v.created_at", Timestamp.self),
        Columns("CASE WHEN v.visitor_hash IS NULL THEN 0 ELSE 1 END", Bool.self),
        Columns("v.erased_at", Timestamp?.self), make: KnownVisitor.init(number:firstSeenAt:isKnownAgain:erasedAt:))
    static let numbered = columns.from("visitors v WHERE v.visitor_no = $1")
    static let named = columns.from("visitors v WHERE v.visitor_hash = $1")
    static let behindScan = columns.from(
        "visitors v JOIN scans s ON s.visitor_no = v.visitor_no WHERE s.scan_id = $1")
    static let behindVoucher = columns.from(
        "visitors v JOIN vouchers u ON u.visitor_no = v.visitor_no WHERE u.voucher_id = $1")
    /// Principals that call visitors something; the shopper page's visitors have no such name.
    static let clients = Columns("principal_id", PrincipalID.self).from(
        "principals WHERE role = 'client' AND principal_id <> 1 ORDER BY principal_id")

    static let vouchers = Columns(
        Columns("voucher_id", VoucherID.self), Columns("state", String.self), Columns("gtin", GTIN?.self),
        Columns("issued_at", Timestamp.self), Columns("expires_at", Timestamp.self),
        make: VisitorRecord.HeldVoucher.init(id:state:gtin:issuedAt:expiresAt:)
    ).from("vouchers WHERE visitor_no = $1 ORDER BY voucher_id")
    static let order = Columns(Columns("purchase_id", PurchaseID.self), Columns("order_id", OrderID.self)) { ($0, $1) }
        .from("purchases WHERE purchase_id = $1")
    static let merchant = Columns(Columns("merchant_id", Int64.self), Columns("public_id", PublicID.self)) { ($0, $1) }
        .from("merchants WHERE merchant_id = $1")
    static let store = Columns(Columns("store_id", Int64.self), Columns("public_id", PublicID.self)) { ($0, $1) }
        .from("stores WHERE store_id = $1")

    // MARK: Erasing

    /// Merchants that have events of a visitor.
    static let merchants = Columns("merchant_id", Int64.self).from(
        "(SELECT DISTINCT merchant_id FROM events WHERE visitor_no = $1 AND merchant_id IS NOT NULL) x ORDER BY 1")
    /// Scans of a visitor whose answers are still kept; reads all of those.
    static let answered = Columns("a.scan_id", ScanID.self).from(
        "scan_answers a JOIN scans s ON s.scan_id = a.scan_id WHERE s.visitor_no = $1")
    static let deleteAnswer: SQL = "DELETE FROM scan_answers WHERE scan_id = $1"
    /// A session stands in its keys by the visitor's hash.
    static let deleteKeys: SQL = """
        DELETE FROM idempotency_keys
        WHERE principal_id = 1 AND session_hash = (SELECT visitor_hash FROM visitors WHERE visitor_no = $1)
        """
    static let forget: SQL = """
        UPDATE visitors SET visitor_hash = NULL, erased_at = $1 WHERE visitor_no = $2 AND erased_at IS NULL
        """
    static let deletePersonal: SQL = "DELETE FROM event_personal WHERE visitor_no = $1"
}
