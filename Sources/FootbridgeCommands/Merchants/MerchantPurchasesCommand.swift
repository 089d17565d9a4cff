import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge merchant purchases`.
struct MerchantPurchasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purchases",
        abstract: "Choose how a merchant's shop is told of clicks, and make the secret that it signs its reports with.",
        discussion: """
            A secret goes to standard output, this once. It is good at once, and so is the one before it, until the next is \
            made: change the shop over, then make another one where the old secret must not be good any longer.

            Examples:
              footbridge merchant purchases --merchant lantern-lane --click-parameter ref
              footbridge merchant purchases --merchant lantern-lane --new-secret
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(
        help: "The name of the query parameter that carries a click's id to the shop. At first: footbridge_click.",
        transform: MerchantPurchasesCommand.clickParameter)
    var clickParameter: ClickParameter?

    @Flag(help: "Make a new secret, and print it once.")
    var newSecret = false

    @Option(help: "The file of the installation's secret. Default: the database's, with .secret.")
    var secretFile: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard newSecret || clickParameter != nil else {
            throw ValidationError("Say --click-parameter NAME or --new-secret.")
        }
    }

    @Sendable static func clickParameter(_ text: String) throws -> ClickParameter {
        guard let name = ClickParameter(text) else {
            throw ValidationError("A parameter's name is 1 to 40 letters, digits, dots, underscores and hyphens.")
        }
        return name
    }

    func run() async throws {
        try await CommandFailure.explaining {
            let secret = newSecret ? try database.secret(secretFile) : nil
            try await database.withStorage { try await perform(in: $0, secret, on: .process) }
        }
    }

    /// - Parameter secret: the installation's; nil where none is to be made for the merchant.
    func perform(in storage: Storage, _ secret: ServerSecret?, on terminal: Terminal) async throws {
        if let clickParameter {
            guard let naming = try await storage.setClickParameter(clickParameter, of: merchant) else { throw unknown }
            terminal.message("Clicks are told to \(merchant) in \(clickParameter).")
            if naming > 0 {
                terminal.message(
                    "\(naming) of its listings have a parameter of that name in their URL already: clicks on them lead "
                        + "there as it is, without an id, and their purchases cannot be reported.")
            }
        }
        guard let secret else { return }
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure("this is not the secret that the database is served with")
        }
        let salt = PurchaseSecret.newSalt()
        guard try await storage.addPurchaseSalt(salt, of: merchant) else { throw unknown }
        let made = PurchaseSecret(salt: salt, secret: secret)
        if json {
            try terminal.result(
                JSON.object([
                    JSON.Member("merchant", .string(merchant.description)), JSON.Member("secret", .string(made.text)),
                ]).line)
        } else {
            terminal.message("The secret of \(merchant) for signing purchases; it is shown this once:")
            try terminal.result(made.text)
        }
    }

    private var unknown: CommandFailure { CommandFailure("there is no merchant \(merchant)") }
}
