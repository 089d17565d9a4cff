import FootbridgeCore
import ProductIdentifiers

/// What reports ask of the roll-ups, and of the log where those cannot tell.
enum ReportRows {
    /// Sums of one scope over a stretch of time. PostgreSQL's sums are of a wider type: cast back.
    static func counts(of scope: RollUp.Scope, in range: Range<Timestamp>) -> Query<
        (
            key: ReportCounts.Key, count: RollUp.Count
        )
    > {
        Columns(
            Columns("measure", ReportMeasure.self), Columns("detail", String.self),
            Columns("CAST(sum(counted) AS BIGINT)", Int64.self), Columns("CAST(sum(total) AS BIGINT)", Int64.self)
        ) { (key: ReportCounts.Key(measure: $0, detail: $1), count: RollUp.Count(counted: $2, total: $3)) }
        .from(
            composed: """
                report_counts WHERE merchant_id = \(.integer(scope.merchant)) AND store_id = \(.integer(scope.store))
                  AND campaign = '' AND \(buckets(in: range))
                GROUP BY measure, detail
                """)
    }

    private static func buckets(in range: Range<Timestamp>) -> SQLFragment {
        """
        bucket >= \(.integer(QuarterHour(of: range.lowerBound).number))
        AND bucket < \(.integer(QuarterHour(of: range.upperBound).number))
        """
    }

    /// Sums by store of a merchant, or of all merchants.
    static func stores(of merchant: Int64, in range: Range<Timestamp>) -> Query<
        (
            store: Int64, key: ReportCounts.Key, count: RollUp.Count
        )
    > {
        let whose: SQLFragment = merchant == 0 ? "merchant_id > 0" : "merchant_id = \(.integer(merchant))"
        return Columns(
            Columns("store_id", Int64.self), Columns("measure", ReportMeasure.self), Columns("detail", String.self),
            Columns("CAST(sum(counted) AS BIGINT)", Int64.self), Columns("CAST(sum(total) AS BIGINT)", Int64.self)
        ) {
            (store: $0, key: ReportCounts.Key(measure: $1, detail: $2), count: RollUp.Count(counted: $3, total: $4))
        }
        .from(
            composed: """
                report_counts WHERE \(whose) AND store_id > 0 AND campaign = '' AND \(buckets(in: range))
                GROUP BY store_id, measure, detail
                """)
    }

    /// Sums by campaign.
    static func campaigns(of merchant: Int64, in range: Range<Timestamp>) -> Query<
        (
            campaign: String, key: ReportCounts.Key, count: RollUp.Count
        )
    > {
        Columns(
            Columns("campaign", String.self), Columns("measure", ReportMeasure.self), Columns("detail", String.self),
            Columns("CAST(sum(counted) AS BIGINT)", Int64.self), Columns("CAST(sum(total) AS BIGINT)", Int64.self)
        ) {
            (campaign: $0, key: ReportCounts.Key(measure: $1, detail: $2), count: RollUp.Count(counted: $3, total: $4))
        }
        .from(
            composed: """
                report_counts WHERE merchant_id = \(.integer(merchant)) AND store_id = 0 AND campaign > ''
                  AND \(buckets(in: range))
                GROUP BY campaign, measure, detail
                """)
    }

    /// Arrivals by quarter-hour of the week, counted from a Monday's midnight where clocks are `offset` quarter-hours
    /// from UTC. 1970-01-01 was a Thursday.
    static func quartersOfWeek(
        of scope: RollUp.Scope, in range: Range<QuarterHour>, offset: Int64
    ) -> Query<(quarter: Int, detail: String, counted: Int64)> {
        Columns(
            Columns("quarter", Int.self), Columns("detail", String.self),
            Columns("CAST(sum(counted) AS BIGINT)", Int64.self)
        ) { (quarter: $0, detail: $1, counted: $2) }
        .from(
            composed: """
                (SELECT (bucket + CAST(\(.integer(offset + 3 * 96)) AS BIGINT)) % 672 AS quarter, detail, counted
                 FROM report_counts
                 WHERE merchant_id = \(.integer(scope.merchant)) AND store_id = \(.integer(scope.store))
                   AND campaign = '' AND bucket >= \(.integer(range.lowerBound.number))
                   AND bucket < \(.integer(range.upperBound.number)) AND measure = 'arrival') quarters
                GROUP BY quarter, detail
                """)
    }

