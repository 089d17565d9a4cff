/// What can be set of how SQLite is used.
public struct SQLiteSettings: Sendable, Hashable {
    /// How long a write of a request may wait for its turn; what PostgreSQL's two limits, for a connection and for a
    /// statement, come to together.
    public var writeWait = Duration.seconds(12)
    /// How long a transaction waits for another process that holds the database; a whole number of milliseconds.
    public var lockWait = Duration.seconds(5)

    /// The defaults.
    public init() {}
}
