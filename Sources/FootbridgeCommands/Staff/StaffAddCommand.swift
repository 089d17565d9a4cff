import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge staff add`.
struct StaffAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add somebody who works at a store, and print their PIN once.",
        discussion: """
            The PIN alone goes to standard output.

            Examples:
              footbridge staff add --store lantern-lane.bloomsbury --name Ada --role lead
              footbridge staff add --store lantern-lane.bloomsbury --name Ben --json
            """)

    @Option(help: "The store's public id.", transform: KeyArguments.publicID)
    var store: PublicID

    @Option(help: "As the sign-in shows it, 1 to 200 characters.")
    var name: String

    @Option(help: "till or lead. Default: till.")
    var role: TillRole = .till

    @Flag(help: "Print a JSON object.")
    var json = false

    enum TillRole: String, ExpressibleByArgument, CaseIterable {
        case till, lead
    }

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (1...200).contains(name.unicodeScalars.count) else {
            throw ValidationError("--name must be 1 to 200 characters.")
        }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let pin = StaffPIN()
        let person = try await storage.addStaff(name: name, of: store, isLead: role == .lead, pin: pin.hash)
        guard let person else { throw CommandFailure("there is no store \(store)") }
        if json {
            try terminal.result(
                JSON.object([
                    JSON.Member("person_id", .string(String(person.rawValue))), JSON.Member("pin", .string(pin.text)),
                    JSON.Member("name", .string(name)), JSON.Member("role", .string(role.rawValue)),
                    JSON.Member("store", .string(store.description)),
                ]).line)
        } else {
            terminal.message("The PIN of \(PrintableText.of(name)), person \(person.rawValue); it is shown this once:")
            try terminal.result(pin.text)
        }
    }
}