    // MARK: Visitors

    /// A scope's rows of some days: a merchant's are those of all its stores.
    private static func visitorDays(of scope: RollUp.Scope, in days: Range<Int>) -> SQLFragment {
        let store: SQLFragment = scope.store == 0 ? "1 = 1" : "store_id = \(.integer(scope.store))"
        return """
            merchant_id = \(.integer(scope.merchant)) AND day >= \(.integer(days.lowerBound))
            AND day < \(.integer(days.upperBound)) AND \(store)
            """
    }

    /// Different visitors by what they did, on whole days.
    static func visitors(of scope: RollUp.Scope, in days: Range<Int>) -> Query<ReportVisitors> {
        visitors.from(
            composed: """
                (SELECT max(steps & 1) AS scanned, max(steps & 2) AS was_read, max(steps & 4) AS resolved,
                   max(steps & 8) AS shown, max(steps & 16) AS clicked, max(steps & 32) AS voucher,
                   max(steps & 64) AS redeemed, max(steps & 128) AS visited
                 FROM report_visitors WHERE \(visitorDays(of: scope, in: days)) GROUP BY visitor_no) v
                """)
    }

    /// The same from the log, at any time; what the roll-ups have not come to is not counted here either.
    static func loggedVisitors(
        of scope: RollUp.Scope, in range: Range<Timestamp>, until head: LogPosition
    ) -> Query<ReportVisitors> {
        let times: SQLFragment = """
            occurred_at >= \(.time(range.lowerBound)) AND occurred_at < \(.time(range.upperBound))
            AND recorded_at >= \(.time(range.lowerBound)) AND (log_epoch, transaction_no, sequence)
              <= (\(.integer(head.epoch)), \(.integer(head.transaction)), \(.integer(head.sequence)))
            """
        let store: SQLFragment = scope.store == 0 ? "1 = 1" : "store_id = \(.integer(scope.store))"
        let shownStore: SQLFragment = scope.store == 0 ? "1 = 1" : "s.store_id = \(.integer(scope.store))"
        // What stands beside a scan without a product is of the choice that came later.
        let answered: SQLFragment = "(type = 'choice' OR (type = 'scan' AND gtin IS NOT NULL))"
        let events: SQLFragment =
            scope.merchant == 0
            ? """
            SELECT visitor_no, type, outcome,
              CASE WHEN \(answered) AND EXISTS (SELECT 1 FROM scan_stores s WHERE s.scan_id = events.scan_id)
                THEN 1 ELSE 0 END AS is_shown
            FROM events WHERE \(times) AND visitor_no IS NOT NULL
            """
            : """
            SELECT visitor_no, type, outcome, 0 AS is_shown FROM events
            WHERE merchant_id = \(.integer(scope.merchant)) AND \(store) AND \(times) AND visitor_no IS NOT NULL
            UNION ALL
            SELECT visitor_no, 'shown', outcome, 1 FROM events
            WHERE \(answered) AND \(times) AND visitor_no IS NOT NULL
              AND EXISTS (SELECT 1 FROM scan_stores s WHERE s.scan_id = events.scan_id
                AND s.merchant_id = \(.integer(scope.merchant)) AND \(shownStore))
            """
        return visitors.from(
            composed: """
                (SELECT max(CASE WHEN type = 'scan' THEN 1 ELSE 0 END) AS scanned,
                   max(CASE WHEN type IN ('scan', 'choice') AND outcome <> 'no_symbol' THEN 1 ELSE 0 END) AS was_read,
                   max(CASE WHEN type IN ('scan', 'choice') AND outcome = 'resolved' THEN 1 ELSE 0 END) AS resolved,
                   max(is_shown) AS shown,
                   max(CASE WHEN type = 'click' THEN 1 ELSE 0 END) AS clicked,
                   max(CASE WHEN type = 'voucher_issued' THEN 1 ELSE 0 END) AS voucher,
                   max(CASE WHEN type = 'redemption' THEN 1 ELSE 0 END) AS redeemed,
                   max(CASE WHEN type = 'visit' THEN 1 ELSE 0 END) AS visited
                 FROM (\(events)) e GROUP BY visitor_no) v
                """)
    }

