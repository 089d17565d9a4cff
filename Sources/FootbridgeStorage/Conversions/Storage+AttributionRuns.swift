public import FootbridgeCore

extension Storage {
    /// What making a run current came to.
    public enum RunChoice: Sendable, Hashable {
        case made
        case unknown
        /// It has not taken in the log yet that was there when it was made.
        case unfinished
        /// It is of one merchant, and the others would have no conversions.
        case ofOneMerchant
    }

    /// Makes a run that has no rows yet, by the settings of now. Nothing takes it further but ``attribute(_:limit:)``.
    ///
    /// - Parameters:
    ///   - terms: but for the merchant.
    ///   - merchant: of which alone it is to be; nil for all.
    /// - Returns: nil where there is no such merchant.
    public func makeAttributionRun(
        _ terms: AttributionTerms = AttributionTerms(), of merchant: PublicID? = nil
    ) async throws(StorageError) -> AttributionRun? {
        let (dialect, clock) = (driver.dialect, clock)
        return try await driver.write(repeatable: true) { connection in
            var terms = terms
            if let merchant {
                guard let key = try connection.first(AttributionSettingsRows.merchant(.publicID(merchant))) else {
                    return nil
                }
                terms.merchant = key
            }
            _ = try connection.rows(AttributionRunRows.alone)
            let end = try LogHead.horizon(on: connection, in: dialect).end
            let run = AttributionRun(
                number: 1 + (try connection.first(AttributionRunRows.lastNumber()) ?? 0), createdAt: clock.now,
                terms: terms,
                settingsVersion: try connection.first(AttributionSettingsRows.newestVersion()) ?? 0, rows: 0,
                position: .beginning, recomputedTo: end, watermark: Timestamp(microseconds: 0))
            try connection.change(
                AttributionRunRows.insert,
                [
                    .integer(run.number), .time(run.createdAt), .integer(run.settingsVersion),
                    .integer(terms.from?.microseconds), .integer(terms.to?.microseconds), .integer(terms.merchant),
                    .text(terms.model?.rawValue), .integer(terms.window?.components.seconds),
                ] + end.columns)
            return run
        }
    }

    /// Every run, the newest first, and the number of the current one.
    public func attributionRuns() async throws(StorageError) -> (runs: [AttributionRun], current: Int) {
        try await driver.read { connection in
            let states = try connection.rows(AttributionRunRows.all())
            return (states.map(\.run), states.first?.current ?? 1)
        }
    }

    /// Makes a run the one that is read where none is named, and that goes on with the log.
    public func useAttributionRun(_ number: Int) async throws(StorageError) -> RunChoice {
        try await driver.write(repeatable: true) { connection in
            _ = try connection.rows(AttributionRunRows.alone)
            guard let state = try connection.first(AttributionRunRows.one(.integer(number))) else { return .unknown }
            guard state.run.terms.merchant == nil else { return .ofOneMerchant }
            guard state.run.isWhole else { return .unfinished }
            try connection.change(AttributionRunRows.makeCurrent, [.integer(number)])
            return .made
        }
    }

    /// How a merchant's outcomes are credited in runs that are made from now on.
    ///
    /// - Returns: nil where there is no such merchant.
    public func attributionSettings(of merchant: PublicID) async throws(StorageError) -> AttributionSettings? {
        try await driver.read { connection in
            guard let key = try connection.first(AttributionSettingsRows.merchant(.publicID(merchant))) else {
                return nil
            }
            return try connection.first(AttributionSettingsRows.newest(.integer(key), .integer(Int.max))) ?? .standard
        }
    }

    /// Says how a merchant's outcomes are credited, under a new version. Runs that are there stay as they are.
    ///
    /// - Parameter settings: but for the version.
    /// - Returns: the settings with their version; nil where there is no such merchant.
    public func setAttribution(
        _ settings: AttributionSettings, of merchant: PublicID
    ) async throws(StorageError) -> AttributionSettings? {
        let clock = clock
        return try await driver.write(repeatable: true) { connection in
            guard let key = try connection.first(AttributionSettingsRows.merchant(.publicID(merchant))) else {
                return nil
            }
            _ = try connection.rows(AttributionRunRows.alone)
            var settings = settings
            settings.version = 1 + (try connection.first(AttributionSettingsRows.newestVersion()) ?? 0)
            try connection.change(
                AttributionSettingsRows.insert,
                [
                    .integer(settings.version), .integer(key), .text(settings.model.rawValue),
                    .integer(settings.window.components.seconds), .flag(settings.touches.contains(.scan)),
                    .flag(settings.touches.contains(.click)), .time(clock.now),
                ])
            return settings
        }
    }
}
