public import FootbridgeCore
public import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`.
    public func catalogCovers(after gtin: GTIN?, limit: Int) async throws(StorageError) -> [CatalogCover] {
        try await driver.read { connection in
            try connection.rows(CoverFetchRows.catalog(.integer(gtin?.value ?? 0), .integer(limit)))
        }
    }

    /// See `GatewayStorage`.
    public func enqueue(
        _ covers: [(gtin: GTIN, url: String, server: String)], at now: Timestamp
    ) async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.run(
                covers.map { cover in
                    BoundSQL(
                        CoverFetchRows.enqueue,
                        [
                            .gtin(cover.gtin), .text(cover.url), .text(cover.server), .time(now), .gtin(cover.gtin),
                        ])
                })
        }
    }

    /// See `GatewayStorage`.
    public func dueCover(from server: String, at now: Timestamp) async throws(StorageError) -> DueCover? {
        try await driver.read { connection in try connection.first(CoverFetchRows.due(.text(server), .time(now))) }
    }

    /// See `GatewayStorage`.
    public func take(_ lease: CoverServerLease) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            try connection.change(CoverFetchRows.addServer, [.text(lease.server)])
            return try connection.change(
                CoverFetchRows.lease,
                [.blob(lease.owner.bytes), .microseconds(CoverServerLease.length), .text(lease.server)]) == 1
        }
    }

    /// See `GatewayStorage`.
    public func release(_ lease: CoverServerLease, pausing pause: Duration) async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(
                CoverFetchRows.release, [.microseconds(pause), .text(lease.server), .blob(lease.owner.bytes)])
        }
    }

    /// Ends every lease, whoever has it: for the start of a daemon that alone works on its database.
    public func releaseCoverLeases() async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(CoverFetchRows.releaseAll)
        }
    }

    /// See `GatewayStorage`.
    public func coverRules(of origin: String) async throws(StorageError) -> CoverOriginRules? {
        try await driver.read { connection in try connection.first(CoverFetchRows.rules(.text(origin))) }
    }

    /// See `GatewayStorage`.
    public func remember(_ rules: CoverOriginRules, of origin: String) async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(
                CoverFetchRows.setRules, [.text(origin), .text(rules.robots), .time(rules.until)])
        }
    }

    /// See `GatewayStorage`.
    public func record(
        _ outcome: CoverFetchOutcome, of due: DueCover, entityTag: String?, at now: Timestamp
    ) async throws(StorageError) {
        let attempts = CoverFetchSchedule.isFailure(outcome) ? due.attempts + 1 : 0
        let next = CoverFetchSchedule.next(after: outcome, attempts: attempts, at: now)
        _ = try await driver.write(repeatable: true) { connection in
            try connection.change(
                CoverFetchRows.record,
                [
                    .text(entityTag), .integer(attempts), next.map { .time($0) } ?? .null, .text(outcome.rawValue),
                    .gtin(due.gtin), .text(due.url),
                ])
        }
    }
}
