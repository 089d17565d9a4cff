public import FootbridgeCore
import ProductIdentifiers

/// How making a placement ended.
public enum PlacementCreation: Sendable, Hashable {
    /// With the code that it has, or had already.
    case stored(CampaignPlacement)
    case unknownMerchant
    /// Or another merchant's.
    case unknownStore
}

extension Storage {
    /// See `GatewayStorage`.
    public func placement(_ code: CampaignCode) async throws(StorageError) -> CampaignPlacement? {
        try await driver.read { connection in try connection.first(CampaignRows.byCode(.text(code.description))) }
    }

    /// Makes a placement of a campaign, or changes the one of the same names, which keeps its code.
    public func store(_ placement: CampaignPlacement) async throws(StorageError) -> PlacementCreation {
        try await driver.write(repeatable: true) { connection in
            let merchant = SQLValue.publicID(placement.merchant)
            guard let merchantID = try connection.first(CampaignRows.merchantID(merchant)) else {
                return .unknownMerchant
            }
            let storeID = try placement.store.flatMap {
                try connection.first(CampaignRows.storeID(.publicID($0), .integer(merchantID)))
            }
            if placement.store != nil, storeID == nil { return .unknownStore }
            try connection.change(
                CampaignRows.upsert,
                [
                    .text(placement.label), .text(placement.code.description), .integer(merchantID),
                    .text(placement.name.description), .text(placement.placement.description), .gtin(placement.gtin),
                    .integer(storeID),
                ] + SQLValue.money(placement.cost) + [
                    .time(placement.startsAt), .integer(placement.endsAt?.microseconds),
                ])
            let stored = try connection.first(CampaignRows.byLabel(.text(placement.label)))
            return .stored(stored ?? placement)
        }
    }

    public func merchantName(_ merchant: PublicID) async throws(StorageError) -> String? {
        try await driver.read { connection in try connection.first(CampaignRows.merchantName(.publicID(merchant))) }
    }

    /// See `GatewayStorage`.
    public func placements(of merchant: PublicID?) async throws(StorageError) -> [CampaignPlacement] {
        try await driver.read { connection in
            let query: Query<CampaignPlacement> = CampaignRows.all(.text(merchant?.description))
            return try connection.rows(query)
        }
    }

    /// Ends a campaign now, in all its placements that have not ended: what comes later counts no more. One that has not
    /// begun ends as it begins.
    ///
    /// - Returns: how many there were.
    public func endCampaign(
        _ name: CampaignName, of merchant: PublicID, at now: Timestamp
    ) async throws(StorageError) -> Int {
        try await driver.write(repeatable: true) { connection in
            try connection.change(CampaignRows.end, [.time(now), .text(name.description), .publicID(merchant)])
        }
    }
}

/// Placements as they are stored.
private enum CampaignRows {
    private static let columns = Columns(
        Columns("m.public_id", PublicID.self), Columns("c.name", CampaignName.self),
        Columns("c.placement", CampaignName.self), Columns("c.code", CampaignCode.self),
        Columns("c.gtin", GTIN?.self), Columns("t.public_id", PublicID?.self),
        Columns("c.cost_minor, c.currency", Money?.self), Columns("c.starts_at", Timestamp.self),
        Columns("c.ends_at", Timestamp?.self),
        make: CampaignPlacement.init(merchant:name:placement:code:gtin:store:cost:startsAt:endsAt:))
    private static let tables: SQL = """
        campaigns c JOIN merchants m ON m.merchant_id = c.merchant_id LEFT JOIN stores t ON t.store_id = c.store_id
        """
    static let byCode = columns.from(tables + " WHERE c.code = $1")
    static let byLabel = columns.from(tables + " WHERE c.campaign = $1")
    static let all = columns.from(
        tables + " WHERE m.public_id = coalesce($1, m.public_id) ORDER BY m.public_id, c.name, c.placement")
    static let merchantID = Columns("merchant_id", Int64.self).from("merchants WHERE public_id = $1")
    static let merchantName = Columns("name", String.self).from("merchants WHERE public_id = $1")
    static let storeID = Columns("store_id", Int64.self).from("stores WHERE public_id = $1 AND merchant_id = $2")
    static let upsert: SQL = """
        INSERT INTO campaigns (campaign, code, merchant_id, name, placement, gtin, store_id, cost_minor, currency,
          starts_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (campaign) DO UPDATE SET gtin = excluded.gtin, store_id = excluded.store_id,
          cost_minor = excluded.cost_minor, currency = excluded.currency, starts_at = excluded.starts_at,
          ends_at = excluded.ends_at
        """
    static let end: SQL = """
        UPDATE campaigns SET ends_at = CASE WHEN $1 > starts_at THEN $1 ELSE starts_at + 1 END
        WHERE name = $2 AND merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $3)
          AND (ends_at IS NULL OR ends_at > $1)
        """
}

extension CampaignName: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let name = CampaignName(try row.text(column)) else { throw SQLRow.unexpected(column, "not a name") }
        self = name
    }
}

extension CampaignCode: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let code = CampaignCode(try row.text(column)) else { throw SQLRow.unexpected(column, "not a code") }
        self = code
    }
}
