import ArgumentParser
import CoverIndexing
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// `footbridge covers verify`: whether covers and their index are what was written.
struct CoversVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read all covers and all of their index, and compare every checksum, cover and posting.",
        discussion: """
            Without --index the covers of the database are read, too. The exit status is 1, with what is wrong, for damage; \
            a damaged index is built anew by covers build, or by the daemon when it starts.
            """)

    @OptionGroup var report: CoverIndexReport

    func run() async throws {
        if let index = report.index {
            try report.tell(of: index) { folder throws(CoverIndexError) in try CoverIndexFolder.verify(at: folder) }
            return
        }
        let folder = try CoverIndexPath.of(nil, report.database)
        let isSound = try await CommandFailure.explaining {
            try await report.database.withStorage { try await perform(in: $0, folder, on: .process) }
        }
        guard isSound else { throw ExitCode.failure }
    }

    /// - Returns: whether every kept picture is what was written.
    func perform(in storage: Storage, _ folder: String, on terminal: Terminal) async throws -> Bool {
        var isSound = true
        var place: Int64 = 0
        var progress = ProgressLine(terminal: terminal, of: "covers")
        var read = 0
        while true {
            let changes = try await storage.coverChanges(after: place, limit: CoverFollower.batch)
            guard let last = changes.last else { break }
            for change in changes where !change.isSound {
                isSound = false
                progress.clear()
                terminal.message("the cover of \(change.gtin.digits14) is not what was written: add it again")
            }
            place = last.number
            read += changes.count
            progress.update(rows: read)
        }
        progress.clear()
        try await report.tell(of: folder, in: storage, on: terminal) { folder throws(CoverIndexError) in
            try CoverIndexFolder.verify(at: folder)
        }
        return isSound
    }
}
