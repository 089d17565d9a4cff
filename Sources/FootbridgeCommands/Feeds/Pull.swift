import FootbridgeCore

/// One pull: asks for what comes after the folder's last row, and keeps whole rows until there are no more.
struct Pull {
    private var folder: PullFolder
    private let lines: FeedLines
    private let rowsPerFile: Int
    private let client: FeedClient
    private let terminal: Terminal
    private var progress: ProgressLine
    private var (rows, bytes) = (0, Int64(0))

    /// Attempts that bring nothing, one after the other, before it is given up.
    private static let attempts = 6
    /// The longest that is waited on a daemon's word.
    private static let patience = 600

    init(folder: PullFolder, lines: FeedLines, rowsPerFile: Int, client: FeedClient, terminal: Terminal) {
        self.folder = folder
        self.lines = lines
        self.rowsPerFile = rowsPerFile
        self.client = client
        self.terminal = terminal
        progress = ProgressLine(terminal: terminal, totalBytes: nil)
    }

    /// - Throws: ``CommandFailure`` with what the daemon said, or where it cannot be reached. What has come is kept.
    mutating func run() async throws {
        var failures = 0
        while true {
            let before = rows
            do {
                try await fetch()
                break
            } catch let failure as FeedClient.Failure {
                progress.clear()
                failures = rows > before ? 1 : failures + 1
                guard failure.isTemporary, failures < Self.attempts else { throw CommandFailure(failure.description) }
                let seconds = min(failure.retryAfter ?? 1 << failures, Self.patience)
                terminal.message("\(failure); trying again in \(seconds) s")
                try await Task.sleep(for: .seconds(seconds))
            }
        }
        progress.clear()
        terminal.message("\(rows) new rows")
    }

    /// Takes one answer in.
    private mutating func fetch() async throws {
        let answer = try await client.get(after: folder.last)
        if let newer = answer.supersededBy {
            terminal.message("\(newer) is the current run of attribution now; this folder stays with its own")
        }
        var splitter = FeedRows(lines)
        var file: (output: ExportOutput, rows: Int, last: FeedCursor?)?
        do {
            try await answer.forEachPiece { piece in
                bytes += Int64(piece.count)
                for row in splitter.add(piece) {
                    guard let cursor = splitter.cursor(of: row) else {
                        throw FeedClient.Failure("what came is no row of a feed; is --url a footbridge daemon?")
                    }
                    var current = try file ?? (begin(splitter.header), 0, nil)
                    try current.output.write(row)
                    (current.rows, current.last) = (current.rows + 1, cursor)
                    rows += 1
                    file = current
                    if current.rows >= rowsPerFile {
                        try folder.keep(current.output, upTo: cursor)
                        file = nil
                    }
                }
                progress.update(bytes: bytes, rows: rows)
            }
        } catch let failure as FeedClient.Failure {
            // The rows that came whole are good, whatever became of the rest.
            if let file, let last = file.last { try folder.keep(file.output, upTo: last) }
            throw failure
        }
        if let file, let last = file.last { try folder.keep(file.output, upTo: last) }
    }

    private func begin(_ header: [UInt8]?) throws -> ExportOutput {
        let output = try folder.begin()
        if let header { try output.write(header) }
        return output
    }
}
