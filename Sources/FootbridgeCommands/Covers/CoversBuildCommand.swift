import ArgumentParser
import CoverIndexing
import FootbridgeCore
import FootbridgeStorage
import Foundation
import Synchronization

/// `footbridge covers build`: an index of the covers of a database, or of a folder.
struct CoversBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build the index anew from the covers of the database, or one from a folder.",
        discussion: """
            Without --from the daemon's own index is built anew, whatever is there, on all cores; the daemon must not run. \
            A daemon does the same by itself, one cover after the other, where its index is missing, damaged or another \
            database's; interrupted, either goes on where it ended.

            With --from and --index no database is needed: every JPEG, PNG and WebP file of the folder is taken, called as \
            its file without the extension; one that is in the index already is passed over. A file that cannot serve is \
            named with the reason, and the exit status is then 1. Covers with the same artwork, as of several editions, \
            are put into a group.

            Examples:
              footbridge covers build
              footbridge covers build --from covers/ --index /var/lib/footbridge/covers
            """)

    @Option(help: "A folder of covers to build from, without a database.", completion: .directory)
    var from: String?

    @Option(
        help: "The folder of the index; without it the setting cover-index, or beside the database.",
        completion: .directory)
    var index: String?

    @Option(help: "Covers worked on at once, 1 to 64. Default: the number of cores.")
    var threads: Int?

    @Flag(help: "Print a JSON object of what came of it.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (1...64).contains(threads ?? 1) else { throw ValidationError("--threads is 1 to 64.") }
        guard from == nil || index != nil else { throw ValidationError("--from needs --index.") }
    }

    func run() async throws {
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let isClean: Bool
        if let from, let index {
            isClean = try await perform(from: from, into: index, on: .process, threads: threads)
        } else {
            let folder = try CoverIndexPath.of(index, database)
            isClean = try await CommandFailure.explaining {
                try await database.withStorage {
                    try await perform(from: $0, into: folder, on: .process, threads: threads)
                }
            }
        }
        guard isClean else { throw ExitCode.failure }
    }

    /// - Returns: whether no file was rejected.
    func perform(from folder: String, into index: String, on terminal: Terminal, threads: Int) async throws -> Bool {
        let summary = try await CoverIntake(terminal: terminal, threads: threads, replaces: false)
            .run(CoverFiles.pictures(in: folder), into: index)
        try summary.write(to: terminal, json: json)
        return summary.rejected == 0
    }

    /// - Returns: whether every cover of the database could be taken in.
    func perform(from storage: Storage, into index: String, on terminal: Terminal, threads: Int) async throws -> Bool {
        let rejected = Atomic(0)
        let follower = CoverFollower(storage: storage, threads: threads) { cover, reason in
            rejected.add(1, ordering: .relaxed)
            terminal.message("\(cover): \(reason)")
        }
        do {
            var writer = try CoverIndexWriter(openingAt: index, anew: true)
            let standing = try await storage.coverStanding()
            _ = try follower.prepare(&writer, for: standing)
            var progress = ProgressLine(terminal: terminal, totalBytes: Int64(standing.covers), of: "covers")
            while try await follower.takeNext(into: &writer) > 0 {
                progress.update(bytes: Int64(writer.names.count), rows: writer.names.count)
            }
            progress.clear()
            let counts = [("indexed", writer.names.count), ("rejected", rejected.load(ordering: .relaxed))]
            try terminal.result(
                json
                    ? JSON.object(counts.map { JSON.Member($0.0, .integer($0.1)) }).line
                    : "\(writer.names.count) covers in \(PrintableText.of(index)), \(rejected.load(ordering: .relaxed)) rejected"
            )
        } catch let error as CoverIndexError {
            throw CommandFailure(error, in: index)
        }
        return rejected.load(ordering: .relaxed) == 0
    }
}
