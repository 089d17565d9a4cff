import ArgumentParser
import FootbridgeStorage

/// `footbridge key list`.
struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show every key by its last four characters, revoked ones included.",
        discussion: """
            Columns: principal, end of the key, role, store or merchant, day it was made, state, name.

            Examples:
              footbridge key list
              footbridge key list --json
            """)

    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print one JSON object: {\"keys\":[…]}.")
    var json = false

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
