import FootbridgeCore

extension Migration {
    /// Everything that a scan needs: what daemons agree on, catalogue, stores, keys, scans, and the event log.
    ///
    /// Rules that hold in every table: times are whole microseconds since 1970 UTC; money is whole minor units beside
    /// its ISO 4217 code; flags are 0 or 1; distances and positions are whole numbers; ids are 16 bytes (UUIDv7), but
    /// merchants, stores and principals have integer keys, the first two with a public id beside them; a day is counted
    /// from 1970-01-01, a weekday from Monday as 1, a time of day in minutes after midnight.
    static let first = Migration(
        number: 1, name: "catalogue, stores, keys, scans and events", oldestDaemon: DaemonVersion(0, 1, 0),
        statements: installationTables + catalogTables + coverTables + storeTables + promotionTables + versions
            + keyTables + scanTables + staffTables + voucherTables + visitTables + eventTables + purchaseTables
            + conversionTables + webhookTables + campaignTables + reportTables)
}
