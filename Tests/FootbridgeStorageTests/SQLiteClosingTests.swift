import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import SQLiteDriver
import Testing

@testable import FootbridgeStorage

@Suite("Closing a SQLite file")
struct SQLiteClosingTests {
    /// What a copy of the file alone has, without the log beside it.
    private func productsInCopy(of path: String) async throws -> Int64 {
        let copy = path + "-copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let storage = Storage(driver: try SQLiteDriver(path: copy))
        let count = try await storage.count("SELECT count(*) FROM products")
        try await storage.close()
        return count
    }

    @Test("After closing, the file alone is the whole database, also where readers were at work until then")
    func whole() async throws {
        try await TemporaryDatabase.with { database in
            _ = try await database.storage.upsert(products: (0..<500).map { Bookshop.product($0) })
            let (gate, reading) = (Gate(), Tally())
            let readers = (0..<2).map { _ in
                Task {
                    try await database.storage.driver.read { connection in
                        // Each has its view of the database before any of it goes back into the file.
                        _ = try connection.rows("SELECT count(*) FROM products")
                        reading.up()
                        gate.wait()
                    }
                }
            }
            while reading.most < 2 { await Task.yield() }
            _ = try await database.storage.upsert(products: (500..<1000).map { Bookshop.product($0) })
            let closing = Task { try await database.storage.close() }
            gate.open()
            try await closing.value
            for reader in readers { try await reader.value }
            #expect(try await productsInCopy(of: database.path) == 1000)
            try await database.storage.close()
        }
    }

    @Test("Another that reads in the file or writes to it makes closing neither fail nor lose anything")
    func others() async throws {
        for holdsWriteLock in [false, true] {
            try await TemporaryDatabase.with { database in
                let other = try SQLiteDriver(path: database.path)
                let gate = Gate()
                @Sendable func hold(_ connection: any SQLConnection) throws {
                    _ = try connection.rows("SELECT count(*) FROM products")
                    gate.wait()
                }
                let holder = Task {
                    guard holdsWriteLock else { return try await other.read { try hold($0) } }
                    try await other.write { try hold($0) }
                }
                await gate.isWaitedFor()
                if !holdsWriteLock {
                    _ = try await database.storage.upsert(products: [Bookshop.product(1)])
                }
                try await database.storage.close()
                gate.open()
                try await holder.value
                let count = try await other.read { try $0.rows("SELECT count(*) FROM products").first?.integer(0) }
                #expect(count == (holdsWriteLock ? 0 : 1))
                // The last one out leaves the file whole.
                try await other.close()
                #expect(try await productsInCopy(of: database.path) == (holdsWriteLock ? 0 : 1))
            }
        }
    }
}
