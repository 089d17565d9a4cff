public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func purchaseSalts(of merchant: PublicID) async throws(StorageError) -> [[UInt8]] {
        try await driver.read { connection in
            try connection.rows(Self.liveSalts(.publicID(merchant), .integer(PurchaseSecret.live)))
        }
    }

    /// Gives a merchant one more secret; of those before it only the last one stays good.
    ///
    /// - Parameter salt: ``PurchaseSecret/saltLength`` random bytes.
    /// - Returns: whether there is such a merchant.
    public func addPurchaseSalt(_ salt: [UInt8], of merchant: PublicID) async throws(StorageError) -> Bool {
        let now = clock.now
        return try await driver.write { connection in
            guard let key = try connection.first(KeyRows.merchantID(.publicID(merchant))) else { return false }
            _ = try connection.run([
                BoundSQL(Self.insertSalt, [.integer(key), .blob(salt), .time(now)]),
                BoundSQL(Self.dropSalts, [.integer(key), .integer(PurchaseSecret.live)]),
            ])
            return true
        }
    }

    /// Chooses the query parameter that carries a click's id to a merchant.
    ///
    /// - Returns: how many of the merchant's listings have a parameter of that name in their URL already, as far as a
    ///   search for its plain text finds them; nil where there is no such merchant.
    public func setClickParameter(
        _ name: ClickParameter, of merchant: PublicID
    ) async throws(StorageError) -> Int? {
        try await driver.write(repeatable: true) { connection in
            let values: [SQLValue] = [.text(name.description), .publicID(merchant)]
            guard try connection.change(Self.setParameter, values) == 1 else { return nil }
            return try connection.rows(Self.listingsNaming, values).first?.int(0) ?? 0
        }
    }

    /// See `GatewayStorage`.
    public func record(
        _ rows: [PurchaseRow], of merchant: PublicID, trace: TraceID, at now: Timestamp
    ) async throws(StorageError) -> [PurchaseOutcome]? {
        let clock = clock
        return try await driver.write(repeatable: true) { connection in
            guard let key = try connection.first(KeyRows.merchantID(.publicID(merchant))) else { return nil }
            return try PurchaseRecording(merchant: key, trace: trace, now: now, clock: clock, connection: connection)
                .record(rows)
        }
    }

    /// See `GatewayStorage`.
    public func rejects(
        of merchant: PublicID?, after position: LogPosition, limit: Int
    ) async throws(StorageError) -> RejectPage {
        let limit = max(1, min(limit, RejectPage.longest))
        return try await driver.read { connection in
            let none = RejectPage(rejects: [], next: position, more: false)
            let key = try merchant.map { try connection.first(KeyRows.merchantID(.publicID($0))) }
            if case .some(.none) = key { return none }
            let found = try connection.rows(RejectRows.page(of: key ?? nil, after: position, limit: limit + 1))
            let page = found.prefix(limit)
            return RejectPage(
                rejects: page.map(\.reject), next: page.last?.position ?? position, more: found.count > limit)
        }
    }

    private static let liveSalts = Columns("s.salt", [UInt8].self).from(
        """
        purchase_secrets s JOIN merchants m ON m.merchant_id = s.merchant_id
        WHERE m.public_id = $1 ORDER BY s.secret_no DESC LIMIT $2
        """)
    private static let insertSalt: SQL = """
        INSERT INTO purchase_secrets (merchant_id, secret_no, salt, created_at)
        VALUES ($1, (SELECT COALESCE(max(secret_no), 0) + 1 FROM purchase_secrets WHERE merchant_id = $1), $2, $3)
        """
    private static let dropSalts: SQL = """
        DELETE FROM purchase_secrets WHERE merchant_id = $1
          AND secret_no <= (SELECT max(secret_no) FROM purchase_secrets WHERE merchant_id = $1) - $2
        """
    private static let setParameter: SQL = "UPDATE merchants SET click_parameter = $1 WHERE public_id = $2"
    private static let listingsNaming: SQL = """
        SELECT count(*) FROM listings
        WHERE (replace(url, '?' || $1 || '=', '') <> url OR replace(url, '&' || $1 || '=', '') <> url)
          AND merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $2)
        """
}
