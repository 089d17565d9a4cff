/// One statement, in the dialect that SQLite and PostgreSQL share, with placeholders `$1`, `$2` … of which each is first
/// used in the order of the numbers.
///
/// Only a literal can become one, so no value can ever become part of a statement. Statements are static constants, or
/// composed of literals (``SQLFragment``): a connection prepares each once and knows it again by its text.
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

    fileprivate init(sqlite: String, postgresql: String) {
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

    /// The columns of a result, one after the other.
    init(list: [SQL]) {
        sqlite = list.map(\.sqlite).joined(separator: ", ")
        postgresql = list.map(\.postgresql).joined(separator: ", ")
    }

    /// One fragment and the next.
    static func + (left: SQL, right: SQL) -> SQL {
        SQL(sqlite: left.sqlite + right.sqlite, postgresql: left.postgresql + right.postgresql)
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

extension BoundSQL {
    /// A statement put together from fragments, its placeholders numbered from the first on.
    ///
    /// A connection prepares each text that comes of it and keeps it, so whoever composes says how many there can be.
    public init(composed fragment: SQLFragment) {
        let (sqlite, postgresql) = (fragment.sqlite.rendered, fragment.postgresql.rendered)
        precondition(sqlite.values == postgresql.values, "both forms of a statement have the same values in one order")
        self.init(SQL(sqlite: sqlite.text, postgresql: postgresql.text), sqlite.values)
    }
}

/// A part of a statement with its values, such as `"occurred_at >= \(.time(from))"`.
///
/// Its text is literals and nothing else. What is interpolated is a value, which becomes a placeholder, or another
/// fragment; there is no interpolation of a `String`, and a literal is a `StaticString`, so a text that was made at run
/// time has no way into a statement.
public struct SQLFragment: Sendable, ExpressibleByStringInterpolation {
    fileprivate let sqlite: [SQLPart]
    fileprivate let postgresql: [SQLPart]

    /// A part that is the same everywhere.
    public init(stringLiteral text: StaticString) {
        sqlite = [.text(text)]
        postgresql = sqlite
    }

    public init(stringInterpolation parts: StringInterpolation) {
        sqlite = parts.sqlite
        postgresql = parts.postgresql
    }

    /// A part that has to differ, with the same values in one order in both forms; a comment beside it says why.
    public init(sqlite: SQLFragment, postgresql: SQLFragment) {
        self.sqlite = sqlite.sqlite
        self.postgresql = postgresql.postgresql
    }

    /// Holds where all of `conditions` do, and everywhere without any.
    public static func all(of conditions: [SQLFragment]) -> SQLFragment {
        guard let first = conditions.first else { return "1 = 1" }
        return conditions.dropFirst().reduce(first) { "\($0) AND \($1)" }
    }

    /// A list such as `IN` takes.
    ///
    /// - Parameter values: at least one.
    public static func list(_ values: [SQLValue]) -> SQLFragment {
        guard let first = values.first else { preconditionFailure("SQL has no empty list") }
        return values.dropFirst().reduce("\(first)") { "\($0), \($1)" }
    }

    /// Collects the parts of a literal; Swift calls it.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sqlite: [SQLPart] = []
        fileprivate var postgresql: [SQLPart] = []

        public init(literalCapacity _: Int, interpolationCount _: Int) {}

        public mutating func appendLiteral(_ literal: StaticString) {
            append(.text(literal))
        }

        /// Becomes a placeholder.
        public mutating func appendInterpolation(_ value: SQLValue) {
            append(.value(value))
        }

        public mutating func appendInterpolation(_ fragment: SQLFragment) {
            sqlite += fragment.sqlite
            postgresql += fragment.postgresql
        }

        /// A part that has no placeholders, such as a list of columns.
        public mutating func appendInterpolation(_ part: SQL) {
            sqlite.append(.part(part, .sqlite))
            postgresql.append(.part(part, .postgresql))
        }

        private mutating func append(_ part: SQLPart) {
            sqlite.append(part)
            postgresql.append(part)
        }
    }
}

private enum SQLPart: Sendable {
    case text(StaticString)
    case part(SQL, Dialect)
    case value(SQLValue)
}

extension [SQLPart] {
    fileprivate var rendered: (text: String, values: [SQLValue]) {
        reduce(into: ("", [])) { statement, part in
            switch part {
            case .text(let text): statement.0 += text.description
            case .part(let part, let dialect): statement.0 += part.text(in: dialect)
            case .value(let value):
                statement.1.append(value)
                statement.0 += "$\(statement.1.count)"
            }
        }
    }
}
