/// One connection inside one transaction, for as long as the body it was given to runs, on the driver's own thread.
public protocol SQLConnection {
    /// Runs statements one after the other and gives the result of each.
    ///
    /// A driver over a network sends them together and waits once, so what needs no earlier answer belongs in one batch.
    /// - Throws: `StorageError` of the first that fails. The transaction is spoilt then: all that is left to do is to
    ///   throw on, out of the body or out of the ``nested(_:)`` part that it happened in.
    func run(_ batch: [BoundSQL]) throws -> [SQLResult]

    /// Runs `body` as a part of the transaction that can fail alone: what it changed is undone where it throws.
    func nested<Result>(_ body: () throws -> Result) throws -> Result
}

/// What one statement came to.
public struct SQLResult: Sendable {
    /// Empty where the statement returns none.
    public let rows: [SQLRow]
    /// Rows inserted, updated or deleted by the statement itself, not by triggers or foreign keys.
    public let changed: Int

    /// - Parameter changed: 0 for a statement that only reads.
    public init(rows: [SQLRow], changed: Int) {
        self.rows = rows
        self.changed = changed
    }
}

extension SQLConnection {
    /// The rows of one statement.
    public func rows(_ statement: SQL, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try run([BoundSQL(statement, values)]).first?.rows ?? []
    }

    /// The rows of one statement run with several sets of values, in their order.
    public func rows(_ statement: SQL, _ values: [[SQLValue]]) throws -> [[SQLRow]] {
        try run(values.map { BoundSQL(statement, $0) }).map(\.rows)
    }

    /// Runs one statement.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    public func change(_ statement: SQL, _ values: [SQLValue] = []) throws -> Int {
        try run([BoundSQL(statement, values)]).first?.changed ?? 0
    }
}
