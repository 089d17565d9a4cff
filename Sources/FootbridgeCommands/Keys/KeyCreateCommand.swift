import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge key create`.
struct KeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a principal with a key, or one more key of a principal, and print the key once.",
        discussion: """
            The key alone goes to standard output. A client key is secret, for servers and apps of your own; with --origin \
            it is publishable: it works only in pages of those sites, may stand there for everybody to see, and uploads, \
            looks up and reads the scans of its own page session.

            To rotate a key, make a second one with --principal, change over to it, and revoke the first once key list \
            no longer shows it used.

            Examples:
              footbridge key create --role client --name "Reading room app"
              footbridge key create --role client --origin https://www.example.com
              footbridge key create --role staff --store lantern-lane.bloomsbury --json
              footbridge key create --role merchant --merchant lantern-lane
              footbridge key create --principal 3
            """)

    @Option(help: "client, staff, analyst, merchant or admin.", transform: KeyArguments.role)
    var role: Role?

    @Option(help: "The number of a principal that is to have one more key, of the same kind; see key list.")
    var principal: Int64?

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

    @Option(
        help: "A site in whose pages the key may stand, such as https://www.example.com; may be given up to 20 times.",
        transform: KeyArguments.origin)
    var origin: [WebOrigin] = []

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if principal != nil {
            guard role == nil, name == nil, store == nil, merchant == nil, origin.isEmpty else {
                throw ValidationError(
                    "With --principal the new key is of the same kind; nothing else can be said of it.")
            }
            return
        }
        guard let role else { throw ValidationError("Say whose key it is: --role for a new one, or --principal.") }
        if role == .staff, store == nil { throw ValidationError("A staff key needs --store.") }
        if role == .merchant, merchant == nil { throw ValidationError("A merchant key needs --merchant.") }
        if role != .staff, store != nil { throw ValidationError("Only a staff key has a --store.") }
        if role != .merchant, role != .analyst, merchant != nil {
            throw ValidationError("Only merchant and analyst keys have a --merchant.")
        }
        if role != .client, !origin.isEmpty { throw ValidationError("Only a client key has an --origin.") }
        if origin.count > Principal.maximumOrigins {
            throw ValidationError("A key has at most \(Principal.maximumOrigins) origins.")
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
        switch try await creation(in: storage) {
        case .created(let principal, let key):
            if json {
                try terminal.result(KeyLines.json(of: principal, key: key).line)
            } else {
                let kind = principal.isPublishable ? "publishable client" : principal.role.rawValue
                terminal.message("A \(kind) key for \(PrintableText.of(principal.name)); it is shown this once:")
                try terminal.result(key.secret)
            }
        case .unknownStore:
            throw CommandFailure("there is no store \(store?.description ?? "")")
        case .unknownMerchant:
            throw CommandFailure("there is no merchant \(merchant?.description ?? "")")
        case .unknownPrincipal:
            throw CommandFailure("there is no principal \(principal ?? 0) that has keys")
        }
    }

    private func creation(in storage: Storage) async throws -> KeyCreation {
        if let principal { return try await storage.addKey(to: PrincipalID(rawValue: principal)) }
        guard let role else { preconditionFailure("validate() lets nothing through that has neither") }
        let bound = (store?.description ?? merchant?.description ?? origin.first?.description).map { " of \($0)" } ?? ""
        return try await storage.createKey(
            name: name ?? role.rawValue + bound, role: role, store: store, merchant: merchant,
            origins: origin.isEmpty ? nil : origin)
    }
}
