import FootbridgeCore
import FootbridgeStorage
import Foundation
import SQLiteDriver

/// Looks at a SQLite database without changing it.
struct DatabaseExamination {
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
        do {
            let driver = try SQLiteDriver(path: path)
            let findings = await findings(driver)
            try await driver.close()
            return findings
        } catch {
            return [
                .fail("database", CommandFailure(error).description, advice: "see whether \(path) is the right file")
            ]
        }
    }

    private func findings(_ driver: SQLiteDriver) async -> [Finding] {
        let storage = Storage(driver: driver)
        var findings = [
            Finding.ok("database", "\(path) opens; commits wait for the disk (synchronous is FULL)"), journal(),
        ]
        do throws(StorageError) {
            let version = try await storage.schemaVersion()
            guard let appliedAt = version.appliedAt else {
                return findings + [.fail("schema", "there is none", advice: "run footbridge migrate")]
            }
            findings.append(schema(step: version.step, appliedAt: appliedAt))
            findings.append(Self.integrity(try await storage.integrityCheck()))
            findings.append(Self.rows(try await storage.statistics()))
        } catch {
            findings.append(
                .fail("database", CommandFailure(error).description, advice: "restore a backup if this stays so"))
        }
        return findings
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

    private func schema(step: Int, appliedAt: Timestamp) -> Finding {
        guard appliedAt <= now else {
            return .warn(
                "schema", "step \(step) was done on \(appliedAt.rfc3339), which is in the future",
                advice: "see whether the clock of this machine is right")
        }
        return .ok("schema", "step \(step), of \(appliedAt.rfc3339)")
    }

    private static func integrity(_ problems: [String]) -> Finding {
        guard let first = problems.first else { return .ok("integrity", "nothing is damaged") }
        return .fail(
            "integrity", "\(problems.count) problems, the first: \(PrintableText.of(first))",
            advice: "stop the daemon and restore a backup")
    }

    private static func rows(_ counts: [TableCount]) -> Finding {
        let text = counts.map { "\($0.table) \($0.rows)" }.joined(separator: ", ")
        let isEmpty = counts.allSatisfy { $0.rows == 0 || !["products", "stores", "listings"].contains($0.table) }
        guard !isEmpty else { return .warn("rows", text, advice: "import something, or try footbridge sample") }
        return .ok("rows", text)
    }
}
