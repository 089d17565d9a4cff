/// What can be set of how PostgreSQL is used.
public struct PostgresSettings: Sendable, Hashable {
    /// Connections of this process, each with a thread of its own; 1 to 200. More than twice the server's cores only
    /// make it slower.
    public var connections = 8
    /// How long a transaction may wait for a connection that is free.
    public var connectionWait = Duration.seconds(2)
    /// How long one statement of a request may take before the server ends it; a whole number of milliseconds.
    public var statementTimeout = Duration.seconds(10)
    /// How long connecting to one host may take.
    public var connectTimeout = Duration.seconds(3)
    /// Whether a pooler such as PgBouncer stands between, which may give every transaction another server connection:
    /// nothing is then prepared or set for longer than a transaction.
    public var isTransactionPooled = false

    /// The defaults.
    public init() {}
}
