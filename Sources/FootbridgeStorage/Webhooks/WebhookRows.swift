import FootbridgeCore

/// Webhooks as they are stored.
enum WebhookRows {
    private static let columns = Columns(
        Columns("m.public_id", PublicID.self), Columns("w.merchant_id", Int64.self),
        Columns("m.pseudonym_generation", Int64.self), Columns("w.url", WebhookTarget.self),
        Columns(
            Columns("w.salt", WebhookSalt.self), Columns("w.previous_salt", WebhookSalt?.self),
            Columns("w.previous_until", Timestamp?.self),
            make: Webhook.Salts.init(current:previous:previousUntil:)),
        Columns("w.log_epoch, w.transaction_no, w.sequence", LogPosition.self),
        Columns(
            Columns("w.failing_since", Timestamp?.self), Columns("w.attempts", Int.self),
            Columns("w.next_attempt_at", Timestamp?.self), Columns("w.failure", WebhookFailure.Cause?.self),
            Columns("w.failure_status", Int?.self), make: failing),
        Columns("w.disabled_at", Timestamp?.self), Columns("w.delivered_at", Timestamp?.self),
        make: Webhook.init(
            merchant:merchantKey:pseudonymGeneration:target:salts:position:failing:disabledAt:deliveredAt:))

    private static func failing(
        since: Timestamp?, attempts: Int, next: Timestamp?, cause: WebhookFailure.Cause?, status: Int?
    ) -> Webhook.Failing? {
        guard let since, let next, let cause else { return nil }
        return Webhook.Failing(
            since: since, attempts: attempts, next: next, failure: WebhookFailure(cause, status: status))
    }

    private static let tables: SQL = "webhooks w JOIN merchants m ON m.merchant_id = w.merchant_id"
    static let all = columns.from(tables + " ORDER BY m.public_id")
    static let one = columns.from(tables + " WHERE m.public_id = $1")

    static let merchantID = Columns("merchant_id", Int64.self).from("merchants WHERE public_id = $1")
    static let store = Columns("public_id", PublicID.self).from("stores WHERE store_id = $1")

    static let insert: SQL = """
        INSERT INTO webhooks (merchant_id, url, salt, log_epoch, transaction_no, sequence) VALUES ($1, $2, $3, $4, $5, $6)
        """
    /// Whoever delivers now goes on to the old address no further than with what is under way.
    static let changeTarget: SQL = """
        UPDATE webhooks SET url = $1, lease_owner = NULL, lease_until = NULL
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $2)
        """
    static let delete: SQL =
        "DELETE FROM webhooks WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $1)"
    static let rotate: SQL = """
        UPDATE webhooks SET previous_salt = salt, previous_until = $1, salt = $2, lease_owner = NULL, lease_until = NULL
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $3)
        """
    static let resume: SQL = """
        UPDATE webhooks SET failing_since = NULL, attempts = 0, next_attempt_at = NULL, failure = NULL,
          failure_status = NULL, disabled_at = NULL, lease_owner = NULL, lease_until = NULL
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $1)
        """
    static let move: SQL = """
        UPDATE webhooks SET log_epoch = $1, transaction_no = $2, sequence = $3
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $4)
        """

    /// Unless somebody has it, or there is nothing to be sent now.
    static let lease: SQL = """
        UPDATE webhooks SET lease_owner = $1, lease_until = (SELECT microseconds FROM database_clock) + $2
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $3) AND disabled_at IS NULL
          AND (next_attempt_at IS NULL OR next_attempt_at <= $4)
          AND (lease_until IS NULL OR lease_until <= (SELECT microseconds FROM database_clock))
        """
    static let delivered: SQL = """
        UPDATE webhooks SET log_epoch = $1, transaction_no = $2, sequence = $3, delivered_at = $4, failing_since = NULL,
          attempts = 0, next_attempt_at = NULL, failure = NULL, failure_status = NULL,
          lease_until = (SELECT microseconds FROM database_clock) + $5
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $6) AND lease_owner = $7
        """
    static let renewed: SQL = """
        UPDATE webhooks SET lease_until = (SELECT microseconds FROM database_clock) + $1
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $2) AND lease_owner = $3
        """
    static let failed: SQL = """
        UPDATE webhooks SET failing_since = coalesce(failing_since, $1), attempts = attempts + 1, next_attempt_at = $2,
          failure = $3, failure_status = $4, disabled_at = $5, lease_owner = NULL, lease_until = NULL
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $6) AND lease_owner = $7
        """
    static let released: SQL = """
        UPDATE webhooks SET lease_owner = NULL, lease_until = NULL
        WHERE merchant_id = (SELECT merchant_id FROM merchants WHERE public_id = $1) AND lease_owner = $2
        """
    static let releaseAll: SQL =
        "UPDATE webhooks SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL"
}

extension WebhookTarget: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let target = WebhookTarget(try row.text(column)) else {
            throw SQLRow.unexpected(column, "not the address of a webhook")
        }
        self = target
    }
}

/// 16 bytes.
extension WebhookSalt: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let salt = WebhookSalt(bytes: try row.blob(column)) else {
            throw SQLRow.unexpected(column, "not a salt")
        }
        self = salt
    }
}

extension WebhookFailure.Cause: SQLReadable {}
