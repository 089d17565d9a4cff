import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import PostgresDriver
import Synchronization
import Testing

@Suite("PostgreSQL driver")
struct PostgresDriverTests {
    /// A driver on a new database with one small table.
    private func withDriver<Result>(
        pooled: Bool = false, _ change: (inout PostgresSettings) -> Void = { _ in },
        _ body: (PostgresDriver, TemporaryPostgres) async throws -> Result
    ) async throws -> Result {
        try await TemporaryPostgres.with { database in
            let driver = database.driver(pooled: pooled, change)
            _ = try await driver.write { connection in
                try connection.change("CREATE TABLE t (a BIGINT PRIMARY KEY CHECK (a >= 0), b TEXT)")
            }
            let result = try await body(driver, database)
            try await driver.close()
            return result
        }
    }

    private static let insert: SQL = "INSERT INTO t (a, b) VALUES ($1, $2)"

    private func count(_ driver: PostgresDriver) async throws -> Int64 {
        try await driver.read { try #require($0.rows("SELECT count(*) FROM t").first).integer(0) }
    }

    // MARK: Values and errors

    @Test("What a rule refuses is told apart, by the rule and without the values")
    func refusals() async throws {
        try await withDriver { driver, _ in
            _ = try await driver.write { connection in
                try connection.change(Self.insert, [.integer(1), .text("secret")])
                try connection.change("CREATE TABLE child (a BIGINT NOT NULL REFERENCES t (a))")
            }
            let refused: [(SQL, [SQLValue], String)] = [
                (Self.insert, [.integer(1), .text("secret")], "a key twice (t, t_pkey)"),
                (Self.insert, [.integer(-1), .text("secret")], "a value outside its range (t, t_a_check)"),
                (Self.insert, [.text("secret"), .null], "a value has the wrong type or is too long"),
                (Self.insert, [.integer(2), .text("a\u{0}b")], "a text with the character U+0000"),
                (
                    "INSERT INTO child VALUES ($1)", [.integer(9)],
                    "a reference to a row that is not there (child, child_a_fkey)"
                ),
                ("INSERT INTO child VALUES ($1)", [.null], "a value that must be there is missing (child, a)"),
            ]
            for (statement, values, words) in refused {
                let error = await storageError { _ = try await driver.write { try $0.change(statement, values) } }
                #expect(error?.refusal?.description == words)
                #expect(error?.isDuplicate == words.hasPrefix("a key twice"))
            }
            let unknown = await storageError { _ = try await driver.read { try $0.rows("SELECT 1 FROM nowhere") } }
            #expect(unknown?.isUnusable == true)
            #expect(unknown?.detail.contains("footbridge migrate") == true)
            let nonsense = await storageError { _ = try await driver.read { try $0.rows("NO SQL") } }
            #expect(nonsense?.isUnusable == true)
            #expect(try await count(driver) == 1)
        }
    }

    @Test("A result of a type that no statement should give is an error, not a guess")
    func unexpectedType() async throws {
        try await withDriver { driver, _ in
            let error = await storageError { _ = try await driver.read { try $0.rows("SELECT now()") } }
            #expect(error?.isUnusable == true)
            let rows = try await count(driver)
            #expect(rows == 0)
        }
    }

    @Test("A statement that takes too long is ended, and its connection goes on", arguments: [false, true])
    func tooLong(pooled: Bool) async throws {
        try await withDriver(pooled: pooled) {
            // On a machine with other work the other statements need some of it, too.
            $0.statementTimeout = .seconds(2)
            $0.connections = 1
        } _: { driver, _ in
            let error = await storageError { _ = try await driver.read { try $0.rows("SELECT 1 FROM pg_sleep(60)") } }
            #expect(error?.isBusy == true)
            #expect(try await count(driver) == 0)
            // Maintenance may take longer.
            let rows = try await driver.read(.maintenance) { try $0.rows("SELECT 1 FROM pg_sleep(3)") }
            #expect(rows.count == 1)
        }
    }

    // MARK: Transactions

    @Test("A body that goes on after a failure of a statement keeps nothing, and is told so")
    func swallowed() async throws {
        try await withDriver { driver, _ in
            let error = await storageError {
                try await driver.write { connection in
                    try connection.change(Self.insert, [.integer(1), .null])
                    do { try connection.change(Self.insert, [.integer(1), .null]) } catch {}
                }
            }
            #expect(error?.isUnusable == true)
            let rows = try await count(driver)
            #expect(rows == 0)
        }
    }

    @Test("Of two that wait for each other one is run again if it may be, and told if not", arguments: [true, false])
    func deadlock(repeatable: Bool) async throws {
        try await withDriver { driver, _ in
            _ = try await driver.write { connection in
                for a in 1...2 { try connection.change(Self.insert, [.integer(Int64(a)), .text("")]) }
            }
            let runs = Tally()
            let meeting = Meeting()
            let writers = [[1, 2], [2, 1]].map { order in
                Task {
                    await storageError {
                        try await driver.write(repeatable: repeatable) { connection in
                            runs.up()
                            for (step, a) in order.enumerated() {
                                try connection.change(
                                    "UPDATE t SET b = b || 'x' WHERE a = $1", [.integer(Int64(a))])
                                if step == 0 { meeting.wait() }
                            }
                        }
                    }
                }
            }
            var errors: [StorageError] = []
            for writer in writers { if let error = await writer.value { errors.append(error) } }
            let texts = try await driver.read { try $0.rows("SELECT b FROM t").map { try $0.text(0) } }
            if repeatable {
                #expect(errors.isEmpty)
                #expect(texts == ["xx", "xx"])
                // More than once where the one that was ended has its first row again before the other wakes up.
                #expect(runs.most >= 3)
            } else {
                #expect(errors.map(\.isConflict) == [true])
                #expect(texts == ["x", "x"])
                #expect(runs.most == 2)
            }
        }
    }

    // MARK: Session state

    @Test("Statements are prepared once for a connection; behind a pooler nothing is left on one")
    func prepared() async throws {
        for pooled in [false, true] {
            try await withDriver(pooled: pooled) {
                $0.connections = 1
            } _: { driver, _ in
                for _ in 0..<5 { #expect(try await count(driver) == 0) }
                let state = try await driver.read { connection in
                    try #require(
                        connection.rows(
                            """
                            SELECT (SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) FROM t%'),
                              (SELECT count(*) FROM pg_prepared_statements),
                              (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
                              current_setting('statement_timeout')
                            """
                        ).first)
                }
                #expect(try state.integer(0) == (pooled ? 0 : 1))
                #expect(try pooled ? state.integer(1) == 0 : state.integer(1) > 1)
                #expect(try state.integer(2) == 0)
                #expect(try state.text(3) == "1min", "the limit holds inside the transaction")
            }
        }
    }

    @Test("A table that gets a column under a prepared statement is read on")
    func changedSchema() async throws {
        try await withDriver { driver, database in
            _ = try await driver.write { try $0.change(Self.insert, [.integer(1), .text("x")]) }
            for _ in 0..<3 { _ = try await driver.read { try $0.rows("SELECT * FROM t") } }
            let newer = database.driver()
            _ = try await newer.write { try $0.change("ALTER TABLE t ADD COLUMN c BIGINT DEFAULT 7") }
            try await newer.close()
            let rows = try await driver.read { try $0.rows("SELECT * FROM t") }
            #expect(rows == [SQLRow([.integer(1), .text("x"), .integer(7)])])
        }
    }
}

/// Where two threads wait for each other, once; who comes later passes.
final class Meeting: Sendable {
    private let arrived = Mutex(0)

    func wait() {
        arrived.withLock { $0 += 1 }
        while arrived.withLock({ $0 < 2 }) { yieldThread() }
    }
}
