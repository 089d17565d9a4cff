/// One statement, in the dialect that SQLite and PostgreSQL share, with placeholders `$1`, `$2` … of which each is first
/// used in the order of the numbers.
///
/// Only a literal can become one, so no value can ever become part of a statement. Statements are static constants: a
/// connection prepares each once and knows it again by its text.
public struct SQL: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What the database is given.
    public let text: String

    /// A statement written in the source.
    public init(stringLiteral text: StaticString) {
        self.text = text.description
    }

    private init(text: String) {
        self.text = text
    }

    /// The statement whose rows say how SQLite would run this one.
    var explained: SQL { SQL(text: "EXPLAIN QUERY PLAN " + text) }
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
