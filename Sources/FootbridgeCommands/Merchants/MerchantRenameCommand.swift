import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge merchant rename`.
struct MerchantRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a merchant another name, as shoppers are told it.",
        discussion: """
            An import makes merchants with the names that it finds, and renames none.

            Examples:
              footbridge merchant rename --merchant lantern-lane --name "Lantern Lane Books"
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "1 to 200 characters.")
    var name: String

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        var check = FieldCheck()
        check.merchant(Merchant(id: merchant, name: name))
        if let problem = check.problems.first { throw ValidationError("\(problem).") }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        guard try await storage.rename(Merchant(id: merchant, name: name)) else {
            throw CommandFailure("there is no merchant \(merchant)")
        }
        terminal.message("\(merchant) is called \(PrintableText.of(name)).")
    }
}
