import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import Synchronization
import Testing

@testable import FootbridgeStorage
@testable import SQLiteDriver

/// Where and how reads of a SQLite file run.
@Suite("SQLite readers")
struct SQLiteReadersTests {
    private func withDriver<Result>(
        readers: Int = 2, _ body: (SQLiteDriver) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let driver = try SQLiteDriver(path: folder.appending(path: "t.sqlite").path, readers: readers)
            _ = try await driver.write { try $0.change("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT") }
            let result = try await body(driver)
            try await driver.close()
            return result
        }
    }

    private static let count = Columns("count(*)", Int64.self).from("t")

    /// The thread that runs this.
    private var thread: UInt { UInt(pthread_self()) }

    @Test("A task that prefers the driver's threads reads where it runs")
    func noHop() async throws {
        try await withDriver { driver in
            try await withTaskExecutorPreference(driver.executor) {
                for _ in 0..<100 {
                    let before = thread
                    let during = try await driver.read { _ in UInt(pthread_self()) }
                    #expect(during == before)
                    #expect(thread == before)
                }
            }
        }
    }

    @Test("As many reads run at once as there are readers, and the next waits for its turn")
    func parallel() async throws {
        try await withDriver(readers: 2) { driver in
            let gates = [Gate(), Gate()]
            let running = gates.map { gate in Task { try await driver.read { _ in gate.wait() } } }
            for gate in gates { await gate.isWaitedFor() }
            let third = Task { try await driver.read { try $0.first(Self.count()) } }
            // What waits for minutes has a place of its own.
            #expect(try await driver.read(.maintenance) { try $0.first(Self.count()) } == 0)
            for gate in gates { gate.open() }
            for read in running { try await read.value }
            #expect(try await third.value == 0)
        }
    }

    @Test("A body that throws leaves its reader as it was")
    func throwing() async throws {
        try await withDriver(readers: 1) { driver in
            for _ in 0..<3 {
                let own = await storageError { try await driver.read { _ in throw StorageError.claimLost } }
                #expect(own == .claimLost)
                let refused = await storageError {
                    _ = try await driver.read { try $0.rows("SELECT nothing FROM nowhere") }
                }
                #expect(refused?.isUnusable == true)
                _ = try await driver.write { try $0.change("INSERT INTO t (b) VALUES (NULL)") }
            }
            #expect(try await driver.read { try $0.first(Self.count()) } == 3)
        }
    }

    @Test("Closing waits for the read that runs; those that come later are refused, and tasks on the threads go on")
    func closing() async throws {
        try await withDriver(readers: 1) { driver in
            let gate = Gate()
            let read = Task {
                try await driver.read { connection in
                    gate.wait()
                    return try connection.first(Self.count())
                }
            }
            await gate.isWaitedFor()
            let hasClosed = Mutex(false)
            let closing = Task {
                try await driver.close()
                hasClosed.withLock { $0 = true }
            }
            while !driver.readers.isClosed { await Task.yield() }
            #expect(!hasClosed.withLock { $0 })
            gate.open()
            #expect(try await read.value == 0)
            try await closing.value
            let late = await storageError { try await driver.read { _ in } }
            #expect(late?.isUnreachable == true)
            let sum = await withTaskExecutorPreference(driver.executor) { (0..<10).reduce(0, +) }
            #expect(sum == 45)
        }
    }

    @Test("A statement that is given fewer or more values than it takes is refused, and never takes an earlier one's")
    func values() async throws {
        try await withDriver(readers: 1) { driver in
            let statement: SQL = "SELECT $1 + $2"
            for values: [SQLValue] in [[], [.integer(1)], [.integer(1), .integer(2), .integer(3)]] {
                let right = try await driver.read { try $0.rows(statement, [.integer(40), .integer(2)]) }
                #expect(right == [SQLRow([.integer(42)])])
                let error = await storageError { _ = try await driver.read { try $0.rows(statement, values) } }
                #expect(error?.isUnusable == true)
            }
        }
    }

    @Test("A reader sees at once what was committed before, by this process or another")
    func sees() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "t.sqlite").path
            let (first, second) = (try SQLiteDriver(path: path), try SQLiteDriver(path: path))
            _ = try await first.write { try $0.change("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT") }
            for number in 1...50 {
                let writer = number % 2 == 0 ? first : second
                _ = try await writer.write { try $0.change("INSERT INTO t (b) VALUES (NULL)") }
                #expect(try await first.read { try $0.first(Self.count()) } == Int64(number))
                #expect(try await second.read { try $0.first(Self.count()) } == Int64(number))
            }
            try await first.close()
            try await second.close()
        }
    }
}
