public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`. A claim that has run out is taken over; an answer that has expired counts as none.
    public func claim(
        _ claim: IdempotencyClaim, at now: Timestamp, until expiry: Timestamp
    ) async throws(StorageError) -> IdempotencyState {
        try await driver.write(repeatable: true) { connection in
            try IdempotencyRows.claim(claim, at: now, until: expiry, on: connection)
        }
    }

    /// See `GatewayStorage`.
    public func answer(
        to key: IdempotencyKey
    ) async throws(StorageError) -> (fingerprint: [UInt8], answer: KeptAnswer)? {
        try await driver.read { connection in
            let state = try connection.first(IdempotencyRows.state(IdempotencyRows.values(key)))
            guard case .answered(let fingerprint, let answer)? = state else { return nil }
            return (fingerprint, answer)
        }
    }

    public func complete(_ completion: IdempotencyCompletion) async throws(StorageError) {
        try await driver.write { connection in try IdempotencyRows.complete(completion, on: connection) }
    }

    public func release(_ claim: IdempotencyClaim) async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(
                IdempotencyRows.release, IdempotencyRows.values(claim.key) + [.blob(claim.token.bytes)])
        }
    }

    /// Gives back every claim, whoever holds it: for the start of a daemon that alone works on its database, where all
    /// of them are left from a crash. Where several daemons share one, a claim that a crash left behind runs out.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func releaseAbandonedClaims() async throws(StorageError) -> Int {
        try await driver.write(repeatable: true) { connection in
            try connection.change(IdempotencyRows.releaseAll)
        }
    }
}

/// Idempotency keys as they are stored: claimed while `status` is null, answered once it is not.
enum IdempotencyRows {
    private static let claim: SQL = """
        INSERT INTO idempotency_keys
          (principal_id, session_hash, route, idempotency_key, token, expires_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (principal_id, session_hash, route, idempotency_key) DO UPDATE SET
          token = excluded.token, expires_at = excluded.expires_at, created_at = excluded.created_at,
          fingerprint = NULL, status = NULL, fields = NULL, answer = NULL, answer_scan_id = NULL
        WHERE idempotency_keys.expires_at <= excluded.created_at
        """
    static let state = Columns(
        Columns("k.fingerprint", [UInt8]?.self), Columns("k.status", Int?.self), Columns("k.fields", String?.self),
        Columns("coalesce(k.answer, a.answer)", KeptBody?.self), Columns("k.answer_scan_id", ScanID?.self), make: state
    ).from(
        """
        idempotency_keys k LEFT JOIN scan_answers a ON a.scan_id = k.answer_scan_id
        WHERE k.principal_id = $1 AND k.session_hash = $2 AND k.route = $3 AND k.idempotency_key = $4
        """)
    private static let complete: SQL = """
        UPDATE idempotency_keys
        SET fingerprint = $1, status = $2, fields = $3, answer = $4, answer_scan_id = $5, expires_at = $6
        WHERE principal_id = $7 AND session_hash = $8 AND route = $9 AND idempotency_key = $10 AND token = $11
          AND status IS NULL
        """
    static let release: SQL = """
        DELETE FROM idempotency_keys
        WHERE principal_id = $1 AND session_hash = $2 AND route = $3 AND idempotency_key = $4 AND token = $5
          AND status IS NULL
        """
    static let releaseAll: SQL = "DELETE FROM idempotency_keys WHERE status IS NULL"

    /// A session's hash stands in the key; an owner without a session has an empty one there, as a key cannot hold null.
    static func values(_ key: IdempotencyKey) -> [SQLValue] {
        let session: [UInt8] = if case .session(let visitor, _) = key.owner { visitor.bytes } else { [] }
        return [.integer(key.owner.principal.rawValue), .blob(session), .text(key.route.name), .text(key.text)]
    }

    /// Claims a key in a transaction that may go on to do the work: others of the same key wait for its end.
    static func claim(
        _ claim: IdempotencyClaim, at now: Timestamp, until expiry: Timestamp, on connection: any SQLConnection
    ) throws -> IdempotencyState {
        let state = state(values(claim.key))
        let results = try connection.run([
            BoundSQL(
                Self.claim, values(claim.key) + [.blob(claim.token.bytes), .time(expiry), .time(now)]),
            state.bound,
        ])
        if results[0].changed == 1 { return .claimed }
        // Given back by its holder in between, it is no longer there: the next try claims it.
        return try state.rows(of: results[1]).first ?? .running
    }

    /// Keeps what a claim came to, in the transaction that does the work. It comes first there: others of the same key
    /// wait for it.
    ///
    /// - Throws: ``StorageError/claimLost`` where the claim is no longer the caller's.
    static func complete(_ completion: IdempotencyCompletion, on connection: any SQLConnection) throws {
        let changed = try connection.change(complete, values(completion))
        guard changed == 1 else { throw StorageError.claimLost }
    }

    private static func values(_ completion: IdempotencyCompletion) -> [SQLValue] {
        let answer = completion.answer
        let (bytes, scan): (SQLValue, SQLValue) =
            switch answer.body {
            case .bytes(let bytes): (KeptBody(bytes).stored, .null)
            case .scan(let id): (.null, .id(id))
            }
        return [
            .blob(completion.fingerprint), .integer(answer.status), .text(text(of: answer.fields)), bytes, scan,
            .integer(completion.keptUntil?.microseconds),
        ] + values(completion.claim.key) + [.blob(completion.claim.token.bytes)]
    }

    @Sendable private static func state(
        fingerprint: [UInt8]?, status: Int?, fields: String?, kept: KeptBody?, scan: ScanID?
    ) -> IdempotencyState {
        guard let fingerprint, let status, let fields,
            let body = kept.map({ KeptAnswer.Body.bytes($0.bytes) }) ?? scan.map(KeptAnswer.Body.scan)
        else { return .running }
        return .answered(
            fingerprint: fingerprint, KeptAnswer(status: status, fields: Self.fields(in: fields), body: body))
    }

    /// One field a line, as HTTP writes them.
    private static func text(of fields: [KeptAnswer.Field]) -> String {
        fields.map { "\($0.name): \($0.value)\n" }.joined()
    }

    private static func fields(in text: String) -> [KeptAnswer.Field] {
        text.split(separator: "\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return KeptAnswer.Field(name: String(line[..<colon]), value: String(line[colon...].dropFirst(2)))
        }
    }
}
