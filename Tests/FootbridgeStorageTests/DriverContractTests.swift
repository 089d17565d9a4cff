import FootbridgeCore
import Testing

@testable import FootbridgeStorage

/// What every driver promises of transactions and values.
@Suite("Drivers")
struct DriverContractTests {
    /// A driver with one small table.
    private func withDriver(
        _ engine: StorageEngine, _ body: (any StorageDriver) async throws -> Void
    ) async throws {
        try await engine.withStorage { storage in
            _ = try await storage.driver.write { connection in
                try connection.change("CREATE TABLE t (a BIGINT PRIMARY KEY, b TEXT)")
            }
            try await body(storage.driver)
        }
    }

    private static let insert: SQL = "INSERT INTO t (a, b) VALUES ($1, $2)"

    @Test("Every kind of value comes back as it went in", arguments: StorageEngine.allCases)
    func values(engine: StorageEngine) async throws {
        try await withDriver(engine) { driver in
            let table = SQL(
                sqlite: "CREATE TABLE v (n INTEGER, i INTEGER, s INTEGER, r REAL, x TEXT, y BLOB) STRICT",
                postgresql: "CREATE TABLE v (n BIGINT, i BIGINT, s SMALLINT, r DOUBLE PRECISION, x TEXT, y BYTEA)")
            let rows: [[SQLValue]] = [
                [.integer(1), .integer(.max), .integer(1), .real(0.1), .text("naïve 本 \u{1F4D6}"), .blob([0, 255])],
                [.integer(2), .integer(.min), .integer(-1), .real(-1e300), .text(""), .blob([])],
                [.integer(3), .null, .null, .null, .null, .null],
                [.integer(4), .integer(0), .integer(0), .real(.infinity), .text("\\x00'--$1"), .blob([0x5C, 0, 39])],
            ]
            let back = try await driver.write { connection in
                _ = try connection.change(table)
                for row in rows { try connection.change("INSERT INTO v VALUES ($1, $2, $3, $4, $5, $6)", row) }
                return try connection.rows("SELECT n, i, s, r, x, y FROM v ORDER BY n")
            }
            #expect(back == rows.map(SQLRow.init))
        }
    }

    @Test("A text with U+0000 is refused, as PostgreSQL cannot keep it", arguments: StorageEngine.allCases)
    func noughtInText(engine: StorageEngine) async throws {
        try await withDriver(engine) { driver in
            let error = await storageError {
                _ = try await driver.write { try $0.change(Self.insert, [.integer(1), .text("a\u{0}b")]) }
            }
            #expect(error?.isConstraint == true)
        }
    }

    @Test("A column of another type than asked for is an error, not a guess")
    func wrongType() throws {
        let row = SQLRow([.text("7"), .null, .integer(2)])
        #expect(throws: StorageError.self) { try row.integer(0) }
        #expect(throws: StorageError.self) { try row.text(1) }
        #expect(throws: StorageError.self) { try row.flag(2) }
        #expect(throws: StorageError.self) { try row.blob(3) }
        #expect(try row.optionalText(1) == nil)
        #expect(try row.integer(2) == 2)
    }

    @Test("A statement tells how many rows it changed, and one that only reads none", arguments: StorageEngine.allCases)
    func changed(engine: StorageEngine) async throws {
        try await withDriver(engine) { driver in
            let changed = try await driver.write { connection in
                try connection.run([
                    BoundSQL("INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')"),
                    BoundSQL("INSERT INTO t (a, b) VALUES (2, 'z'), (3, 'z') ON CONFLICT (a) DO NOTHING RETURNING a"),
                    BoundSQL("UPDATE t SET b = 'z' WHERE a > 1"), BoundSQL("SELECT a FROM t"),
                    BoundSQL("DELETE FROM t WHERE a = 7"),
                ]).map { [$0.changed, $0.rows.count] }
            }
            #expect(changed == [[2, 0], [1, 1], [2, 0], [0, 3], [0, 0]])
            #expect(try await driver.read { try $0.run([]).count } == 0)
        }
    }

    @Test(
        "A part that fails is undone alone, however deep, and the rest of its write kept",
        arguments: StorageEngine.allCases)
    func nested(engine: StorageEngine) async throws {
        try await withDriver(engine) { driver in
            try await driver.write { connection in
                try connection.change(Self.insert, [.integer(1), .null])
                do {
                    try connection.nested {
                        try connection.change(Self.insert, [.integer(2), .null])
                        try connection.nested { _ = try connection.change(Self.insert, [.integer(3), .null]) }
                        do {
                            try connection.nested { _ = try connection.change(Self.insert, [.integer(3), .null]) }
                        } catch let error as StorageError where error.isDuplicate {}
                        try connection.change(Self.insert, [.integer(4), .null])
                        throw StorageError.claimLost
                    }
                } catch StorageError.claimLost {}
                try connection.nested { _ = try connection.change(Self.insert, [.integer(5), .null]) }
                // The outer part fails right after the inner one was kept.
                do {
                    try connection.nested {
                        try connection.change(Self.insert, [.integer(7), .null])
                        try connection.nested { _ = try connection.change(Self.insert, [.integer(8), .null]) }
                        throw StorageError.claimLost
                    }
                } catch StorageError.claimLost {}
                try connection.nested {}
                do { try connection.nested { throw StorageError.claimLost } } catch StorageError.claimLost {}
                try connection.change(Self.insert, [.integer(6), .null])
            }
            let kept = try await driver.read { try $0.rows("SELECT a FROM t ORDER BY a").map { try $0.integer(0) } }
            #expect(kept == [1, 5, 6])
        }
    }

    @Test(
        "A reader sees one state of the database from its first statement to its last",
        arguments: StorageEngine.allCases)
    func consistentRead(engine: StorageEngine) async throws {
        try await withDriver(engine) { driver in
            let gate = Gate()
            let read = Task {
                try await driver.read { connection in
                    let before = try #require(connection.rows("SELECT count(*) FROM t").first).integer(0)
                    gate.wait()
                    return (before, try #require(connection.rows("SELECT count(*) FROM t").first).integer(0))
                }
            }
            await gate.isWaitedFor()
            _ = try await driver.write { try $0.change(Self.insert, [.integer(1), .null]) }
            gate.open()
            let (before, after) = try await read.value
            #expect(before == 0)
            #expect(after == 0)
            let refused = await storageError {
                _ = try await driver.read { try $0.change(Self.insert, [.integer(2), .null]) }
            }
            #expect(refused != nil, "a read changes nothing")
        }
    }
}
