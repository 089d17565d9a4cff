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
                Finding.ok("database", "\(path) opens; commits wait for the disk (synchronous is FULL)"),
                try await journal(driver), files(),
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

    /// Asked of SQLite: to open the file beside it, and close it again, would end the locks that it holds there.
    private func journal(_ driver: SQLiteDriver) async throws(StorageError) -> Finding {
        let mode = try await driver.read { try $0.rows("PRAGMA journal_mode").first?.text(0) }
        guard mode == "wal" else {
            return .fail(
                "write-ahead log", "the database does not use one",
                advice: "is the file on a network share? SQLite needs a local disk")
        }
        return .ok("write-ahead log", "in use")
    }

    private func files() -> Finding {
        let open = DatabaseFiles(path: path).openToOthers
        guard !open.isEmpty else { return .ok("files", "the database and its log are their owner's alone") }
        let names = open.joined(separator: " ")
        return .warn("files", "others have rights in \(names)", advice: "run chmod 600 \(names), unless it is meant so")
    }
}
