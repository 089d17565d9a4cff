import ArgumentParser
import FootbridgeCore
import Foundation

/// `footbridge covers add`: single covers into an index.
struct CoversAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add covers to an index, or take some away.",
        discussion: """
            A cover is called as its file without the extension; one that has this name already is replaced. The index \
            is made where there is none. A file that cannot serve is named with the reason, and the exit status is then 1.

            Examples:
              footbridge covers add --index covers.index 9780306406157.jpg
              footbridge covers add --index covers.index --remove 9780306406157
            """)

    @OptionGroup var options: CoverIndexOptions

    @Option(help: "The name of a cover to take away; may be given several times.")
    var remove: [String] = []

    @Flag(help: "Print {\"added\":…,\"kept\":…,\"rejected\":…,\"grouped\":…}.")
    var json = false

    @Argument(help: "The covers.", completion: .file())
    var files: [String] = []

    func validate() throws {
        guard !files.isEmpty || !remove.isEmpty else {
            throw ValidationError("Name a file to add or a cover to remove.")
        }
    }

    func run() async throws {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        guard try await perform(on: .process, threads: threads) else { throw ExitCode.failure }
    }

    /// - Returns: whether no file was rejected, and all that was to be taken away was there.
    func perform(on terminal: Terminal, threads: Int) async throws -> Bool {
        let missing = try CoverRemoval.remove(remove, from: options.index)
        for name in missing { terminal.message("\(PrintableText.of(name)): is not in the index") }
        guard !files.isEmpty else { return missing.isEmpty }
        let summary = try await CoverIntake(terminal: terminal, threads: threads, replaces: true)
            .run(files, into: options.index)
        try summary.write(to: terminal, json: json)
        return summary.rejected == 0 && missing.isEmpty
    }
}
