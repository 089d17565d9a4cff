import ArgumentParser
import FootbridgeStorage

/// `footbridge key list`.
struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show every key by its last four characters, revoked ones included.",
        discussion: """
            Columns: principal, end of the key, role (or publishable, for a client key of pages), the store, merchant or \
            site that it is bound to, day it was made, day it was last used (UTC), state, name.

            Examples:
              footbridge key list
              footbridge key list --json
            """)

    @Flag(help: "Print one JSON object: {\"keys\":[…]}.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let keys = try await storage.keys()
        if json {
            try terminal.result(JSON.object([JSON.Member("keys", .array(keys.map { KeyLines.json(of: $0) }))]).line)
        } else if keys.isEmpty {
            terminal.message("There are no keys yet; footbridge key create --role client makes one.")
        } else {
            for key in keys { try terminal.result(KeyLines.text(of: key)) }
        }
    }
}
