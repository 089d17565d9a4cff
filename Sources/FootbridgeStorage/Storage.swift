public import FootbridgeCore

/// Everything the daemon keeps, over one driver. What it can do is in the folders beside this file, by subject.
public struct Storage: GatewayStorage {
    let driver: any StorageDriver
    let clock: WallClock
    let unusable: UnusableRows
    let catalog = CatalogCache()
    let keyUses = KeyUses()
    /// What was last seen of the event log's months.
    let months = ReadyMonths()

    /// - Parameters:
    ///   - driver: open, and migrated by ``migrate(daemon:)`` before anything else is asked.
    ///   - clock: says when an event was recorded.
    ///   - whenUnusable: is told, once each, of rows that are left out of answers because this host cannot use them.
    public init(
        driver: any StorageDriver, clock: WallClock = .system,
        whenUnusable: @escaping @Sendable (UnusableRow) -> Void = { _ in }
    ) {
        self.driver = driver
        self.clock = clock
        unusable = UnusableRows(whenUnusable)
    }

    public var transactionsWaiting: Int { driver.waiting }

    /// For tasks that read often; see ``StorageDriver/executor``.
    public var executor: (any TaskExecutor)? { driver.executor }

    /// Ends what was accepted and lets go of the database.
    public func close() async throws(StorageError) {
        try await driver.close()
    }
}
