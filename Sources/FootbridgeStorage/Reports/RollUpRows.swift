import FootbridgeCore
import ProductIdentifiers

/// The roll-ups as they are stored.
enum RollUpRows {
    struct Head: Sendable {
        var position: LogPosition
        var watermark: Timestamp
    }

    private static let headColumns = Columns(
        Columns("log_epoch, transaction_no, sequence", LogPosition.self), Columns("watermark", Timestamp.self),
        make: Head.init(position:watermark:))

    static let head = headColumns.from("report_head")
    /// PostgreSQL's row lock lets one count at a time; SQLite has one writer.
    static let lockedHead = headColumns.from(
        SQL(sqlite: "report_head", postgresql: "report_head FOR UPDATE"))
    static let setHead: SQL =
        "UPDATE report_head SET log_epoch = $1, transaction_no = $2, sequence = $3, watermark = $4"

    /// How many stores a scan was answered with.
    static let answered = Columns(
        Columns("shown_stores", Int64?.self), Columns("COALESCE(in_stock_stores, 0)", Int64.self)
    ) { (stores: $0, inStock: $1) }.from("scans WHERE scan_id = $1")

    /// The stores that a scan was answered with, the nearest first.
    static let shown = Columns(
        Columns("merchant_id", Int64.self), Columns("store_id", Int64.self), Columns("in_stock", Bool.self)
    ) { (scope: RollUp.Scope(merchant: $0, store: $1), isInStock: $2) }.from(
        "scan_stores WHERE scan_id = $1 ORDER BY distance_m, store_id")

    static let zone = Columns("time_zone", String.self).from("report_zones WHERE merchant_id = $1")
    static let firstStoresZone = Columns("time_zone", String.self).from(
        "stores WHERE merchant_id = $1 ORDER BY store_id LIMIT 1")
    static let fixZone: SQL = """
        INSERT INTO report_zones (merchant_id, time_zone) VALUES ($1, $2) ON CONFLICT (merchant_id) DO NOTHING
        """

    static let lastScan = Columns(
        Columns("scan_id", ScanID.self), Columns("occurred_at", Timestamp.self), Columns("campaign", String?.self),
        make: LastScan.init(scan:occurredAt:campaign:)
    ).from("report_last_scans WHERE visitor_no = $1")
    static let setLastScan: SQL = """
        INSERT INTO report_last_scans (visitor_no, scan_id, occurred_at, campaign) VALUES ($1, $2, $3, $4)
        ON CONFLICT (visitor_no) DO UPDATE SET scan_id = excluded.scan_id, occurred_at = excluded.occurred_at,
          campaign = excluded.campaign
        """

    /// When a visitor first came to a merchant, and whether they came to one store on one day already.
    static let attendance = Columns(
        Columns("min(day)", Int?.self),
        Columns("COALESCE(max(CASE WHEN day = $1 AND store_id = $2 THEN 1 ELSE 0 END), 0)", Int.self)
    ) { (firstDay: $0, isThere: $1 == 1) }
    .from("report_visitors WHERE merchant_id = $3 AND visitor_no = $4 AND (steps & 192) <> 0")

    static let scan = Columns(Columns("received_at", Timestamp.self), Columns("campaign", String?.self)) {
        (at: $0, campaign: $1)
    }.from("scans WHERE scan_id = $1")
    static let distance = Columns("distance_m", Int64.self).from(
        "scan_stores WHERE scan_id = $1 AND store_id = $2")

    private static let addCount: SQL = """
        INSERT INTO report_counts (merchant_id, store_id, campaign, bucket, measure, detail, counted, total)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (merchant_id, store_id, campaign, bucket, measure, detail) DO UPDATE
          SET counted = report_counts.counted + excluded.counted, total = report_counts.total + excluded.total
        """
    private static let addVisitor: SQL = """
        INSERT INTO report_visitors (merchant_id, day, store_id, visitor_no, steps, campaign)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (merchant_id, day, store_id, visitor_no) DO UPDATE
          SET steps = report_visitors.steps | excluded.steps,
            campaign = CASE WHEN report_visitors.campaign = '' THEN excluded.campaign ELSE report_visitors.campaign END
        """
    private static let addProduct: SQL = """
        INSERT INTO report_products (merchant_id, day, gtin, scans, looked_for, not_in_stock)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (merchant_id, day, gtin) DO UPDATE SET scans = report_products.scans + excluded.scans,
          looked_for = report_products.looked_for + excluded.looked_for,
          not_in_stock = report_products.not_in_stock + excluded.not_in_stock
        """

    /// The statements that add what was counted.
    static func additions(of rollUp: RollUp) -> [BoundSQL] {
        rollUp.counts.map { key, count in
            BoundSQL(
                addCount,
                [
                    .integer(key.scope.merchant), .integer(key.scope.store), .text(key.campaign),
                    .integer(key.quarter.number), .text(key.measure.rawValue), .text(key.detail),
                    .integer(count.counted), .integer(count.total),
                ])
        }
            + rollUp.visitors.map { key, visitor in
                BoundSQL(
                    addVisitor,
                    [
                        .integer(key.scope.merchant), .integer(key.day), .integer(key.scope.store),
                        .integer(key.visitor), .integer(visitor.steps.rawValue), .text(visitor.campaign),
                    ])
            }
            + rollUp.products.map { key, product in
                BoundSQL(
                    addProduct,
                    [
                        .integer(key.merchant), .integer(key.day), .gtin(key.gtin), .integer(product.scans),
                        .integer(product.lookedFor), .integer(product.notInStock),
                    ])
            }
    }

    /// Forgets all that was counted; the next count begins with the log's first event.
    static let forget: [SQL] = [
        "DELETE FROM report_counts", "DELETE FROM report_visitors", "DELETE FROM report_products",
        "DELETE FROM report_last_scans", "DELETE FROM report_zones",
        "UPDATE report_head SET log_epoch = 0, transaction_no = 0, sequence = 0, watermark = 0",
    ]
}

/// The last scan of a visitor that stands before some place in the log.
struct LastScan: Sendable {
    var scan: ScanID
    var occurredAt: Timestamp
    var campaign: String?
}
