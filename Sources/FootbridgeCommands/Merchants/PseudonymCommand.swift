import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge merchant rotate-pseudonyms`.
struct PseudonymCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-pseudonyms",
        abstract: "Give every visitor a new name in what analysts export from now on.",
        discussion: """
            Rows exported before keep the old names, which can no longer be matched with the new ones. What is counted \
            and attributed stays as it is. Without --merchant it is the names that analysts of all merchants see.

            Examples:
              footbridge merchant rotate-pseudonyms --merchant lantern-lane
              footbridge merchant rotate-pseudonyms
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID?

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard try await storage.rotatePseudonyms(of: merchant) else {
            throw CommandFailure("there is no merchant \(merchant?.description ?? "")")
        }
        terminal.message("Visitors have new names for analysts of \(merchant?.description ?? "all merchants").")
    }
}
