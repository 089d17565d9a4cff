import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge key create`.
struct KeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a principal with a key, and print the key once.",
        discussion: """
            The key alone goes to standard output.

            Examples:
              footbridge key create --role client --name "Reading room app"
              footbridge key create --role staff --store lantern-lane.bloomsbury --json
              footbridge key create --role merchant --merchant lantern-lane
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "client, staff, analyst, merchant or admin.", transform: KeyArguments.role)
    var role: Role

    @Option(help: "For people, 1 to 200 characters. Default: the role and what it is bound to.")
    var name: String?

    @Option(
        help: "The public id of the one store of a staff key, such as lantern-lane.bloomsbury.",
        transform: KeyArguments.publicID)
    var store: PublicID?

    @Option(
        help: "The public id of the merchant of a merchant key, or of an analyst's only one.",
        transform: KeyArguments.publicID)
    var merchant: PublicID?

    @Flag(help: "Print a JSON object.")
    var json = false

    func validate() throws {
        if role == .staff, store == nil { throw ValidationError("A staff key needs --store.") }
        if role == .merchant, merchant == nil { throw ValidationError("A merchant key needs --merchant.") }
        if role != .staff, store != nil { throw ValidationError("Only a staff key has a --store.") }
        if role != .merchant, role != .analyst, merchant != nil {
            throw ValidationError("Only merchant and analyst keys have a --merchant.")
        }
        if let name, !(1...200).contains(name.unicodeScalars.count) {
            throw ValidationError("--name must be 1 to 200 characters.")
        }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let bound = (store ?? merchant).map { " of \($0)" } ?? ""
        let creation = try await storage.createKey(
            name: name ?? role.rawValue + bound, role: role, store: store, merchant: merchant)
        switch creation {
        case .created(let principal, let key):
            if json {
                try terminal.result(KeyLines.json(of: principal, key: key).line)
            } else {
                terminal.message(
                    "A \(principal.role.rawValue) key for \(PrintableText.of(principal.name)); it is shown this once:")
                try terminal.result(key.secret)
            }
        case .unknownStore:
            throw CommandFailure("there is no store \(store?.description ?? "")")
        case .unknownMerchant:
            throw CommandFailure("there is no merchant \(merchant?.description ?? "")")
        }
    }
}
