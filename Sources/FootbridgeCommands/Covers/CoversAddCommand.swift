import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation

/// `footbridge covers add`: covers into a database, or into an index without one.
struct CoversAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add covers to the database, or take some away.",
        discussion: """
            A file is the cover of the product that it is named by, as 9780306406157.jpg or 0-306-40615-2.png; of a folder \
            every JPEG, PNG and WebP file is taken. It is kept reduced, in the place of any other cover of that product. \
            A running daemon takes it into its index by itself. A file that cannot serve is named with the reason, and \
            the exit status is then 1; running it again is safe.

            With --index no database is needed: the covers go into that index, called as their files without the \
            extension, whatever that is, and the index is made where there is none.

            Examples:
              footbridge covers add covers/
              footbridge covers add --remove 9780306406157
              footbridge covers add --index covers.index 9780306406157.jpg
            """)

    @Option(help: "The folder of an index to add to, without a database.", completion: .directory)
    var index: String?

    @Option(help: "The product, or the name in the index, of a cover to take away; may be given several times.")
    var remove: [String] = []

    @Flag(
        help: "Print {\"added\":…,\"replaced\":…,\"kept\":…,\"rejected\":…}; of an index \"grouped\" for \"replaced\".")
    var json = false

    @Argument(help: "The covers, and folders of them.", completion: .file())
    var files: [String] = []

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard !files.isEmpty || !remove.isEmpty else {
            throw ValidationError("Name a file to add or a cover to remove.")
        }
    }

    func run() async throws {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let isClean: Bool
        if let index {
            isClean = try await perform(in: index, on: .process, threads: threads)
        } else {
            let space = try database.settings().value(of: Settings.coverSources.space) << 20
            isClean = try await CommandFailure.explaining {
                try await database.withStorage {
                    try await perform(in: $0, within: space, on: .process, threads: threads)
                }
            }
        }
        guard isClean else { throw ExitCode.failure }
    }

    /// - Returns: whether no file was rejected, and all that was to be taken away was there.
    func perform(in storage: Storage, within space: Int, on terminal: Terminal, threads: Int) async throws -> Bool {
        let files = try CoverFiles.named(files)
        var isClean = true
        for name in remove {
            guard try await !storage.removeCover(of: CoverFile.gtin(named: name), by: nil) else { continue }
            terminal.message("\(PrintableText.of(name)): has no cover")
            isClean = false
        }
        guard !files.isEmpty else { return isClean }
        let summary = try await CoverFiling(terminal: terminal, threads: threads, space: space).run(
            files, into: storage)
        try summary.write(to: terminal, json: json)
        return summary.rejected == 0 && isClean
    }

    /// - Returns: as above.
    func perform(in index: String, on terminal: Terminal, threads: Int) async throws -> Bool {
        let files = try CoverFiles.named(files)
        let missing = try CoverRemoval.remove(remove, from: index)
        for name in missing { terminal.message("\(PrintableText.of(name)): is not in the index") }
        guard !files.isEmpty else { return missing.isEmpty }
        let summary = try await CoverIntake(terminal: terminal, threads: threads, replaces: true).run(
            files, into: index)
        try summary.write(to: terminal, json: json)
        return summary.rejected == 0 && missing.isEmpty
    }
}
