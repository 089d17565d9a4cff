import FootbridgeCore

/// One step of the schema. Steps are numbered without gaps and only ever added: what has been released never changes.
struct Migration: Sendable {
    let number: Int
    let name: String
    /// The oldest daemon that can still work on the schema after this step. Older ones refuse to start; ones that are
    /// newer than this and do not know the step can be replaced one after the other.
    let oldestDaemon: DaemonVersion
    /// In order, each with its form for either database.
    let statements: [SchemaStatement]

    /// The form of this step in one dialect.
    func statements(in dialect: Dialect) -> [SQL] {
        statements.compactMap { $0.form(in: dialect) }
    }

    /// Every step, in order.
    static let all: [Migration] = [.first]

    /// Where the steps that were done are kept; there before the first of them.
    static let record: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE schema_migrations (
                  number INTEGER PRIMARY KEY CHECK (number >= 1),
                  name TEXT NOT NULL,
                  applied_at INTEGER NOT NULL,
                  oldest_daemon TEXT NOT NULL
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE schema_migrations (
                  number BIGINT PRIMARY KEY CHECK (number >= 1),
                  name TEXT COLLATE "C" NOT NULL,
                  applied_at BIGINT NOT NULL,
                  oldest_daemon TEXT COLLATE "C" NOT NULL
                )
                """)
    ]
}

/// One statement of a migration with its two forms side by side; nil where a database needs none.
///
/// What differs: INTEGER, TEXT and BLOB are all that SQLite's STRICT tables know; in PostgreSQL they are BIGINT (a flag
/// SMALLINT), TEXT in byte order and BYTEA. A rowid is an identity column there, a GLOB a regular expression or a LIKE.
struct SchemaStatement: Sendable, ExpressibleByStringLiteral {
    private let sqlite: SQL?
    private let postgresql: SQL?

    /// The same in both.
    init(stringLiteral text: StaticString) {
        sqlite = SQL(stringLiteral: text)
        postgresql = sqlite
    }

    init(sqlite: SQL? = nil, postgresql: SQL? = nil) {
        self.sqlite = sqlite
        self.postgresql = postgresql
    }

    func form(in dialect: Dialect) -> SQL? {
        switch dialect {
        case .sqlite: sqlite
        case .postgresql: postgresql
        }
    }
}
