import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge sample`: something to try the daemon with.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Fill an empty database with invented bookshops, and make one key for each role.",
        discussion: """
            Five booksellers, shops in London and around the world, the books of the sample photos, online listings, \
            stock of today and of last week, promotions. Nothing of it exists. A database that already has merchants or \
            products is left alone.

            With --json one object: keys, with one for client, staff, analyst, merchant and admin.

            Examples:
              footbridge sample --database sqlite:demo.db
              footbridge sample --database sqlite:demo.db --json > keys.json
              footbridge sample --database sqlite:demo.db --history
            """)

    @Flag(help: "Print the keys as one JSON object.")
    var json = false

    @Flag(help: "Begin the event log with a year of shoppers, some fifty thousand events, for the reports to show.")
    var history = false

    /// Events that are written in one transaction.
    private static let batch = 2000

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage(making: true) {
                try await perform(in: $0, at: WallClock.system.now, on: .process)
            }
        }
    }

    func perform(in storage: Storage, at now: Timestamp, on terminal: Terminal) async throws {
        guard try await storage.isEmpty() else {
            throw CommandFailure(
                "this database already has merchants or products, and nothing was changed: name another with --database"
            )
        }
        let size = try await SampleCatalog.fill(storage, at: now, on: terminal)
        if history { try await fillLog(of: storage, before: now, on: terminal) }
        let keys = try await SampleCatalog.keys(in: storage)
        guard !json else {
            let members = keys.map { JSON.Member($0.role.rawValue, .string($0.key.secret)) }
            return try terminal.result(JSON.object([JSON.Member("keys", .object(members))]).line)
        }
        terminal.message(
            "Stored \(size.products) products, \(size.merchants) merchants, \(size.stores) shops, "
                + "\(size.listings) listings and \(size.stock) rows of stock.")
        terminal.message("The keys, shown this once:")
        for (role, key) in keys {
            let name = role.rawValue
            try terminal.result(name + String(repeating: " ", count: 10 - name.count) + key.secret)
        }
    }

    private func fillLog(of storage: Storage, before now: Timestamp, on terminal: Terminal) async throws {
        let records = SampleHistory(before: now).records()
        for start in stride(from: 0, to: records.count, by: Self.batch) {
            try await storage.append(history: Array(records[start..<min(start + Self.batch, records.count)]))
        }
        while try await storage.rollUp(limit: Self.batch).more {}
        if !json { terminal.message("Began the log with \(records.count) events of a year.") }
    }
}
