public import FootbridgeCore

extension Storage: IdempotencyStore {
    /// See `IdempotencyStore`. A claim that has run out is taken over; an answer that has expired counts as none.
    public func claim(
        _ key: IdempotencyKey, at now: Timestamp, until expiry: Timestamp
    ) async throws(StorageError) -> IdempotencyState {
        try await driver.write(repeatable: true) { connection in
            let claim = IdempotencyClaim(key: key, token: UUIDv7(at: now))
            let results = try connection.run([
                BoundSQL(
                    Idempotency.claim,
                    Idempotency.values(key) + [.blob(claim.token.bytes), .time(expiry), .time(now)]),
                BoundSQL(Idempotency.state, Idempotency.values(key)),
            ])
            if results[0].changed == 1 { return .claimed(claim) }
            // Given back by its holder in between, it is no longer there: the next try claims it.
            guard let row = results[1].rows.first, let fingerprint = try row.optionalBlob(0) else { return .running }
            return .answered(fingerprint: fingerprint, scan: try row.id(1))
        }
    }

    public func release(_ claim: IdempotencyClaim) async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(
                Idempotency.release, Idempotency.values(claim.key) + [.blob(claim.token.bytes)])
        }
    }

    /// Gives back every claim, whoever holds it: for the start of a daemon that alone works on its database, where all
    /// of them are left from a crash. Where several daemons share one, a claim that a crash left behind runs out.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func releaseAbandonedClaims() async throws(StorageError) -> Int {
        try await driver.write(repeatable: true) { connection in
            try connection.change(Idempotency.releaseAll)
        }
    }
}

/// Idempotency keys as they are stored: claimed while `fingerprint` is null, answered once it is not.
enum Idempotency {
    static let claim: SQL = """
        INSERT INTO idempotency_keys
          (principal_id, route, idempotency_key, token, claimed_until, created_at, expires_at, fingerprint, result_id)
        VALUES ($1, $2, $3, $4, $5, $6, $5, NULL, NULL)
        ON CONFLICT (principal_id, route, idempotency_key) DO UPDATE SET
          token = excluded.token, claimed_until = excluded.claimed_until, created_at = excluded.created_at,
          expires_at = excluded.expires_at, fingerprint = NULL, result_id = NULL
        WHERE idempotency_keys.expires_at <= excluded.created_at
        """
    static let state: SQL = """
        SELECT fingerprint, result_id FROM idempotency_keys
        WHERE principal_id = $1 AND route = $2 AND idempotency_key = $3
        """
    static let complete: SQL = """
        UPDATE idempotency_keys SET fingerprint = $1, result_id = $2, expires_at = $3
        WHERE principal_id = $4 AND route = $5 AND idempotency_key = $6 AND token = $7 AND fingerprint IS NULL
        """
    static let release: SQL = """
        DELETE FROM idempotency_keys
        WHERE principal_id = $1 AND route = $2 AND idempotency_key = $3 AND token = $4 AND fingerprint IS NULL
        """
    static let releaseAll: SQL = "DELETE FROM idempotency_keys WHERE fingerprint IS NULL"

    static func values(_ key: IdempotencyKey) -> [SQLValue] {
        [.integer(key.principal.rawValue), .text(key.route), .text(key.key)]
    }

    /// The statement that keeps what a claim came to; it changes nothing where the claim is no longer the caller's.
    static func completion(
        _ claim: IdempotencyClaim, with result: UUIDv7, keptUntil: Timestamp
    ) -> BoundSQL {
        BoundSQL(
            complete,
            [.blob(claim.fingerprint), .blob(result.bytes), .time(keptUntil)] + values(claim.key)
                + [.blob(claim.token.bytes)])
    }
}
