import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import Synchronization
import Testing

@testable import FootbridgeStorage
@testable import SQLiteDriver

@Suite("SQLite driver")
struct SQLiteDriverTests {
    private func withDriver<Result>(_ body: (SQLiteDriver, URL) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let driver = try SQLiteDriver(path: folder.appending(path: "t.sqlite").path)
            _ = try await driver.write { try $0.change("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT") }
            let result = try await body(driver, folder)
            try await driver.close()
            return result
        }
    }

    private static let insert: SQL = "INSERT INTO t (a, b) VALUES ($1, $2)"

    private func count(_ driver: SQLiteDriver) async throws -> Int64 {
        try await driver.read { try #require($0.rows("SELECT count(*) FROM t").first).integer(0) }
    }

    // MARK: Durability

    @Test("Every commit waits for the disk: the writer is at full durability, in write-ahead mode, with foreign keys")
    func durability() async throws {
        try await withDriver { driver, _ in
            // The body runs on the writer itself; the settings are that connection's own.
            let settings = try await driver.write { connection in
                try [
                    "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA recursive_triggers",
                    "PRAGMA journal_size_limit", "PRAGMA wal_autocheckpoint",
                ].map { (statement: SQL) in try #require(connection.rows(statement).first).integer(0) }
            }
            #expect(settings == [2, 1, 1, 64 << 20, 4000])
            let journal = try await driver.write { connection in
                try #require(connection.rows("PRAGMA journal_mode").first).text(0)
            }
            #expect(journal == "wal")
        }
    }

    @Test("What a crash leaves at any statement of a write is a sound database without that write; after it, with it")
    func crash() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "live.sqlite").path
            let storage = Storage(driver: try SQLiteDriver(path: path))
            try await storage.migrate()
            try await storage.append(Bookshop.scan(visitor: 1))

            /// What is on the disk now, as a process that is killed leaves it.
            let images = Mutex<[URL]>([])
            @Sendable func takeImage() throws {
                let image = folder.appending(path: "image-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: image, withIntermediateDirectories: false)
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(
                        atPath: path + suffix, toPath: image.appending(path: "live.sqlite\(suffix)").path)
                }
                images.withLock { $0.append(image) }
            }
            let interrupted = Storage(driver: InterruptedDriver(storage.driver) { _ in try takeImage() })
            let record = Bookshop.scan(
                visitor: 2, parameters: ScanParameters(vicinity: Bookshop.near()))
            try await interrupted.append(record)
            let between = images.withLock { $0 }
            #expect(between.count >= 6)
            try takeImage()

            for (index, image) in images.withLock({ $0 }).enumerated() {
                let restarted = Storage(driver: try SQLiteDriver(path: image.appending(path: "live.sqlite").path))
                try await restarted.migrate()
                #expect(try await restarted.integrityCheck().isEmpty)
                let scans: Int64 = index < between.count ? 1 : 2
                for table: SQL in [
                    "SELECT count(*) FROM scans", "SELECT count(*) FROM events", "SELECT count(*) FROM visitors",
                    "SELECT count(*) FROM scan_answers",
                ] {
                    #expect(try await restarted.count(table) == scans, "image \(index)")
                }
                try await restarted.append(Bookshop.scan())
                try await restarted.close()
            }
            try await storage.close()
        }
    }

    // MARK: Group commit

    @Test(
        "Of many writes at once, those that fail undo themselves alone, whether or not they may be run again",
        arguments: [true, false])
    func failsAlone(areRepeatable: Bool) async throws {
        try await withDriver { driver, _ in
            let failed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        do {
                            _ = try await driver.write(repeatable: areRepeatable) { connection in
                                try connection.change(Self.insert, [.integer(Int64(index)), .null])
                                // Every tenth writes a row and then breaks a rule, or throws of its own.
                                if index % 20 == 0 {
                                    try connection.change(Self.insert, [.integer(Int64(index)), .null])
                                }
                                if index % 20 == 10 { throw StorageError.claimLost }
                            }
                            return false
                        } catch let error as StorageError {
                            #expect(index % 20 == 0 ? error.isConstraint : error == .claimLost)
                            return true
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failed == 50)
            let kept = try await driver.read { try $0.rows("SELECT a FROM t ORDER BY a").map { try $0.integer(0) } }
            #expect(kept == (0..<500).filter { $0 % 10 != 0 })
        }
    }

    @Test("A write that may not be run again is run once, whatever becomes of others that wait together with it")
    func once() async throws {
        try await withDriver { driver, _ in
            let gate = Gate()
            let blocker = Task { try await driver.write(repeatable: false) { _ in gate.wait() } }
            await gate.isWaitedFor()
            let runs = Mutex(0)
            let failing = (0..<2).map { _ in
                Task {
                    await storageError {
                        try await driver.write(repeatable: true) { _ in throw StorageError.claimLost }
                    }
                }
            }
            let once = Task {
                try await driver.write(repeatable: false) { connection in
                    runs.withLock { $0 += 1 }
                    _ = try connection.change(Self.insert, [.integer(1), .null])
                }
            }
            await driver.isWaiting(3)
            gate.open()
            try await blocker.value
            try await once.value
            for write in failing { #expect(await write.value == .claimLost) }
            #expect(runs.withLock { $0 } == 1)
            #expect(try await count(driver) == 1)
        }
    }

    @Test("A commit that fails fails every write in it, and nothing of them is kept")
    func commitFails() async throws {
        try await withDriver { driver, _ in
            _ = try await driver.write { connection in
                try connection.change("CREATE TABLE child (a INTEGER REFERENCES t (a)) STRICT")
            }
            let gate = Gate()
            let blocker = Task { try await driver.write(repeatable: false) { _ in gate.wait() } }
            await gate.isWaitedFor()
            // All of these are in the next group, one of them with a reference that only the commit checks.
            let writes = (0..<20).map { index in
                Task {
                    await storageError {
                        _ = try await driver.write(repeatable: false) { connection in
                            try connection.change(Self.insert, [.integer(Int64(index)), .null])
                            guard index == 7 else { return }
                            _ = try connection.rows("PRAGMA defer_foreign_keys = ON")
                            try connection.change("INSERT INTO child (a) VALUES (999)")
                        }
                    }
                }
            }
            await driver.isWaiting(20)
            gate.open()
            try await blocker.value
            for write in writes { #expect(await write.value?.isConstraint == true) }
            #expect(try await count(driver) == 0)
            _ = try await driver.write(repeatable: false) { connection in
                try connection.change(Self.insert, [.integer(1), .null])
            }
            #expect(try await count(driver) == 1)
        }
    }

    @Test("Writes that wait together are committed together, one after the other")
    func together() async throws {
        try await withDriver { driver, _ in
            let gate = Gate()
            let blocker = Task { try await driver.write(repeatable: false) { _ in gate.wait() } }
            await gate.isWaitedFor()
            let writes = (0..<600).map { index in
                Task {
                    try await driver.write(repeatable: false) { connection in
                        try connection.change(Self.insert, [.integer(Int64(index)), .null])
                        return try #require(connection.rows("SELECT count(*) FROM t").first).integer(0)
                    }
                }
            }
            await driver.isWaiting(600)
            let before = driver.groupsCommitted
            gate.open()
            try await blocker.value
            var seen: [Int64] = []
            for write in writes { seen.append(try await write.value) }
            #expect(seen.sorted() == Array(1...600))
            // The blocker's own group, then 256, 256 and 88; more only where the machine was very slow.
            #expect(driver.groupsCommitted - before <= 10)
        }
    }

    @Test("A full database refuses what does not fit, says so, and goes on")
    func full() async throws {
        try await withDriver { driver, _ in
            _ = try await driver.write { connection in
                let pages = try #require(connection.rows("PRAGMA page_count").first).integer(0)
                #expect(pages < 20)
                _ = try connection.rows("PRAGMA max_page_count = 20")
            }
            let large = [UInt8](repeating: 1, count: 200_000)
            let error = await storageError {
                _ = try await driver.write(repeatable: false) { connection in
                    try connection.change(Self.insert, [.integer(1), .blob(large)])
                }
            }
            #expect(error?.isFull == true)
            _ = try await driver.write(repeatable: false) { connection in
                try connection.change(Self.insert, [.integer(2), .integer(2)])
            }
            let kept = try await driver.read { try $0.rows("SELECT a FROM t").map { try $0.integer(0) } }
            #expect(kept == [2])
        }
    }

    @Test("After closing, reads and writes are refused as unavailable; what was accepted before is kept")
    func closing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "t.sqlite").path
            let driver = try SQLiteDriver(path: path)
            _ = try await driver.write { try $0.change("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT") }
            let gate = Gate()
            let blocker = Task { try await driver.write(repeatable: false) { _ in gate.wait() } }
            await gate.isWaitedFor()
            let accepted = (0..<300).map { index in
                Task {
                    _ = try await driver.write(repeatable: false) { connection in
                        _ = try connection.change(Self.insert, [.integer(Int64(index)), .null])
                    }
                }
            }
            await driver.isWaiting(300)
            let closing = Task { try await driver.close() }
            gate.open()
            try await closing.value
            try await blocker.value
            for write in accepted { try await write.value }
            let write = await storageError { try await driver.write(repeatable: false) { _ in } }
            let read = await storageError { try await driver.read { _ in } }
            #expect(write?.isUnreachable == true)
            #expect(read?.isUnreachable == true)
            let again = try SQLiteDriver(path: path)
            #expect(try await count(again) == 300)
            try await again.close()
        }
    }
}
