import FootbridgeCore
import FootbridgeStorage
import Foundation
import SQLiteDriver

/// Looks at a SQLite database without changing it.
struct SQLiteExamination {
    let path: String
    let now: Timestamp

    func findings() async -> [Finding] {
        // Opening would make the file.
        guard FileManager.default.fileExists(atPath: path) else {
            return [
                .fail(
                    "database", "there is no file \(path)", advice: "name it with --database, or run footbridge migrate"
                )
            ]
        }
        do throws(StorageError) {
            let driver = try SQLiteDriver(path: path)
            let opened = [
                Finding.ok("database", "\(path) opens; commits wait for the disk (synchronous is FULL)"), journal(),
            ]
            let findings = await DatabaseExamination(storage: Storage(driver: driver), now: now).findings()
            try await driver.close()
            return opened + findings
        } catch {
            return [
                .fail("database", CommandFailure(error).description, advice: "see whether \(path) is the right file")
            ]
        }
    }

    /// Bytes 18 and 19 of the file are 2 where it uses a write-ahead log (SQLite file format, 1.3.3).
    private func journal() -> Finding {
        let header: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { file.closeFile() }
            header = try file.read(upToCount: 20) ?? Data()
        } catch {
            return .fail("write-ahead log", "the file cannot be read", advice: "see whether this user may read \(path)")
        }
        // A file that was just made has its header in the log still.
        guard header.count == 20 else { return .ok("write-ahead log", "in use, with all of the database in it") }
        guard header[18] == 2, header[19] == 2 else {
            return .fail(
                "write-ahead log", "the database does not use one",
                advice: "is the file on a network share? SQLite needs a local disk")
        }
        return .ok("write-ahead log", "in use")
    }
}
