import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import SQLiteDriver
import Testing

@testable import FootbridgeStorage

@Suite("Waiting to write to SQLite", .timeLimit(.minutes(10)))
struct SQLiteWaitingTests {
    private static let insert: SQL = "INSERT INTO t (a) VALUES ($1)"

    /// Drivers for one file that has an empty table `t`: of this process, and as another process would have one.
    private func withDrivers(
        _ change: (inout SQLiteSettings) -> Void, _ body: (SQLiteDriver, SQLiteDriver) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "t.sqlite").path
            var settings = SQLiteSettings()
            change(&settings)
            let (driver, other) = (try SQLiteDriver(path: path, settings: settings), try SQLiteDriver(path: path))
            _ = try await driver.write { try $0.change("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT") }
            try await body(driver, other)
            try await driver.close()
            try await other.close()
        }
    }

    private func insert(_ rows: Range<Int>, _ driver: SQLiteDriver) -> [Task<StorageError?, Never>] {
        rows.map { row in
            Task {
                await storageError {
                    _ = try await driver.write { try $0.change(Self.insert, [.integer(Int64(row))]) }
                }
            }
        }
    }

    private func rows(_ driver: SQLiteDriver) async throws -> [Int64] {
        try await driver.read { try $0.rows("SELECT a FROM t ORDER BY a").map { try $0.integer(0) } }
    }

    @Test("While another process holds the write lock, all that wait are refused together; writing goes on after it")
    func lockHeld() async throws {
        try await withDrivers {
            $0.lockWait = .seconds(1)
        } _: { driver, other in
            let gate = Gate()
            let holder = Task { try await other.write { _ in gate.wait() } }
            await gate.isWaitedFor()
            let begin = ContinuousClock.now
            let writes = insert(0..<100, driver)
            for write in writes { #expect(await write.value?.isBusy == true) }
            // One after the other they would take a hundred times the wait; it may be two where one came late.
            let time = begin.duration(to: .now)
            #expect(time > .milliseconds(900) && time < .seconds(20), "\(time)")
            #expect(driver.waiting == 0)
            gate.open()
            try await holder.value
            for write in insert(0..<100, driver) { #expect(await write.value == nil) }
            #expect(try await rows(driver) == Array(0..<100))
        }
    }

    @Test("A write that does not get its turn in time is refused while it waits, and is never done")
    func turn() async throws {
        try await withDrivers {
            $0.writeWait = .milliseconds(300)
        } _: { driver, _ in
            let gate = Gate()
            // It has begun, so that it has no deadline any more.
            let blocker = Task {
                try await driver.write { connection in
                    gate.wait()
                    try connection.change(Self.insert, [.integer(1000)])
                }
            }
            await gate.isWaitedFor()
            let patient = Task {
                try await driver.write(.maintenance, repeatable: false) { connection in
                    _ = try connection.change(Self.insert, [.integer(2000)])
                }
            }
            for write in insert(0..<300, driver) { #expect(await write.value?.isBusy == true) }
            await driver.isWaiting(1)
            #expect(driver.waiting == 1, "maintenance waits for as long as it takes")
            gate.open()
            try await blocker.value
            try await patient.value
            #expect(try await rows(driver) == [1000, 2000])
            let after = await storageError { _ = try await driver.write { try $0.change(Self.insert, [.integer(1)]) } }
            #expect(after == nil)
        }
    }

    @Test("A write that is late before the lock of another process is free is refused then, not at the lock's own time")
    func lateBeforeLock() async throws {
        try await withDrivers {
            $0.writeWait = .milliseconds(200)
            $0.lockWait = .seconds(60)
        } _: { driver, other in
            let gate = Gate()
            let holder = Task { try await other.write { _ in gate.wait() } }
            await gate.isWaitedFor()
            let begin = ContinuousClock.now
            for write in insert(0..<3, driver) { #expect(await write.value?.isBusy == true) }
            #expect(begin.duration(to: .now) < .seconds(20))
            gate.open()
            try await holder.value
            #expect(try await rows(driver).isEmpty)
        }
    }
}
