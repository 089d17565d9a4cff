import FootbridgeCore

/// Whether requests would be answered: looked at once a second at most, however often it is asked.
actor Readiness {
    private let storage: any GatewayStorage
    private let reading: ReadingPool
    private let lifetime: Duration
    private var last: (at: ContinuousClock.Instant, result: Result<Void, any Error>)?
    private var running: Task<Void, any Error>?

    /// - Parameter lifetime: how long an answer holds.
    init(storage: any GatewayStorage, reading: ReadingPool, lifetime: Duration = .seconds(1)) {
        self.storage = storage
        self.reading = reading
        self.lifetime = lifetime
    }

    /// - Throws: why not, as `GatewayStorage.proveWriting()` and `ReadingPool.ping()` say it.
    func check() async throws {
        if let last, last.at.duration(to: .now) < lifetime { return try last.result.get() }
        let look =
            running
            ?? Task { [storage, reading] in
                try await storage.proveWriting()
                try await reading.ping()
            }
        running = look
        let result = await look.result
        // The first of those who waited for it keeps it; after that somebody may have begun another.
        if running == look { (running, last) = (nil, (.now, result)) }
        try result.get()
    }
}
