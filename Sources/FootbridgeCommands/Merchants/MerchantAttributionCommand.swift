import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge merchant attribution`.
struct MerchantAttributionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribution", abstract: "Say how a merchant's visits and purchases are credited.",
        discussion: """
            What is not given stays as it is; without any of it, the settings are shown. They hold for runs that are made \
            from then on: footbridge attribute --make-current makes one. Vouchers are always credited to the scan that \
            they came of.

            Examples:
              footbridge merchant attribution --merchant lantern-lane
              footbridge merchant attribution --merchant lantern-lane --model linear \\
                --window 30 --touches scan
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "last-touch, first-touch or linear.", transform: AttributionArguments.model)
    var model: AttributionModel?

    @Option(help: "Days that a path reaches back, 1 to 90.", transform: AttributionArguments.days)
    var window: Duration?

    @Option(help: "What counts: scan, click, or scan,click.", transform: AttributionArguments.touches)
    var touches: Set<TouchKind>?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard var settings = try await storage.attributionSettings(of: merchant) else {
            throw CommandFailure("there is no merchant \(merchant)")
        }
        let isChange = model != nil || window != nil || touches != nil
        if isChange {
            settings.model = model ?? settings.model
            settings.window = window ?? settings.window
            settings.touches = touches ?? settings.touches
            guard let kept = try await storage.setAttribution(settings, of: merchant) else {
                throw CommandFailure("there is no merchant \(merchant)")
            }
            settings = kept
        }
        try terminal.result(json ? Self.json(of: settings).line : Self.text(of: settings))
        if isChange {
            terminal.message(
                "Runs that are made from now on go by it: footbridge attribute --make-current makes one.")
        }
    }

    private static func words(of settings: AttributionSettings) -> [String] {
        TouchKind.allCases.filter(settings.touches.contains).map(\.rawValue)
    }

    private static func text(of settings: AttributionSettings) -> String {
        let days = settings.window.components.seconds / 86_400
        return "\(settings.model.rawValue)  \(days) \(days == 1 ? "day" : "days")  "
            + "\(words(of: settings).joined(separator: ","))  version \(settings.version)"
    }

    private static func json(of settings: AttributionSettings) -> JSON {
        .object([
            JSON.Member("model", .string(settings.model.rawValue)),
            JSON.Member("window_s", .integer(Int(settings.window.components.seconds))),
            JSON.Member("touches", .array(words(of: settings).map { .string($0) })),
            JSON.Member("settings_version", .integer(settings.version)),
        ])
    }
}
