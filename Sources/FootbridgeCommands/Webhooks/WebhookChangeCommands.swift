import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge webhook show`.
struct WebhookShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show how a merchant's webhook stands: how far it is, and what went wrong.")

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: WebhookOptions

    func run() async throws {
        try await options.withStorage { try await perform(in: $0, on: .process) }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard let webhook = try await storage.webhook(of: options.merchant) else { throw options.noWebhook }
        if json {
            try terminal.result(WebhookLines.json(of: webhook).line)
        } else {
            for line in WebhookLines.text(of: webhook) { try terminal.result(line) }
        }
    }
}

/// `footbridge webhook rotate`.
struct WebhookRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give a webhook a new secret, and print it.",
        discussion: """
            For a while messages are signed with both, so that the receiver can be told of the new one meanwhile. Rotating \
            again ends the oldest at once.

            Example:
              footbridge webhook rotate --merchant lantern-lane --overlap-hours 48
            """)

    @Option(help: "Hours for which the old secret is live beside the new one, 0 to 720. Default: 24.")
    var overlapHours = 24

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var secrets: WebhookSecretOptions
    @OptionGroup var options: WebhookOptions

    func validate() throws {
        guard (0...720).contains(overlapHours) else { throw ValidationError("--overlap-hours is 0 to 720.") }
    }

    func run() async throws {
        let secret = try options.database.secret(secrets.secretFile)
        try await options.withStorage {
            try await perform(in: $0, with: secret, at: WallClock.system.now, on: .process)
        }
    }

    func perform(in storage: Storage, with secret: ServerSecret, at now: Timestamp, on terminal: Terminal) async throws
    {
        try await WebhookSecretOptions.check(secret, in: storage)
        let end = now + .seconds(overlapHours * 3600)
        guard let webhook = try await storage.rotateWebhookSecret(of: options.merchant, keepingUntil: end) else {
            throw options.noWebhook
        }
        let signing = WebhookSecret(secret, merchant: webhook.merchant, salt: webhook.salts.current)
        if json {
            try terminal.result(WebhookLines.json(of: webhook, secret: signing).line)
        } else {
            terminal.message("The old secret is live until \(end.rfc3339). The new one:")
            try terminal.result(signing.text)
        }
    }
}

/// `footbridge webhook replay`.
struct WebhookReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Go on with a webhook that was given up, or tell it again of what follows a cursor.",
        discussion: """
            Every message carries the cursor of its event. Without --after nothing is told twice, and nothing is left out.

            Examples:
              footbridge webhook replay --merchant lantern-lane
              footbridge webhook replay --merchant lantern-lane --after 0400000000…
              footbridge webhook replay --merchant lantern-lane --after beginning
            """)

    @Option(
        help: "Tell of what follows this cursor, or of everything (beginning). Default: from where it is.",
        transform: WebhookOptions.cursor)
    var after: LogPosition?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: WebhookOptions

    func run() async throws {
        try await options.withStorage { try await perform(in: $0, on: .process) }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard let webhook = try await storage.replayWebhook(of: options.merchant, after: after) else {
            throw options.noWebhook
        }
        if json {
            try terminal.result(WebhookLines.json(of: webhook).line)
        } else {
            terminal.message("\(webhook.merchant) is told of what follows \(webhook.position.cursor).")
        }
    }
}

/// `footbridge webhook remove`.
struct WebhookRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Tell a merchant nothing any more, and forget its webhook's secrets.")

    @OptionGroup var options: WebhookOptions

    func run() async throws {
        try await options.withStorage { try await perform(in: $0, on: .process) }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard try await storage.removeWebhook(of: options.merchant) else { throw options.noWebhook }
        terminal.message("\(options.merchant) has no webhook any more.")
    }
}
