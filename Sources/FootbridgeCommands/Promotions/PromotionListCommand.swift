import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge promotion list`.
struct PromotionListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List promotions with what has come of their vouchers.")

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
        let promotions = try await storage.promotions(of: merchant)
        if json {
            try terminal.result(JSON.array(promotions.map(Self.json)).line)
        } else {
            for promotion in promotions { try terminal.result(Self.text(of: promotion)) }
            if promotions.isEmpty { terminal.message("There are no promotions.") }
        }
    }

    private static func text(of promotion: PromotionSummary) -> String {
        let counts =
            "\(promotion.issued) issued, \(promotion.redeemed) redeemed"
            + (promotion.totalCap.map { ", \(promotion.counted) of \($0) counted" } ?? "")
        return "\(promotion.merchant)  \(PrintableText.of(promotion.code, limit: 64))  "
            + "until \(promotion.endsAt.rfc3339.prefix(10))  \(promotion.hasVouchers ? counts : "no vouchers")  "
            + PrintableText.of(promotion.title, limit: 60)
    }

    private static func json(of promotion: PromotionSummary) -> JSON {
        .object([
            JSON.Member("id", .string(promotion.id.description)),
            JSON.Member("merchant", .string(promotion.merchant.description)),
            JSON.Member("code", .string(promotion.code)), JSON.Member("title", .string(promotion.title)),
            JSON.Member("starts_at", .string(promotion.startsAt.rfc3339)),
            JSON.Member("ends_at", .string(promotion.endsAt.rfc3339)),
            JSON.Member("vouchers", .bool(promotion.hasVouchers)),
            JSON.Member("total_cap", promotion.totalCap.map { .integer($0) } ?? .null),
            JSON.Member("counted", .integer(promotion.counted)), JSON.Member("issued", .integer(promotion.issued)),
            JSON.Member("redeemed", .integer(promotion.redeemed)),
        ])
    }
}
