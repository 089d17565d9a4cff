public import FootbridgeCore

/// Everything the daemon keeps, over one driver. What it can do is in the folders beside this file, by subject.
public struct Storage: GatewayStorage {
    let driver: any StorageDriver
    let clock: WallClock

    /// - Parameters:
    ///   - driver: open, and migrated by ``migrate(daemon:)`` before anything else is asked.
    ///   - clock: says when an event was recorded.
    public init(driver: any StorageDriver, clock: WallClock = .system) {
        self.driver = driver
        self.clock = clock
    }

    public var transactionsWaiting: Int { driver.waiting }

    /// Ends what was accepted and lets go of the database.
    public func close() async throws(StorageError) {
        try await driver.close()
    }
}
