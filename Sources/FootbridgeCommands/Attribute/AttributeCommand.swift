import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge attribute`: which touches outcomes are credited to.
struct AttributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute", abstract: "Credit the log's outcomes anew, and choose which run of it is read.",
        subcommands: [AttributeRunCommand.self, AttributeListCommand.self, AttributeUseCommand.self],
        defaultSubcommand: AttributeRunCommand.self)
}

/// `footbridge attribute run`, or without the last word.
struct AttributeRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Make a new run over the whole log, by the merchants' settings of now.",
        discussion: """
            A run is a pure function of the log and of the settings it is made with. Earlier runs stay as they are, and \
            can be read by their names. The current run, which is read where none is named, also goes on with the log \
            while a daemon serves; the others stay where they are.

            Examples:
              footbridge attribute --make-current
              footbridge attribute --from 2026-01-01T00:00:00Z --to 2026-07-01T00:00:00Z \\
                --model linear --window 30
              footbridge attribute --merchant lantern-lane --model first-touch --json
            """)

    @Option(help: "Only outcomes that happened at this time or later, RFC 3339.", transform: PromotionArguments.time)
    var from: Timestamp?

    @Option(help: "Only outcomes that happened before this time, RFC 3339.", transform: PromotionArguments.time)
    var to: Timestamp?

    @Option(
        help: "last-touch, first-touch or linear, for every merchant. Default: as each has set it.",
        transform: AttributionArguments.model)
    var model: AttributionModel?

    @Option(
        help: "Days that a path reaches back, 1 to 90, for every merchant. Default: as each has set it.",
        transform: AttributionArguments.days)
    var window: Duration?

    @Option(help: "Only this merchant, by its public id.", transform: KeyArguments.publicID)
    var merchant: PublicID?

    @Flag(help: "Make the run the current one once it is done.")
    var makeCurrent = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let from, let to, from >= to { throw ValidationError("--from is before --to.") }
        if makeCurrent, merchant != nil {
            throw ValidationError(
                "A run of one merchant cannot be the current one: the others would have no conversions.")
        }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let terms = AttributionTerms(from: from, to: to, model: model, window: window)
        guard var run = try await storage.makeAttributionRun(terms, of: merchant) else {
            throw CommandFailure("there is no merchant \(merchant?.description ?? "")")
        }
        var (progress, events) = (ProgressLine(terminal: terminal, of: "outcomes"), 0)
        while let step = try await storage.attribute(run.number) {
            run = step.run
            events += step.events
            progress.update(rows: events)
            guard step.more else { break }
        }
        progress.clear()
        if makeCurrent { try await AttributeUseCommand.use(run.number, in: storage) }
        if json {
            try terminal.result(AttributeListCommand.json(of: run, isCurrent: makeCurrent).line)
        } else {
            try terminal.result("\(run.name)  \(run.rows) \(run.rows == 1 ? "row" : "rows")")
            terminal.message(
                makeCurrent
                    ? "It is the current run."
                    : merchant == nil
                        ? "It can be read by its name; footbridge attribute use \(run.name) makes it the current one."
                        : "It can be read by its name.")
        }
    }
}

/// `footbridge attribute list`.
struct AttributeListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the runs, the newest first.")

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let (runs, current) = try await storage.attributionRuns()
        if json {
            try terminal.result(JSON.array(runs.map { Self.json(of: $0, isCurrent: $0.number == current) }).line)
        } else {
            for run in runs { try terminal.result(Self.text(of: run, isCurrent: run.number == current)) }
        }
    }

    private static func text(of run: AttributionRun, isCurrent: Bool) -> String {
        let terms = [
            run.terms.from.map { "from \($0.rfc3339)" }, run.terms.to.map { "to \($0.rfc3339)" },
            run.terms.model?.rawValue, run.terms.window.map { "\($0.components.seconds / 86_400) days" },
            run.terms.merchant.map { _ in "one merchant" }, "settings \(run.settingsVersion)",
        ].compactMap(\.self)
        let state = isCurrent ? "current" : run.isWhole ? "done" : "unfinished"
        return "\(run.name)  \(state)  \(run.rows) rows  \(terms.joined(separator: ", "))"
    }

    static func json(of run: AttributionRun, isCurrent: Bool) -> JSON {
        .object([
            JSON.Member("run", .string(run.name)), JSON.Member("current", .bool(isCurrent)),
            JSON.Member("finished", .bool(run.isWhole)), JSON.Member("rows", .integer(Int(run.rows))),
            JSON.Member("settings_version", .integer(run.settingsVersion)),
            JSON.Member("from", .text(run.terms.from?.rfc3339)), JSON.Member("to", .text(run.terms.to?.rfc3339)),
            JSON.Member("model", .text(run.terms.model?.rawValue)),
            JSON.Member("window_s", run.terms.window.map { .integer(Int($0.components.seconds)) } ?? .null),
            JSON.Member("watermark", .string(run.watermark.rfc3339)),
        ])
    }
}

/// `footbridge attribute use`.
struct AttributeUseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Make a run the current one.",
        discussion: """
            It is then read where no run is named, and goes on with the log. Whoever reads another one stays in it, and is \
            told that it is superseded.

            Example:
              footbridge attribute use run-3
            """)

    @Argument(help: "The run, such as run-3.", transform: AttributionArguments.run)
    var run: Int

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        try await Self.use(run, in: storage)
        terminal.message("\(AttributionRun.name(run)) is the current run.")
    }

    /// - Throws: ``CommandFailure`` where it cannot be.
    static func use(_ run: Int, in storage: Storage) async throws {
        let name = AttributionRun.name(run)
        switch try await storage.useAttributionRun(run) {
        case .made: return
        case .unknown: throw CommandFailure("there is no \(name)")
        case .unfinished:
            throw CommandFailure("\(name) was interrupted and has not taken in the whole log: make another")
        case .ofOneMerchant:
            throw CommandFailure("\(name) is of one merchant: the others would have no conversions")
        }
    }
}

/// Arguments of the attribution commands as the types they stand for.
enum AttributionArguments {
    @Sendable static func model(_ text: String) throws -> AttributionModel {
        guard let model = AttributionModel(rawValue: text) else {
            throw ValidationError("A model is last-touch, first-touch or linear.")
        }
        return model
    }

    @Sendable static func days(_ text: String) throws -> Duration {
        guard let days = Int(text), (1...90).contains(days) else {
            throw ValidationError("A window is 1 to 90 days.")
        }
        return .seconds(days * 86_400)
    }

    @Sendable static func run(_ text: String) throws -> Int {
        guard let run = AttributionRun.number(text) else { throw ValidationError("A run is such as run-3.") }
        return run
    }

    /// `scan`, `click` or `scan,click`.
    @Sendable static func touches(_ text: String) throws -> Set<TouchKind> {
        let kinds = text.split(separator: ",", omittingEmptySubsequences: false).map { TouchKind(rawValue: String($0)) }
        guard !kinds.contains(nil) else { throw ValidationError("Touches are scan, click or scan,click.") }
        return Set(kinds.compactMap(\.self))
    }
}
