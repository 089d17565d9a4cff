public import ArgumentParser

/// `footbridge`: the whole command line.
public struct FootbridgeCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "footbridge",
        abstract: "From a photo of a book's barcode to the shops that have it.",
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, SampleCommand.self, DecodeCommand.self, ImportCommand.self, KeyCommand.self,
            MigrateCommand.self, DoctorCommand.self,
        ])

    public init() {}
}
