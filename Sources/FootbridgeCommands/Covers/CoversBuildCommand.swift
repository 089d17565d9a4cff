import ArgumentParser
import FootbridgeCore
import Foundation

/// `footbridge covers build`: a folder of covers into an index.
struct CoversBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an index from a folder of covers.",
        discussion: """
            Takes every JPEG, PNG and WebP file of the folder, in the order of their names; a cover is called as its file \
            without the extension, such as its ISBN. A cover that is in the index already is passed over, so that an \
            interrupted build goes on where it ended. Covers with the same artwork, as of several editions, are put into \
            a group. A file that cannot serve is named with the reason, and the exit status is then 1.

            Example:
              footbridge covers build --from covers/ --index /var/lib/footbridge/covers
            """)

    @Option(help: "The folder of the covers.", completion: .directory)
    var from: String

    @OptionGroup var options: CoverIndexOptions

    @Option(help: "Covers worked on at once, 1 to 64. Default: the number of cores.")
    var threads: Int?

    @Flag(help: "Print {\"added\":…,\"kept\":…,\"rejected\":…,\"grouped\":…}.")
    var json = false

    func validate() throws {
        guard (1...64).contains(threads ?? 1) else { throw ValidationError("--threads is 1 to 64.") }
    }

    func run() async throws {
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        guard try await perform(on: .process, threads: threads) else { throw ExitCode.failure }
    }

    /// - Returns: whether no file was rejected.
    func perform(on terminal: Terminal, threads: Int) async throws -> Bool {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: from)
        } catch {
            throw CommandFailure("\(PrintableText.of(from)) cannot be read")
        }
        let files = names.filter(CoverFile.isPicture).sorted().map { from + "/" + $0 }
        let summary = try await CoverIntake(terminal: terminal, threads: threads, replaces: false)
            .run(files, into: options.index)
        try summary.write(to: terminal, json: json)
        return summary.rejected == 0
    }
}
