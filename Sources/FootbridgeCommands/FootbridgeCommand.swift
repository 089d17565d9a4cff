public import ArgumentParser
import FootbridgeCore

/// `footbridge`: the whole command line.
public struct FootbridgeCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "footbridge",
        abstract: "From a photo of a book's barcode to the shops that have it.",
        version: DaemonVersion.current.description,
        subcommands: [
            ServeCommand.self, SampleCommand.self, DecodeCommand.self, CoversCommand.self, ImportCommand.self,
            KeyCommand.self,
            StaffCommand.self, StoreCommand.self, PromotionCommand.self, VoucherCommand.self, MerchantCommand.self,
            WebhookCommand.self, CampaignCommand.self, AttributeCommand.self, ExportCommand.self, PullCommand.self,
            EraseCommand.self, DumpCommand.self, VerifyCommand.self, MigrateCommand.self, DoctorCommand.self,
            DecodeWorkerCommand.self,
        ])

    public init() {}

    /// Ends the process as the error asks for: with status 64 for a wrong setting, as for a wrong flag.
    public static func end(with error: any Error) -> Never {
        guard let error = error as? SettingsError else { exit(withError: error) }
        Terminal.process.message("Error: \(error)")
        exit(withError: ExitCode.validationFailure)
    }
}
