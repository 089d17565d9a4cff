import ArgumentParser
import FootbridgeCore

/// `footbridge campaign`: posters whose scans are told apart.
struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Make QR posters whose scans, visits and cost the reports tell of.",
        subcommands: [CampaignCreateCommand.self, CampaignListCommand.self, CampaignEndCommand.self])
}

/// Arguments of the campaign commands as the types they stand for.
enum CampaignArguments {
    @Sendable static func name(_ text: String) throws -> CampaignName {
        guard let name = CampaignName(text) else {
            throw ValidationError("A campaign or placement is 1 to 60 letters, digits, dots, underscores and hyphens.")
        }
        return name
    }
}
