import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge promotion end`.
struct PromotionEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a promotion now: no voucher of it is issued any more.",
        discussion: """
            Vouchers that were issued are still taken until their own end.

            Example:
              footbridge promotion end --merchant lantern-lane --code autumn
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "The merchant's own name for it.")
    var code: String

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, at: WallClock.system.now, on: .process) }
        }
    }

    func perform(in storage: Storage, at now: Timestamp, on terminal: Terminal) async throws {
        guard try await storage.endPromotion(code, of: merchant, at: now) else {
            throw CommandFailure("\(merchant) has no promotion \(PrintableText.of(code)) that has not ended")
        }
        terminal.message("Ended \(merchant) \(PrintableText.of(code)).")
    }
}
