import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge webhook`: where a merchant is told of its events.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Tell a merchant's own server of redemptions, visits and the rest, as they happen.",
        discussion: "A running daemon takes changes up by itself, within a second or two.",
        subcommands: [
            WebhookSetCommand.self, WebhookShowCommand.self, WebhookRotateCommand.self, WebhookReplayCommand.self,
            WebhookRemoveCommand.self,
        ])
}

/// Arguments that the webhook commands share.
struct WebhookOptions: ParsableArguments {

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @OptionGroup var database: DatabaseOptions

    /// Opens the database for the time of `body`.
    func withStorage(_ body: (Storage) async throws -> Void) async throws {
        try await CommandFailure.explaining { try await database.withStorage(body) }
    }

    var noWebhook: CommandFailure { CommandFailure("\(merchant) has no webhook") }

    @Sendable static func cursor(_ text: String) throws -> LogPosition {
        if text == "beginning" { return .beginning }
        guard let position = LogPosition(cursor: text) else {
            throw ValidationError("A cursor is one of an event, as it was handed out, or the word beginning.")
        }
        return position
    }

    @Sendable static func target(_ text: String) throws -> WebhookTarget {
        guard let target = WebhookTarget(text) else {
            throw ValidationError("A webhook's address is https://HOST/… of at most 2000 bytes, without a user.")
        }
        return target
    }
}

/// The file with what secrets are derived from.
struct WebhookSecretOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file with the installation's secret.",
            discussion: "Also FOOTBRIDGE_SECRET_FILE. Default: as for serve, which makes it."))
    var secretFile: String?

    /// - Throws: ``CommandFailure`` where the database was served with another one.
    static func check(_ secret: ServerSecret, in storage: Storage) async throws {
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure("this is not the secret that the database was served with")
        }
    }
}
