import FootbridgeCore

/// Principals and keys as they are stored.
enum KeyRows {
    private static let tables: SQL = """
        api_keys k
          JOIN principals p ON p.principal_id = k.principal_id
          LEFT JOIN stores t ON t.store_id = p.store_id
          LEFT JOIN merchants m ON m.merchant_id = p.merchant_id
        """
    private static let principalColumns = Columns(
        Columns("p.principal_id", PrincipalID.self), Columns("p.name", String.self), Columns("p.role", Role.self),
        Columns("t.public_id", PublicID?.self), Columns("m.public_id", PublicID?.self),
        Columns("p.origins", String?.self)
    ) { id, name, role, store, merchant, origins in
        Principal(
            id: id, name: name, role: role, store: store, merchant: merchant,
            // One that is not understood lets no page in; it never makes the key a secret one.
            origins: origins.map { $0.split(separator: " ").compactMap { WebOrigin($0) } })
    }
    private static let lastUsedOn = Columns("k.last_used_on", Timestamp?.self)
    static let principal = Columns(principalColumns, lastUsedOn) { (principal: $0, lastUsedOn: $1) }
        .from(tables + " WHERE k.key_hash = $1 AND k.revoked_at IS NULL")
    static let withoutKey = principalColumns.from(
        """
        principals p
          LEFT JOIN stores t ON t.store_id = p.store_id
          LEFT JOIN merchants m ON m.merchant_id = p.merchant_id
        WHERE p.principal_id = $1 AND p.principal_id <> 1
        """)
    static let all = Columns(
        principalColumns, Columns("k.hint", String.self), Columns("k.created_at", Timestamp.self),
        Columns("k.revoked_at", Timestamp?.self), lastUsedOn,
        make: KeySummary.init(principal:hint:createdAt:revokedAt:lastUsedOn:)
    ).from(tables + " ORDER BY p.principal_id, k.created_at, k.key_hash")
    static let storeID = Columns("store_id", Int64.self).from("stores WHERE public_id = $1")
    static let merchantID = Columns("merchant_id", Int64.self).from("merchants WHERE public_id = $1")
    static let insertPrincipal = Columns("principal_id", PrincipalID.self).returned(
        by:
            "INSERT INTO principals (name, role, store_id, merchant_id, origins, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    static let insertKey: SQL =
        "INSERT INTO api_keys (key_hash, principal_id, hint, created_at, revoked_at) VALUES ($1, $2, $3, $4, NULL)"
    static let revokeOne: SQL =
        "UPDATE api_keys SET revoked_at = $1 WHERE principal_id = $2 AND hint = $3 AND revoked_at IS NULL"
    static let revokeAll: SQL =
        "UPDATE api_keys SET revoked_at = $1 WHERE principal_id = $2 AND revoked_at IS NULL"

    /// Once a day of each key, whichever daemon is first.
    static let recordUse: SQL = """
        UPDATE api_keys SET last_used_on = $1 WHERE key_hash = $2 AND (last_used_on IS NULL OR last_used_on < $1)
        """

    static let notInserted = StorageError.unusable(StorageErrorDetail("a row that was just stored has no key"))

    static func addKey(to principal: Principal, at now: Timestamp, on connection: any SQLConnection) throws -> APIKey {
        let key = APIKey(isPublishable: principal.isPublishable)
        try connection.change(
            insertKey, [.blob(key.hash), .integer(principal.id.rawValue), .text(key.hint), .time(now)])
        return key
    }
}
