import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema up to date, making the database where there is none.",
        discussion: """
            serve and the other commands do the same when they start; this does it at a time of your choosing, and says \
            what was done. Steps only ever go forward: make a backup first. A database that a newer release has changed \
            is refused.

            Example: footbridge migrate --database sqlite:/var/lib/footbridge/footbridge.db
            """)

    @Flag(help: "Print {\"from\":…,\"to\":…,\"steps\":[…]}.")
    var json = false

    @Flag(
        help: ArgumentHelp(
            "Let the next daemon that starts bring another secret.",
            discussion: "For an installation whose secret file is lost: its click links and sessions end with it."))
    var forgetSecret = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining { try await perform(on: try database.address(), on: .process) }
    }

    func perform(on address: DatabaseAddress, on terminal: Terminal) async throws {
        let storage = Storage(driver: try address.driver())
        do {
            try await migrate(storage, on: terminal)
            await createEventMonths(storage, on: terminal)
            if forgetSecret { try await storage.forgetSecret() }
        } catch {
            try await storage.close()
            throw error
        }
        try await storage.close()
    }

    /// No failure of the command: the daemons try again every few minutes, and lose no event meanwhile.
    private func createEventMonths(_ storage: Storage, on terminal: Terminal) async {
        do throws(StorageError) {
            try await storage.createEventMonths()
        } catch {
            terminal.message("the coming months of the event log could not be made: \(CommandFailure(error))")
        }
    }

    private func migrate(_ storage: Storage, on terminal: Terminal) async throws {
        let before = try await storage.schemaVersion()
        let steps = try await storage.migrate()
        let after = try await storage.schemaVersion()
        guard !json else {
            return try terminal.result(
                JSON.object([
                    JSON.Member("from", .integer(before.step)), JSON.Member("to", .integer(after.step)),
                    JSON.Member("steps", .array(steps.map { .string($0) })),
                ]).line)
        }
        if steps.isEmpty {
            try terminal.result("up to date: schema step \(after.step)")
        } else {
            for step in steps { terminal.message("done: \(step)") }
            try terminal.result("migrated from schema step \(before.step) to \(after.step)")
        }
    }
}
