/// One statement, in the dialect that SQLite and PostgreSQL share, with placeholders `$1`, `$2` … of which each is first
/// used in the order of the numbers.
///
/// Only a literal can become one, so no value can ever become part of a statement. Statements are static constants: a
/// connection prepares each once and knows it again by its text.
public struct SQL: Sendable, Hashable, ExpressibleByStringLiteral {
    private let sqlite: String
    private let postgresql: String

    /// A statement that is the same everywhere, as nearly all are.
    public init(stringLiteral text: StaticString) {
        sqlite = text.description
        postgresql = sqlite
    }

    /// A statement that has to differ, with the same placeholders and columns in both forms; a comment beside it says
    /// why it differs.
    public init(sqlite: StaticString, postgresql: StaticString) {
        self.sqlite = sqlite.description
        self.postgresql = postgresql.description
    }

    private init(sqlite: String, postgresql: String) {
        self.sqlite = sqlite
        self.postgresql = postgresql
    }

    /// What the database is given.
    public func text(in dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: sqlite
        case .postgresql: postgresql
        }
    }

    /// The statement whose rows say how the database would run this one.
    var explained: SQL { SQL(sqlite: "EXPLAIN QUERY PLAN " + sqlite, postgresql: "EXPLAIN " + postgresql) }
}

/// A statement with the values of its placeholders.
public struct BoundSQL: Sendable {
    /// What is to be run.
    public let statement: SQL
    /// The value of `$1` first.
    public let values: [SQLValue]

    /// - Parameter values: as many as the statement has placeholders.
    public init(_ statement: SQL, _ values: [SQLValue] = []) {
        self.statement = statement
        self.values = values
    }
}
