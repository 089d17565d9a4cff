public import FootbridgeCore

extension Storage {
    /// - Returns: nil where the merchant has none, or there is no such merchant.
    public func webhook(of merchant: PublicID) async throws(StorageError) -> Webhook? {
        try await driver.read { connection in try connection.first(WebhookRows.one(.publicID(merchant))) }
    }

    /// Gives a merchant a webhook, or the one it has another address; that one keeps its secret and its position.
    ///
    /// - Parameter start: of a new one: events after it are told; nil for those that come from now on.
    /// - Returns: the webhook and whether it is new; nil where there is no such merchant.
    public func setWebhook(
        of merchant: PublicID, to target: WebhookTarget, after start: LogPosition? = nil
    ) async throws(StorageError) -> (webhook: Webhook, isNew: Bool)? {
        let end = try await events(EventFilter(kinds: []), after: .beginning, limit: 1).horizon.end
        let start = start ?? end.predecessor
        return try await driver.write { connection in
            guard let id = try connection.first(WebhookRows.merchantID(.publicID(merchant))) else { return nil }
            let url = SQLValue.text(target.description)
            let changed = try connection.change(WebhookRows.changeTarget, [url, .publicID(merchant)])
            if changed == 0 {
                try connection.change(
                    WebhookRows.insert,
                    [.integer(id), url, .blob(WebhookSalt().bytes)] + WebhookRows.values(start))
            }
            return try connection.first(WebhookRows.one(.publicID(merchant))).map { ($0, changed == 0) }
        }
    }

    /// - Returns: whether there was one.
    public func removeWebhook(of merchant: PublicID) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            try connection.change(WebhookRows.delete, [.publicID(merchant)]) == 1
        }
    }

    /// Gives a webhook a new secret; the one that it has is live beside it for a while, and any older one no more.
    ///
    /// - Returns: nil where the merchant has no webhook.
    public func rotateWebhookSecret(
        of merchant: PublicID, keepingUntil end: Timestamp
    ) async throws(StorageError) -> Webhook? {
        try await driver.write { connection in
            try connection.change(
                WebhookRows.rotate, [.time(end), .blob(WebhookSalt().bytes), .publicID(merchant)])
            return try connection.first(WebhookRows.one(.publicID(merchant)))
        }
    }

    /// Tells a webhook of everything after a position, whether it was told before or not; one that was given up is tried
    /// again.
    ///
    /// - Parameter start: nil to go on from where it is.
    /// - Returns: nil where the merchant has no webhook.
    public func replayWebhook(
        of merchant: PublicID, after start: LogPosition? = nil
    ) async throws(StorageError) -> Webhook? {
        try await driver.write(repeatable: true) { connection in
            if let start {
                try connection.change(WebhookRows.move, WebhookRows.values(start) + [.publicID(merchant)])
            }
            try connection.change(WebhookRows.resume, [.publicID(merchant)])
            return try connection.first(WebhookRows.one(.publicID(merchant)))
        }
    }
}
