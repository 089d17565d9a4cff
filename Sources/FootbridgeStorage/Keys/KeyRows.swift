import FootbridgeCore

/// Principals and keys as they are stored.
enum KeyRows {
    static let principal: SQL = """
        SELECT p.principal_id, p.name, p.role, t.public_id, m.public_id
        FROM api_keys k
          JOIN principals p ON p.principal_id = k.principal_id
          LEFT JOIN stores t ON t.store_id = p.store_id
          LEFT JOIN merchants m ON m.merchant_id = p.merchant_id
        WHERE k.key_hash = $1 AND k.revoked_at IS NULL
        """
    static let all: SQL = """
        SELECT p.principal_id, p.name, p.role, t.public_id, m.public_id, k.hint, k.created_at, k.revoked_at
        FROM api_keys k
          JOIN principals p ON p.principal_id = k.principal_id
          LEFT JOIN stores t ON t.store_id = p.store_id
          LEFT JOIN merchants m ON m.merchant_id = p.merchant_id
        ORDER BY p.principal_id, k.created_at, k.key_hash
        """
    static let storeID: SQL = "SELECT store_id FROM stores WHERE public_id = $1"
    static let merchantID: SQL = "SELECT merchant_id FROM merchants WHERE public_id = $1"
    static let insertPrincipal: SQL = """
        INSERT INTO principals (name, role, store_id, merchant_id, created_at) VALUES ($1, $2, $3, $4, $5)
        RETURNING principal_id
        """
    static let insertKey: SQL =
        "INSERT INTO api_keys (key_hash, principal_id, hint, created_at, revoked_at) VALUES ($1, $2, $3, $4, NULL)"
    static let revokeOne: SQL =
        "UPDATE api_keys SET revoked_at = $1 WHERE principal_id = $2 AND hint = $3 AND revoked_at IS NULL"
    static let revokeAll: SQL =
        "UPDATE api_keys SET revoked_at = $1 WHERE principal_id = $2 AND revoked_at IS NULL"

    static let notInserted = StorageError.unusable(StorageErrorDetail("a row that was just stored has no key"))

    static func principal(_ row: SQLRow) throws(StorageError) -> Principal {
        Principal(
            id: PrincipalID(rawValue: try row.integer(0)), name: try row.text(1), role: try row.word(2),
            store: try row.optionalPublicID(3), merchant: try row.optionalPublicID(4))
    }

    static func summary(_ row: SQLRow) throws(StorageError) -> KeySummary {
        KeySummary(
            principal: try principal(row), hint: try row.text(5), createdAt: try row.time(6),
            revokedAt: try row.optionalInteger(7).map(Timestamp.init(microseconds:)))
    }

    static func addKey(to principal: PrincipalID, at now: Timestamp, on connection: any SQLConnection) throws -> APIKey
    {
        let key = APIKey()
        try connection.change(
            insertKey, [.blob(key.hash), .integer(principal.rawValue), .text(key.hint), .time(now)])
        return key
    }
}
