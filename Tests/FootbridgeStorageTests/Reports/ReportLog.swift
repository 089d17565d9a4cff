import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

/// A log for the tests of reports: merchants 1 (London, stores 1 and 2) and 2 (Kathmandu, store 3), and events that are
/// written as the daemon would write them.
struct ReportLog {
    let storage: Storage
    let client: PrincipalID

    init(_ storage: Storage) async throws {
        self.storage = storage
        client = try await storage.client()
        let far = Merchant(id: Bookshop.publicID("m2"), name: "Far Books")
        var third = Bookshop.store("s3", merchant: far)
        third.timeZone = Bookshop.zone("Asia/Kathmandu")
        _ = try await storage.upsert(stores: [Bookshop.store("s1"), Bookshop.store("s2")])
        _ = try await storage.upsert(stores: [third])
    }

    /// What a scan showed: the store's key, metres, and whether it had the product.
    typealias Shown = (store: Int64, distance: Int64, isInStock: Bool)

    static func merchant(of store: Int64) -> Int64 { store == 3 ? 2 : 1 }

    /// A scan's event; what it showed is written with it by ``append(_:shown:)``.
    static func scan(
        at time: Timestamp, by visitor: Int64?, product: Int64? = 1, outcome: ScanOutcome = .resolved,
        campaign: String? = nil
    ) -> Event {
        var event = Bookshop.event(.scan, occurred: time, recorded: time)
        event.visitor = visitor
        event.gtin = product.map(Bookshop.gtin)
        event.outcome = outcome.rawValue
        event.campaign = campaign
        return event
    }

    /// What a shopper chose of a scan that asked.
    static func choice(of scan: Event, at time: Timestamp) -> Event {
        var event = Bookshop.event(.choice, occurred: time, recorded: time)
        (event.visitor, event.scan, event.campaign) = (scan.visitor, scan.scan, scan.campaign)
        return event
    }

    /// Something at a store, or at its merchant where the kind has no store.
    static func event(
        _ kind: Event.Kind, at time: Timestamp, by visitor: Int64?, store: Int64, scan: ScanID? = nil,
        campaign: String? = nil
    ) -> Event {
        let hasStore = [.redemption, .reversal, .visit, .refusal].contains(kind)
        var event = Bookshop.event(
            kind, occurred: time, recorded: time, merchant: merchant(of: store), store: hasStore ? store : nil)
        event.visitor = visitor
        event.scan = scan
        event.campaign = campaign
        return event
    }

    /// Writes events in one transaction, scans with what they showed; nil where no stores were looked for.
    func append(_ events: [Event], shown: [ScanID: [Shown]?] = [:]) async throws {
        let client = client
        try await storage.driver.write { connection in
            for event in events {
                var batch = [event.insertion]
                if event.kind == .scan, let scan = event.scan {
                    let stores = shown[scan] ?? nil
                    batch.append(
                        BoundSQL(
                            ScanRows.insertScan,
                            [
                                .id(scan), .integer(client.rawValue), .time(event.occurredAt),
                                .text(event.outcome), .gtin(event.gtin), .null, .null, .text(event.campaign),
                                .integer(0), .integer(0), .integer(0), .integer(0), .integer(stores?.count),
                                .integer(stores?.count { $0.isInStock }), .null, .null,
                            ]))
                    for store in stores ?? [] {
                        batch.append(
                            BoundSQL(
                                """
                                INSERT INTO scan_stores (scan_id, store_id, merchant_id, distance_m, in_stock)
                                VALUES ($1, $2, $3, $4, $5)
                                """,
                                [
                                    .id(scan), .integer(store.store), .integer(Self.merchant(of: store.store)),
                                    .integer(store.distance), .flag(store.isInStock),
                                ]))
                    }
                }
                _ = try connection.run(batch)
            }
        }
    }

    /// Counts all that can be read.
    func rollUp(_ limit: Int = 1000) async throws {
        while try await storage.rollUp(limit: limit).more {}
    }

    /// The same once nothing is held back by another test's transaction.
    func rollUpAll(_ limit: Int = 1000) async throws {
        _ = try await storage.settledEvents()
        try await rollUp(limit)
    }

    /// The roll-ups, one line each.
    func rows() async throws -> Set<String> {
        try await storage.driver.read { connection in
            let tables: [SQL] = [
                """
                SELECT 'count', merchant_id, store_id, campaign, bucket, measure, detail, counted, total
                FROM report_counts
                """,
                "SELECT 'visitor', merchant_id, store_id, campaign, day, visitor_no, steps FROM report_visitors",
                "SELECT 'product', merchant_id, day, gtin, scans, looked_for, not_in_stock FROM report_products",
            ]
            var lines: Set<String> = []
            for (table, width) in zip(tables, [9, 7, 7]) {
                for row in try connection.rows(table) {
                    lines.insert(try (0..<width).map { try Self.cell(row, $0) }.joined(separator: " "))
                }
            }
            return lines
        }
    }

    private static func cell(_ row: SQLRow, _ column: Int) throws -> String {
        if let number = try? row.integer(column) { return String(number) }
        return "\"\(try row.text(column))\""
    }
}
