import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge merchant`: what a merchant has decided.
struct MerchantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merchant",
        abstract:
            "Say what a merchant has decided: its name, its tills, its shop, what is credited, names of visitors.",
        subcommands: [
            MerchantRenameCommand.self, MerchantOfflineCommand.self, MerchantPurchasesCommand.self,
            MerchantAttributionCommand.self, PseudonymCommand.self,
        ])
}

/// `footbridge merchant offline`.
struct MerchantOfflineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offline",
        abstract:
            "Allow or forbid redeeming while a till has no network, and for how long such redemptions may arrive.",
        discussion: """
            Tills learn of it when they next have the network; the daemon goes by it at once.

            Examples:
              footbridge merchant offline --merchant lantern-lane --forbid
              footbridge merchant offline --merchant lantern-lane --allow --grace-hours 24
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Flag(help: "Whether tills may redeem without a network.")
    var permission: Permission

    @Option(help: "Hours after which such a redemption is no longer taken, up to 720. Default: 72.")
    var graceHours = 72

    enum Permission: String, EnumerableFlag {
        case allow, forbid
    }

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (0...720).contains(graceHours) else { throw ValidationError("--grace-hours is 0 to 720.") }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let terms = OfflineTerms(isAllowed: permission == .allow, grace: .seconds(graceHours * 3600))
        guard try await storage.setOfflineTerms(terms, of: merchant) else {
            throw CommandFailure("there is no merchant \(merchant)")
        }
        terminal.message(
            terms.isAllowed
                ? "Tills of \(merchant) may redeem without a network; it is taken for \(graceHours) hours."
                : "Tills of \(merchant) redeem only with the network.")
    }
}
