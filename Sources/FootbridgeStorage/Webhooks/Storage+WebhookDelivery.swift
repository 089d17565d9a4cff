public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func webhooks() async throws(StorageError) -> [Webhook] {
        try await driver.read { connection in try connection.rows(WebhookRows.all()) }
    }

    /// See `GatewayStorage`. Reads the log as any reader does; locks nothing.
    public func events(
        for webhook: Webhook, after position: LogPosition, limit: Int
    ) async throws(StorageError) -> WebhookPage {
        let page = try await events(
            EventFilter(merchant: webhook.merchantKey, kinds: Webhook.kinds), after: position, limit: limit)
        let next = page.events.isEmpty ? max(position, page.horizon.end.predecessor) : page.next
        let keys = Set(page.events.compactMap(\.event.store)).sorted()
        guard !keys.isEmpty else { return WebhookPage(events: page.events, stores: [:], next: next) }
        let names = try await driver.read { connection in
            try connection.rows(each: keys.map { WebhookRows.store(.integer($0)) })
        }
        let stores = zip(keys, names).compactMap { key, names in names.first.map { (key, $0) } }
        return WebhookPage(events: page.events, stores: Dictionary(uniqueKeysWithValues: stores), next: next)
    }

    /// See `GatewayStorage`.
    public func take(_ lease: WebhookLease, at now: Timestamp) async throws(StorageError) -> Webhook? {
        try await driver.write(repeatable: true) { connection in
            let taken = try connection.change(
                WebhookRows.lease,
                [
                    .blob(lease.owner.bytes), .microseconds(WebhookLease.length), .publicID(lease.merchant),
                    .time(now),
                ])
            return taken == 1 ? try connection.first(WebhookRows.one(.publicID(lease.merchant))) : nil
        }
    }

    /// See `GatewayStorage`.
    public func record(
        _ progress: WebhookProgress, under lease: WebhookLease, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        let held = [SQLValue.publicID(lease.merchant), .blob(lease.owner.bytes)]
        let length = SQLValue.microseconds(WebhookLease.length)
        let change: BoundSQL =
            switch progress {
            case .delivered(let position):
                BoundSQL(WebhookRows.delivered, WebhookRows.values(position) + [.time(now), length] + held)
            case .renewed: BoundSQL(WebhookRows.renewed, [length] + held)
            case .failed(let failure, let decision):
                BoundSQL(WebhookRows.failed, [.time(now)] + WebhookRows.values(failure, decision, at: now) + held)
            case .released: BoundSQL(WebhookRows.released, held)
            }
        return try await driver.write(repeatable: false) { connection in
            try connection.run([change]).first?.changed == 1
        }
    }

    /// Ends every lease, whoever has it: for the start of a daemon that alone works on its database, where all of them
    /// are left from a crash.
    public func releaseWebhookLeases() async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in try connection.change(WebhookRows.releaseAll) }
    }
}

extension WebhookRows {
    static func values(_ position: LogPosition) -> [SQLValue] {
        [.integer(position.epoch), .integer(position.transaction), .integer(position.sequence)]
    }

    /// When the next attempt is, what failed, and since when there is none any more.
    fileprivate static func values(
        _ failure: WebhookFailure, _ decision: WebhookRetry.Decision, at now: Timestamp
    ) -> [SQLValue] {
        let (next, disabled): (Timestamp, SQLValue) =
            switch decision {
            case .retry(let next): (next, .null)
            case .disable: (now, .time(now))
            }
        return [.time(next), .text(failure.cause.rawValue), .integer(failure.status), disabled]
    }
}
