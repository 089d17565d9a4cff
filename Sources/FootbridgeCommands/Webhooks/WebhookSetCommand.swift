import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge webhook set`.
struct WebhookSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Give a merchant a webhook, or its webhook another address, and print a new one's secret.",
        discussion: """
            The secret of a new webhook alone goes to standard output; the receiver verifies messages by it. An address \
            that is changed keeps its secret, and goes on where the old one was.

            Examples:
              footbridge webhook set --merchant lantern-lane \\
                --url https://shop.example/hooks/footbridge
              footbridge webhook set --merchant lantern-lane \\
                --url https://shop.example/hooks --after beginning
            """)

    @Option(help: "Where messages go, such as https://shop.example/hooks.", transform: WebhookOptions.target)
    var url: WebhookTarget

    @Option(
        help: "Of a new webhook: tell of what follows this cursor, or of everything (beginning). Default: from now on.",
        transform: WebhookOptions.cursor)
    var after: LogPosition?

    @Flag(help: "Take an http address: serve, too, has to be told --webhook-allow-private.")
    var webhookAllowPrivate = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var secrets: WebhookSecretOptions
    @OptionGroup var options: WebhookOptions

    func run() async throws {
        let settings = try options.database.settings(flags: [
            Settings.limits.webhookAllowPrivate.key: webhookAllowPrivate ? "true" : nil
        ])
        guard try url.isSecure || settings.value(of: Settings.limits.webhookAllowPrivate) else {
            throw CommandFailure("the address must be https, unless webhook-allow-private is set")
        }
        let secret = try options.database.secret(secrets.secretFile)
        try await options.withStorage { try await perform(in: $0, with: secret, on: .process) }
    }

    func perform(in storage: Storage, with secret: ServerSecret, on terminal: Terminal) async throws {
        try await WebhookSecretOptions.check(secret, in: storage)
        guard let (webhook, isNew) = try await storage.setWebhook(of: options.merchant, to: url, after: after) else {
            throw CommandFailure("there is no merchant \(options.merchant)")
        }
        let signing = WebhookSecret(secret, merchant: webhook.merchant, salt: webhook.salts.current)
        if json {
            try terminal.result(WebhookLines.json(of: webhook, secret: isNew ? signing : nil).line)
        } else if isNew {
            terminal.message("\(webhook.merchant) is told of its events at \(webhook.target.host). The secret:")
            try terminal.result(signing.text)
        } else {
            terminal.message("\(webhook.merchant) is told of its events at \(webhook.target.host) from now on.")
        }
    }
}