    private static let visitors = Columns(
        Columns("count(CASE WHEN scanned > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN was_read > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN resolved > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN shown > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN clicked > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN voucher > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN redeemed > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN visited > 0 THEN 1 END)", Int64.self),
        Columns("count(CASE WHEN redeemed > 0 OR visited > 0 THEN 1 END)", Int64.self)
    ) { scanned, read, resolved, shown, clicked, voucher, redeemed, visited, came in
        var visitors = ReportVisitors()
        (visitors.scanned, visitors.read, visitors.resolved, visitors.shown) = (scanned, read, resolved, shown)
        (visitors.clicked, visitors.voucher, visitors.redeemed) = (clicked, voucher, redeemed)
        (visitors.visited, visitors.came) = (visited, came)
        return visitors
    }

    /// Those who came on some days and had not come before.
    static func newcomers(to scope: RollUp.Scope, in days: Range<Int>) -> Query<Int64> {
        let earlier: SQLFragment = scope.store == 0 ? "1 = 1" : "b.store_id = \(.integer(scope.store))"
        return Columns("count(*)", Int64.self).from(
            composed: """
                (SELECT DISTINCT visitor_no FROM report_visitors
                 WHERE \(visitorDays(of: scope, in: days)) AND (steps & 192) <> 0) v
                WHERE NOT EXISTS (SELECT 1 FROM report_visitors b WHERE b.merchant_id = \(.integer(scope.merchant))
                  AND b.visitor_no = v.visitor_no AND b.day < \(.integer(days.lowerBound)) AND (b.steps & 192) <> 0
                  AND \(earlier))
                """)
    }

    /// Those whose first day is one of some, by the campaign of that day, and who came again at most `within` days after.
    static func followers(
        of scope: RollUp.Scope, in days: Range<Int>, within: Int
    ) -> Query<ReportFollowers> {
        let own: SQLFragment = scope.store == 0 ? "1 = 1" : "b.store_id = \(.integer(scope.store))"
        return Columns(
            Columns("campaign", String.self), Columns("count(*)", Int64.self),
            Columns("count(CASE WHEN is_back = 1 THEN 1 END)", Int64.self),
            make: ReportFollowers.init(campaign:came:cameAgain:)
        ).from(
            composed: """
                (SELECT f.visitor_no,
                   (SELECT COALESCE(max(b.campaign), '') FROM report_visitors b
                    WHERE b.merchant_id = \(.integer(scope.merchant)) AND b.visitor_no = f.visitor_no
                      AND b.day = f.first_day AND (b.steps & 192) <> 0 AND \(own)) AS campaign,
                   CASE WHEN EXISTS (SELECT 1 FROM report_visitors b WHERE b.merchant_id = \(.integer(scope.merchant))
                     AND b.visitor_no = f.visitor_no AND b.day > f.first_day
                     AND b.day <= f.first_day + CAST(\(.integer(within)) AS BIGINT) AND (b.steps & 192) <> 0
                     AND \(own)) THEN 1 ELSE 0 END AS is_back
                 FROM (SELECT visitor_no, min(day) AS first_day FROM report_visitors
                   WHERE \(visitorDays(of: scope, in: days)) AND (steps & 192) <> 0 GROUP BY visitor_no) f
                 WHERE NOT EXISTS (SELECT 1 FROM report_visitors b WHERE b.merchant_id = \(.integer(scope.merchant))
                   AND b.visitor_no = f.visitor_no AND b.day < f.first_day AND (b.steps & 192) <> 0
                   AND \(own))) first_days
                GROUP BY campaign ORDER BY 2 DESC, campaign LIMIT 1000
                """)
    }

