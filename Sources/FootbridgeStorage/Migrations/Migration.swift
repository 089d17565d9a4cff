/// One step of the schema. Steps are numbered without gaps and only ever added: what has been released never changes.
struct Migration: Sendable {
    let number: Int
    let name: String
    /// The oldest daemon that can still work on the schema after this step. Older ones refuse to start; ones that are
    /// newer than this and do not know the step can be replaced one after the other.
    let oldestDaemon: DaemonVersion
    /// The statements for SQLite, in order.
    let sqlite: [SQL]

    /// The form of this step in one dialect.
    func statements(in dialect: Dialect) -> [SQL] {
        switch dialect {
        case .sqlite: sqlite
        }
    }

    /// Every step, in order.
    static let all: [Migration] = [.first]

    /// Where the steps that were done are kept; there before the first of them.
    static func record(in dialect: Dialect) -> SQL {
        switch dialect {
        case .sqlite:
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              number INTEGER PRIMARY KEY CHECK (number >= 1),
              name TEXT NOT NULL,
              applied_at INTEGER NOT NULL,
              oldest_daemon TEXT NOT NULL
            ) STRICT
            """
        }
    }
}
