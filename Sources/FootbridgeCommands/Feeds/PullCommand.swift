import ArgumentParser
import FootbridgeCore
import Foundation

/// `footbridge pull`: a folder that follows a feed of a daemon elsewhere.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Keep a folder of events or conversions up to date from a daemon.",
        discussion: """
            Fetches what came since the last time into new files, each of which is there whole or not at all, with the \
            cursor to go on from in its name. It can be interrupted at any time and run again; no row comes twice, none is \
            left out. Run it from cron, or a timer.

            Examples:
              footbridge pull --url https://books.example --key-file analyst.key \\
                --to events
              footbridge pull --url https://books.example --key-file analyst.key \\
                --to conversions --type conversions --format csv
              duckdb -c "COPY (FROM 'events/*.ndjson') TO 'events.parquet'"
            """)

    /// What the files hold.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ndjson, csv

        var lines: FeedLines {
            switch self {
            case .ndjson: .ndjson
            case .csv: .csv
            }
        }
    }

    @Option(help: "The daemon's address, such as https://books.example.")
    var url: String
    @Option(help: "A file with the analyst's key, which only its owner may read.", completion: .file())
    var keyFile: String
    @Option(help: "The folder; it is made where there is none.", completion: .directory)
    var to: String
    @Option(help: "ndjson or csv; one folder holds one of them.")
    var format: Format = .ndjson
    @Option(help: "events or conversions.")
    var type: ExportCommand.Kind = .events
    @Option(help: "Most rows of one file.")
    var rowsPerFile = 1_000_000

    func validate() throws {
        guard rowsPerFile >= 1 else { throw ValidationError("--rows-per-file is at least 1.") }
        guard source != nil else { throw ValidationError("--url is an http or https address without a query.") }
    }

    /// The feed's address.
    private var source: String? {
        guard let parts = URLComponents(string: url), parts.scheme == "https" || parts.scheme == "http",
            parts.host?.isEmpty == false, parts.query == nil, parts.fragment == nil, parts.user == nil
        else { return nil }
        return (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/v1/\(type.rawValue)"
    }

    func run() async throws {
        guard let source else { return }
        let key: APIKey?
        do {
            key = try PrivateFile.read(keyFile, forbidden: 0o077).flatMap {
                APIKey($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        } catch {
            throw CommandFailure("\(keyFile) \(error)")
        }
        guard let key else { throw CommandFailure("\(keyFile) does not hold a key") }
        let folder = try PullFolder(to, name: type.rawValue, ending: format.rawValue, source: source)
        let client = FeedClient(source: "\(source)?format=\(format.rawValue)", key: key)
        var pull = Pull(
            folder: folder, lines: format.lines, rowsPerFile: rowsPerFile, client: client, terminal: .process)
        do {
            try await pull.run()
        } catch {
            folder.close()
            try await client.close()
            throw error
        }
        folder.close()
        try await client.close()
    }
}
