import FootbridgeCore

/// A column of a result, or several that make one value: as SQL has them, and how they are read, in one place.
struct Columns<Value>: Sendable {
    private let sql: SQL
    private let width: Int
    private let read: @Sendable (SQLRow, Int) throws -> Value

    /// - Parameter sql: as many columns as the type is wide, such as `t.lat_e7, t.lon_e7` for a position.
    init(_ sql: SQL, _: Value.Type) where Value: SQLReadable {
        self.sql = sql
        width = Value.width
        read = { row, column throws(StorageError) in try Value(row, at: column) }
    }

    /// One value of several columns.
    init<each Part>(
        _ part: repeat Columns<each Part>, make: @escaping @Sendable (repeat each Part) throws -> Value
    ) {
        var list: [SQL] = []
        var width = 0
        for part in repeat each part {
            list.append(part.sql)
            width += part.width
        }
        sql = SQL(list: list)
        self.width = width
        read = { row, first in
            var next = first
            func value<One>(_ part: Columns<One>) throws -> One {
                defer { next += part.width }
                return try part.read(row, next)
            }
            return try make(repeat value(each part))
        }
    }

    /// `SELECT` these columns `FROM` …
    func from(_ rest: SQL) -> Select<Value> { select("SELECT " + sql + " FROM " + rest) }

    /// `SELECT` these columns `FROM` a statement's rest that is composed anew each time.
    func from(composed rest: SQLFragment) -> Query<Value> {
        Query(bound: BoundSQL(composed: "SELECT \(sql) FROM \(rest)")) { [read] row in try read(row, 0) }
    }

    /// A statement that changes rows and `RETURNING` these columns of them.
    func returned(by statement: SQL) -> Select<Value> { select(statement + " RETURNING " + sql) }

    private func select(_ statement: SQL) -> Select<Value> {
        Select(sql: statement) { [read] row in try read(row, 0) }
    }
}

/// A statement whose rows have a type.
struct Select<Row>: Sendable {
    let sql: SQL
    fileprivate let read: @Sendable (SQLRow) throws -> Row

    /// - Parameter values: of the statement's placeholders, `$1` first.
    func callAsFunction(_ values: SQLValue...) -> Query<Row> { self(values) }

    /// - Parameter values: of the statement's placeholders, `$1` first.
    func callAsFunction(_ values: [SQLValue]) -> Query<Row> { Query(bound: BoundSQL(sql, values), read: read) }
}

/// A statement whose rows have a type, with the values of its placeholders.
struct Query<Row>: Sendable {
    /// For a batch of other statements.
    let bound: BoundSQL
    fileprivate let read: @Sendable (SQLRow) throws -> Row

    /// The rows in what ``bound`` came to.
    func rows(of result: SQLResult) throws -> [Row] {
        guard !result.rows.isEmpty else { return [] }
        return try result.rows.map(read)
    }
}

extension SQLConnection {
    /// The rows of each of some queries, run in one batch; none for a query that is nil.
    func rows<each Row>(_ query: repeat Query<each Row>?) throws -> (repeat [each Row]) {
        var batch: [BoundSQL] = []
        for query in repeat each query {
            if let query { batch.append(query.bound) }
        }
        var results = try run(batch)[...]
        func next<One>(_ query: Query<One>?) throws -> [One] {
            guard let query, let result = results.popFirst() else { return [] }
            return try query.rows(of: result)
        }
        return try (repeat next(each query))
    }

    /// The first row; nil where there is none.
    func first<Row>(_ query: Query<Row>) throws -> Row? {
        try run([query.bound]).first?.rows.first.map(query.read)
    }

    /// The rows of one query or more, each for several sets of values, all run in one batch.
    func rows<each Row>(each queries: repeat [Query<each Row>]) throws -> (repeat [[each Row]]) {
        var batch: [BoundSQL] = []
        for queries in repeat each queries {
            for query in queries { batch.append(query.bound) }
        }
        var results = try run(batch)[...]
        func next<One>(_ queries: [Query<One>]) throws -> [[One]] {
            var rows: [[One]] = []
            for query in queries {
                guard let result = results.popFirst() else { break }
                rows.append(try query.rows(of: result))
            }
            return rows
        }
        return try (repeat next(each queries))
    }
}