    static func guests(byStoreOf merchant: Int64, in days: Range<Int>) -> Query<(store: Int64, visitors: Int64)> {
        let whose: SQLFragment = merchant == 0 ? "merchant_id > 0" : "merchant_id = \(.integer(merchant))"
        return Columns(Columns("store_id", Int64.self), Columns("count(DISTINCT visitor_no)", Int64.self)) { ($0, $1) }
            .from(
                composed: """
                    report_visitors WHERE \(whose) AND day >= \(.integer(days.lowerBound))
                      AND day < \(.integer(days.upperBound)) AND (steps & 192) <> 0
                    GROUP BY store_id
                    """)
    }

    static func guests(byCampaignOf merchant: Int64, in days: Range<Int>) -> Query<
        (
            campaign: String, visitors: Int64
        )
    > {
        Columns(Columns("campaign", String.self), Columns("count(DISTINCT visitor_no)", Int64.self)) { ($0, $1) }
            .from(
                composed: """
                    report_visitors WHERE merchant_id = \(.integer(merchant)) AND day >= \(.integer(days.lowerBound))
                      AND day < \(.integer(days.upperBound)) AND (steps & 192) <> 0 AND campaign > ''
                    GROUP BY campaign
                    """)
    }

    // MARK: Products

    private static let product = Columns(
        Columns("d.gtin", GTIN.self), Columns("(SELECT title FROM products t WHERE t.gtin = d.gtin)", String?.self),
        Columns("CAST(sum(d.scans) AS BIGINT)", Int64.self), Columns("CAST(sum(d.looked_for) AS BIGINT)", Int64.self),
        Columns("CAST(sum(d.not_in_stock) AS BIGINT)", Int64.self)
    ) { gtin, title, scans, lookedFor, notInStock in
        ReportProduct(
            gtin: gtin, title: title,
            figures: RollUp.Product(scans: scans, lookedFor: lookedFor, notInStock: notInStock))
    }

    /// The products that were asked for in vain most often.
    static func products(of merchant: Int64, in days: Range<Int>, limit: Int) -> Query<ReportProduct> {
        product.from(
            composed: """
                report_products d WHERE d.merchant_id = \(.integer(merchant))
                  AND d.day >= \(.integer(days.lowerBound)) AND d.day < \(.integer(days.upperBound))
                GROUP BY d.gtin ORDER BY 5 DESC, 3 DESC, d.gtin LIMIT \(.integer(limit))
                """)
    }

    // MARK: Names

    static let merchants = Columns(
        Columns("m.merchant_id", Int64.self), Columns("m.public_id", PublicID.self), Columns("m.name", String.self)
    ) { (key: $0, merchant: Merchant(id: $1, name: $2)) }
    static let allMerchants = merchants.from("merchants m ORDER BY m.name, m.merchant_id LIMIT 500")
    static let oneMerchant = merchants.from("merchants m WHERE m.public_id = $1")
    static let stores = Columns(
        Columns("store_id", Int64.self), Columns("merchant_id", Int64.self), Columns("public_id", PublicID.self),
        Columns("name", String.self)
    ) { (key: $0, merchant: $1, store: ReportStore(id: $2, name: $3)) }
    static let storesOf = stores.from("stores WHERE merchant_id = $1 ORDER BY name, store_id LIMIT 2000")
    static let allStores = stores.from("stores ORDER BY name, store_id LIMIT 5000")
    static let oneStore = stores.from("stores WHERE public_id = $1")
}

extension ReportMeasure: SQLReadable {}

extension SQLConnection {
    /// The rows of one query, of whatever they are.
    func list<Row>(_ query: Query<Row>) throws -> [Row] { try lists([query])[0] }

    /// The rows of each of some queries, run in one batch.
    func lists<Row>(_ queries: [Query<Row>]) throws -> [[Row]] {
        try zip(queries, run(queries.map(\.bound))).map { try $0.rows(of: $1) }
    }
}
