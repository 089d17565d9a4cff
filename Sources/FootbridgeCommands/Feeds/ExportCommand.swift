import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge export`: a feed from the database itself, as the routes of analysts write it.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write events or conversions as NDJSON, CSV or CloudEvents, or for ad platforms.",
        discussion: """
            The same bytes as GET /v1/events and /v1/conversions give: every row once, in the order of its commit, up to \
            where the log is complete now. Each row has its cursor; --after goes on behind one. With --merchant it is what \
            that merchant's own analyst sees, without it what an analyst of all merchants sees. A file is there whole, or \
            not at all.

            Examples:
              footbridge export events --from 2026-11-01T00:00:00Z > november.ndjson
              footbridge export conversions --format csv --merchant lantern-lane \\
                --output conversions.csv
              footbridge export conversions --format google-ads --merchant lantern-lane \\
                --output clicks.csv
            """)

    /// What can be exported.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case events, conversions
    }

    /// How it is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ndjson, csv
        case cloudEvents = "cloudevents"
        case googleAds = "google-ads"
        case googleAdsAdjustments = "google-ads-adjustments"
        case meta
    }

    @Option(
        help: ArgumentHelp(
            "The file with the installation's secret.",
            discussion: "Also FOOTBRIDGE_SECRET_FILE. Default: as for serve. Names of visitors are made with it."))
    var secretFile: String?

    @Option(
        help: ArgumentHelp(
            "ndjson, csv or cloudevents; of conversions also google-ads, google-ads-adjustments or meta.",
            discussion: """
                The last three hold what came of a platform's own click, with the shopper's consent. cloudevents has a batch \
                on each line, meta one request's body.
                """))
    var format: Format = .ndjson

    @Flag(help: "Write it compressed, as gzip.")
    var gzip = false

    @Option(help: "Only what happened at this time or later, RFC 3339.")
    var from: String?
    @Option(help: "Only what happened before this time, RFC 3339.")
    var to: String?
    @Option(help: "Only this merchant, by its public id, as its own analyst sees it.")
    var merchant: String?
    @Option(help: "Only this store, by its public id.")
    var store: String?
    @Option(help: "Only these kinds, with commas between, such as redemption,visit.")
    var type: String?
    @Option(help: "Only rows behind this cursor.")
    var after: String?
    @Option(help: "The run of attribution, such as run-3. Default: the current one.")
    var run: String?
    @Option(help: "The file to write. Default: standard output.", completion: .file())
    var output: String?

    @Argument(help: "What to export: events or conversions.")
    var kind: Kind

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let secret = try database.secret(secretFile)
        try await CommandFailure.explaining {
            try await database.withStorage { storage in
                try await perform(
                    in: storage, with: secret, to: try ExportOutput(output, isCompressed: gzip), on: .process)
            }
        }
    }

    func perform(
        in storage: Storage, with secret: ServerSecret, to output: ExportOutput, on terminal: Terminal
    ) async throws {
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure(
                "this is not the secret that the database was served with: visitors' names would differ")
        }
        if let format = AdFormat(rawValue: format.rawValue) {
            guard kind == .conversions else {
                throw CommandFailure("--format \(format.rawValue) is for conversions alone")
            }
            let file = AdFile(format, storage: storage, clock: .system)
            return try await export(ConversionFeed.self, storage, secret, output, terminal, behind: file.head) {
                try await file.lines($0)
            }
        }
        switch kind {
        case .events: try await exportRows(EventFeed.self, storage, secret, output, terminal)
        case .conversions: try await exportRows(ConversionFeed.self, storage, secret, output, terminal)
        }
    }

    private func exportRows<Source: Feed>(
        _: Source.Type, _ storage: Storage, _ secret: ServerSecret, _ output: ExportOutput, _ terminal: Terminal
    ) async throws {
        let renderer = FeedRenderer<Source>()
        guard let lines = FeedFormat(rawValue: format.rawValue)?.lines else {
            let path = "/v1/\(kind.rawValue)"
            return try await export(Source.self, storage, secret, output, terminal, behind: []) { rows in
                rows.isEmpty ? [] : renderer.cloudEvents(rows, path: path) + [UInt8(ascii: "\n")]
            }
        }
        try await export(Source.self, storage, secret, output, terminal, behind: renderer.head(lines)) {
            renderer.lines($0, lines)
        }
    }

    private func export<Source: Feed>(
        _: Source.Type, _ storage: Storage, _ secret: ServerSecret, _ output: ExportOutput, _ terminal: Terminal,
        behind head: [UInt8], lines: ([Source.Row]) async throws -> [UInt8]
    ) async throws {
        let values = [
            "after": after, "from": from, "to": to, "merchant": merchant, "store": store, "type": type, "run": run,
        ].compactMapValues { $0 }
        let reader: FeedReader<Source>
        do {
            let parameters = try FeedParameters(values, kinds: Source.kinds)
            let feed = try await Source(
                parameters, for: FeedViewer(merchant: parameters.merchant, storage: storage, secret: secret))
            reader = try await FeedReader(feed, after: parameters.after)
        } catch let refusal as FeedRefusal {
            throw CommandFailure(refusal)
        }
        var progress = ProgressLine(terminal: terminal, totalBytes: nil)
        var (rows, last) = (0, reader.first.next)
        try output.write(head)
        try await reader.forEachBatch { batch in
            try output.write(try await lines(batch))
            rows += batch.count
            last = batch.last?.cursor ?? last
            progress.update(bytes: output.written, rows: rows)
        }
        progress.clear()
        try output.finish()
        terminal.message(
            "\(rows) rows; complete up to \(reader.first.watermark.rfc3339Microseconds); goes on --after \(last.text)")
    }
}

extension CommandFailure {
    init(_ refusal: FeedRefusal) {
        switch refusal {
        case .parameter(let name, let detail): self.init("--\(name): \(detail)")
        case .foreign: self.init("--store is not one of --merchant's, or there is no such merchant")
        }
    }
}
