public import FootbridgeCore

/// A promotion with what has come of its vouchers.
public struct PromotionSummary: Sendable, Hashable {
    public var id: PromotionID
    public var merchant: PublicID
    public var code: String
    public var title: String
    public var startsAt: Timestamp
    public var endsAt: Timestamp
    public var hasVouchers: Bool
    public var totalCap: Int?
    /// Vouchers that count against the cap, those included whose end has passed since it was last asked about.
    public var counted: Int
    public var issued: Int
    public var redeemed: Int
}

extension Storage {
    /// Promotions by merchant and code.
    ///
    /// - Parameter merchant: nil for all.
    public func promotions(of merchant: PublicID? = nil) async throws(StorageError) -> [PromotionSummary] {
        try await driver.read(.maintenance) { connection in
            let query: Query<PromotionSummary> = Self.summaries(.text(merchant?.description))
            return try connection.rows(query)
        }
    }

    /// Ends a promotion now, unless it has not begun: that would leave it no time at all, and it ends as it begins.
    ///
    /// - Returns: whether there was one that had not ended.
    public func endPromotion(
        _ code: String, of merchant: PublicID, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            try connection.change(Self.end, [.time(now), .text(code), .publicID(merchant)]) == 1
        }
    }

    private static let summaries: Select<PromotionSummary> = Columns(
        Columns("p.promotion_id", PromotionID.self), Columns("m.public_id", PublicID.self),
        Columns("p.code", String.self), Columns("p.title", String.self), Columns("p.starts_at", Timestamp.self),
        Columns("p.ends_at", Timestamp.self), Columns("CASE WHEN p.value_kind IS NULL THEN 0 ELSE 1 END", Bool.self),
        Columns("p.total_cap", Int?.self), Columns("p.counted", Int.self),
        Columns("(SELECT count(*) FROM vouchers v WHERE v.promotion_id = p.promotion_id)", Int.self),
        Columns(
            "(SELECT count(*) FROM vouchers w WHERE w.promotion_id = p.promotion_id AND w.state = 'redeemed')", Int.self
        ),
        make: PromotionSummary.init(
            id:merchant:code:title:startsAt:endsAt:hasVouchers:totalCap:counted:issued:redeemed:)
    ).from(
        """
        promotions p JOIN merchants m ON m.merchant_id = p.merchant_id
        WHERE m.public_id = coalesce($1, m.public_id)
        ORDER BY m.public_id, p.code
        """)
    private static let end: SQL = """
        UPDATE promotions SET ends_at = CASE WHEN $1 > starts_at THEN $1 ELSE starts_at + 1 END
        WHERE code = $2 AND merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $3) AND ends_at > $1
        """
}
