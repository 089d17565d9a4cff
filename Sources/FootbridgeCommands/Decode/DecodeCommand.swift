import ArgumentParser
import DecodeWorkers
import FootbridgeCore

/// `footbridge decode`: what is in photos, without a daemon or a database.
struct DecodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Read the symbols in photos.",
        discussion: """
            Reads JPEG, PNG and WebP files of at most 20 MiB and 50 megapixels, several at a time, and prints what is in \
            each, in the order they were named. A photo in which nothing is read is no error; a file that cannot be \
            decoded is, and the exit status is then 1, after all files were tried.

            With --json: one line a file, {"file":…,"symbols":[{"symbology":…,"text":…,"add_on":…,"corners":[[x,y],…],\
            "engine":…}],"elapsed_ms":…,"decode_ms":…,"read_ms":…}, or {"file":…,"error":…,"elapsed_ms":…}. Corners are \
            pixels of the upright photo; decode_ms is turning the file into pixels, read_ms looking for symbols in them.

            Examples:
              footbridge decode cover.jpg
              footbridge decode --json photos/*.jpg > symbols.jsonl
            """)

    @OptionGroup var photos: PhotoFiles

    func run() async throws {
        guard try await perform(on: .process, threads: photos.width) else { throw ExitCode.failure }
    }

    /// - Returns: whether every file was decoded.
    func perform(on terminal: Terminal, threads: Int) async throws -> Bool {
        var allDecoded = true
        // As the daemon reads them; no more are begun than there are threads for.
        let pool = ReadingPool(threads: threads, waiting: 0, reader: QuietReader())
        do {
            try await OrderedWork(width: threads).run(photos.files) {
                await PhotoReport(ofFileAt: $0, readIn: pool)
            } deliver: { report in
                if case .failure = report.outcome { allDecoded = false }
                try terminal.result(photos.json ? report.json.line : report.text)
            }
        } catch {
            try await pool.shutDown()
            throw error
        }
        try await pool.shutDown()
        let lines = LibraryPrints.lines
        if lines > 0 { terminal.message("libraries printed \(lines) lines while they read, which are not shown") }
        return allDecoded
    }
}
