import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import SQLiteDriver
import Testing

@testable import FootbridgeCommands

@Suite struct DoctorTests {
    private func examine(
        _ path: String, secret: String? = nil, at now: Timestamp = WallClock.system.now
    ) async throws -> (isHealthy: Bool, lines: [String]) {
        let lines = WrittenLines()
        let isHealthy = try await DoctorCommand.parse([]).perform(
            on: .sqlite(path: path), secret: secret ?? path + ".secret", at: now, on: lines.terminal(), program: .built)
        return (isHealthy, lines.results.split(separator: "\n").map(String.init))
    }

    private func migrate(_ path: String, flags: [String] = []) async throws -> WrittenLines {
        let lines = WrittenLines()
        try await MigrateCommand.parse(flags).perform(on: .sqlite(path: path), on: lines.terminal())
        return lines
    }

    @Test func `migrate says from where to where, and then that all is up to date`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a.db").path
            let first = try await migrate(path)
            #expect(first.results.hasPrefix("migrated from schema step 0 to "))
            let step = first.results.trimmingCharacters(in: .newlines).split(separator: " ").last ?? ""
            #expect(try await migrate(path).results == "up to date: schema step \(step)\n")
            #expect(
                try await migrate(path, flags: ["--json"]).results == "{\"from\":\(step),\"to\":\(step),\"steps\":[]}\n"
            )
        }
    }

    @Test func `A sound database on this machine has no failure, with its time zones and libraries looked at`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a.db").path
            _ = try await migrate(path)
            #expect(
                FileManager.default.createFile(
                    atPath: path + ".secret", contents: Data(String(repeating: "ab", count: 32).utf8),
                    attributes: [.posixPermissions: 0o600]))
            let (isHealthy, lines) = try await examine(path)
            #expect(isHealthy, "\(lines)")
            for subject in [
                "ok    database", "ok    write-ahead log", "ok    files", "ok    schema", "ok    integrity",
                "warn  rows",
                "ok    usable rows",
                "ok    secret", "ok    clock", "ok    time zones", "ok    reading PNG", "ok    reading JPEG",
                "ok    reading WebP",
            ] {
                #expect(lines.contains { $0.hasPrefix(subject) }, "\(subject): \(lines)")
            }
            #expect(lines.contains { $0.contains("libzbar.so") })
        }
    }

    @Test func `A database that is not there is not made, and one of another kind fails`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "none.db").path
            let (isHealthy, lines) = try await examine(path)
            #expect(!isHealthy)
            #expect(lines.first?.hasPrefix("FAIL  database") == true)
            #expect(!FileManager.default.fileExists(atPath: path))
            let text = folder.appending(path: "text.db")
            try Data(String(repeating: "no database ", count: 100).utf8).write(to: text)
            #expect(try await !examine(text.path).isHealthy)
        }
    }

    @Test func `A damaged database fails`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a.db").path
            let storage = Storage(driver: try SQLiteDriver(path: path), clock: WallClock { fixedNow })
            try await storage.migrate()
            _ = try await SampleCatalog.fill(storage, at: fixedNow, on: WrittenLines().terminal())
            try await storage.close()
            let file = try FileHandle(forUpdating: URL(filePath: path))
            let size = try file.seekToEnd()
            for page in stride(from: UInt64(40 * 4096), to: size, by: 3 * 4096) {
                try file.seek(toOffset: page)
                try file.write(contentsOf: Data(repeating: 0x5A, count: 512))
            }
            try file.close()
            let (isHealthy, lines) = try await examine(path)
            #expect(!isHealthy, "\(lines)")
        }
    }

    @Test func `Rows that this machine cannot use are named, and past ten values only counted`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "a.db").path
            let driver = try SQLiteDriver(path: path)
            let storage = Storage(driver: driver, clock: WallClock { fixedNow })
            try await storage.migrate()
            _ = try await SampleCatalog.fill(storage, at: fixedNow, on: WrittenLines().terminal())
            func named() async throws -> [String] {
                try await examine(path).lines.filter { $0.dropFirst(6).hasPrefix("usable rows") }
            }
            #expect(try await named() == ["ok    usable rows: this machine knows every time zone and currency"])
            let stores = try await driver.write { connection in
                let ids = try connection.rows("SELECT public_id FROM stores ORDER BY public_id").map { try $0.text(0) }
                for (number, id) in ids.prefix(15).enumerated() {
                    try connection.change(
                        "UPDATE stores SET time_zone = 'Mars/' || $1 WHERE public_id = $2",
                        [.text(number < 4 ? "A\u{1B}[2J" : "Z\(number)"), .text(id)])
                }
                return ids
            }
            let lines = try await named()
            #expect(lines.count == 11)
            #expect(lines[0].hasPrefix("warn  usable rows: 4 of stores have the time zone Mars/A"))
            #expect(
                lines[0].contains(
                    "(\(stores[..<3].joined(separator: ", ")), …); answers leave such stores and prices out"))
            #expect(!lines[0].contains("\u{1B}"))
            #expect(lines[10].hasPrefix("warn  usable rows: 2 more such values"))
            try await storage.close()
        }
    }

    @Test func `A secret that others may read, or that is none, fails`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "secret").path
            #expect(MachineExamination.secret(at: path).state == .warn)
            let digits = Data(String(repeating: "ab", count: 32).utf8)
            for (content, mode, state) in [
                (digits, 0o600, Finding.State.ok), (digits, 0o640, .fail), (digits, 0o604, .fail),
                (Data(), 0o600, .fail),
            ] {
                #expect(FileManager.default.createFile(atPath: path, contents: content))
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                #expect(MachineExamination.secret(at: path).state == state)
            }
        }
    }

    @Test func `A clock in another century fails`() {
        #expect(MachineExamination.clock(at: fixedNow).state == .ok)
        #expect(MachineExamination.clock(at: Timestamp(microseconds: 0)).state == .fail)
        #expect(MachineExamination.clock(at: Timestamp(microseconds: .max)).state == .fail)
    }
}
