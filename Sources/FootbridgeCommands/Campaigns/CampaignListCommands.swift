import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// `footbridge campaign list`.
struct CampaignListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List campaigns with their placements, links, times and costs.")

    @Option(help: "Only those of this merchant.", transform: KeyArguments.publicID)
    var merchant: PublicID?

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let placements = try await storage.placements(of: merchant)
        if json {
            try terminal.result(JSON.array(placements.map { CampaignLines.json(of: $0) }).line)
        } else {
            for placement in placements { try terminal.result(CampaignLines.text(of: placement)) }
            if placements.isEmpty { terminal.message("There are no campaigns.") }
        }
    }
}

/// `footbridge campaign end`.
struct CampaignEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a campaign now: what comes later does not count for it.",
        discussion: """
            Posters that still hang go on leading to the shopper page, and their scans go on naming them.

            Example:
              footbridge campaign end --merchant lantern-lane --name autumn
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "The campaign's name.", transform: CampaignArguments.name)
    var name: CampaignName

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, at: WallClock.system.now, on: .process) }
        }
    }

    func perform(in storage: Storage, at now: Timestamp, on terminal: Terminal) async throws {
        guard try await storage.endCampaign(name, of: merchant, at: now) > 0 else {
            throw CommandFailure("\(merchant) has no campaign \(name) that has not ended")
        }
        terminal.message("Ended \(merchant)/\(name).")
    }
}
