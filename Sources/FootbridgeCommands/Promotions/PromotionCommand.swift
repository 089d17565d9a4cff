import ArgumentParser

/// `footbridge promotion`: what merchants promise, and their vouchers.
struct PromotionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promotion",
        abstract: "Create, list and end promotions.",
        discussion: "A running daemon takes changes up by itself. Vouchers that were issued keep their end.",
        subcommands: [PromotionCreateCommand.self, PromotionListCommand.self, PromotionEndCommand.self])
}
