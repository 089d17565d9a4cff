import ArgumentParser
import CoverIndexing
import CoverRecognition
import FootbridgeCore

/// `footbridge covers match`: which covers are in photos.
struct CoversMatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Find the covers of an index in photos.",
        discussion: """
            Looks for covers in JPEG, PNG and WebP files, several at a time, and prints what is found in the order of the \
            files. The band says how far it may be trusted: sure, ask (it may be one of these) or none. A photo without a \
            cover is no error; a file that cannot be decoded is, and the exit status is then 1, after all were tried.

            With --json: one line a file, {"file":…,"band":…,"candidates":[{"cover":…,"corners":[[x,y],…],"matches":…,\
            "agreement":…,"band":…,"same_artwork":[…]}],"elapsed_ms":…}, or {"file":…,"error":…,"elapsed_ms":…}. Corners \
            are pixels of the upright photo; same_artwork names the other covers that cannot be told from this one.

            Example:
              footbridge covers match --index covers.index --json window.jpg
            """)

    @OptionGroup var options: CoverIndexOptions

    @OptionGroup var photos: PhotoFiles

    func run() async throws {
        guard try await perform(on: .process, threads: photos.width) else { throw ExitCode.failure }
    }

    /// - Returns: whether every file was decoded.
    func perform(on terminal: Terminal, threads: Int) async throws -> Bool {
        let index: CoverIndex
        do throws(CoverIndexError) {
            index = try CoverIndexFolder(openingAt: options.index).index
        } catch {
            throw CommandFailure(error, in: options.index)
        }
        let tools = CoverTools()
        var allDecoded = true
        try await OrderedWork(width: threads).run(photos.files) {
            CoverReport(ofFileAt: $0, in: index, with: tools)
        } deliver: { report in
            if case .failure = report.outcome { allDecoded = false }
            try terminal.result(photos.json ? report.json.line : report.text)
        }
        return allDecoded
    }
}
