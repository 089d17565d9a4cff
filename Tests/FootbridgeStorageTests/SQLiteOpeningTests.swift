import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import SQLiteDriver
import Testing

@testable import FootbridgeStorage

@Suite("Opening a SQLite file")
struct SQLiteOpeningTests {
    private func errorOpening(_ path: String) async -> StorageError? {
        await storageError { _ = try SQLiteDriver(path: path) }
    }

    @Test("A file that is not a database is said to be none")
    func notADatabase() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "x.sqlite").path
            try Data(repeating: 0x41, count: 10_000).write(to: URL(filePath: path))
            let error = try #require(await errorOpening(path))
            #expect(error.isUnusable)
            #expect(error.detail.contains("not a SQLite database"))
            #expect(try Data(contentsOf: URL(filePath: path)).count == 10_000)
        }
    }

    @Test("A folder that is not there, or stands in the file's place, is named as the cause")
    func folder() async throws {
        try await withTemporaryFolder { folder in
            for path in [folder.appending(path: "missing/x.sqlite").path, folder.path] {
                let error = try #require(await errorOpening(path))
                #expect(error.isUnreachable)
                #expect(error.detail.contains("folder"))
                #expect(!error.detail.contains(folder.lastPathComponent))
            }
        }
    }

    @Test("Another program's database is left alone")
    func foreign() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "x.sqlite").path
            let ours = try SQLiteDriver(path: path)
            _ = try await ours.write { connection in
                try connection.change("CREATE TABLE bookmarks (a INTEGER) STRICT")
                _ = try connection.rows("PRAGMA application_id = 7")
            }
            try await ours.close()
            let error = try #require(await errorOpening(path))
            #expect(error.isUnusable)
            #expect(error.detail.contains("another program"))
        }
    }

    @Test("A damaged database is said to be damaged")
    func damaged() async throws {
        try await TemporaryDatabase.with { database in
            _ = try await database.storage.upsert(products: (0..<2000).map { Bookshop.product($0) })
            try await database.storage.close()
            let file = try FileHandle(forUpdating: URL(filePath: database.path))
            for page in stride(from: UInt64(8192), to: try file.seekToEnd(), by: 4096) {
                try file.seek(toOffset: page)
                try file.write(contentsOf: Data(repeating: 0xAA, count: 512))
            }
            try file.close()
            let problems = await storageError {
                let driver = try SQLiteDriver(path: database.path)
                let found = try await driver.integrityProblems()
                #expect(!found.isEmpty)
                _ = try await driver.read { try $0.rows("SELECT gtin, title FROM products") }
            }
            #expect(problems?.isUnusable == true)
        }
    }

    @Test(
        "A file that may only be read is said to be so",
        .enabled(if: geteuid() != 0, "permissions do not bind root"))
    func readOnly() async throws {
        try await TemporaryDatabase.with { database in
            try await database.storage.close()
            let manager = FileManager.default
            try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: database.path)
            try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: database.folder.path)
            let error = await errorOpening(database.path)
            try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: database.folder.path)
            #expect(error?.isUnusable == true)
            #expect(error?.detail.contains("only be read") == true)
        }
    }
}
