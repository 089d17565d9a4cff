import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// `footbridge promotion create`.
struct PromotionCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a promotion, or change the one of the same merchant and code.",
        discussion: """
            With --percent, --amount or --gift shoppers can get vouchers of it. Times are RFC 3339, hours and weekdays are \
            those of each store's own time zone.

            Examples:
              footbridge promotion create --merchant lantern-lane --code autumn \\
                --title "A tenth off" --percent 10 --total-cap 500 \\
                --ends 2026-12-31T23:59:59Z
              footbridge promotion create --merchant two-rivers --code bag \\
                --title "A cloth bag with every book" \\
                --title-de "Ein Stoffbeutel zu jedem Buch" --gift "A cloth bag" \\
                --store two-rivers.strand --weekdays 1-5 --hours 10:00-18:00 \\
                --ends 2026-12-31T23:59:59Z
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "The merchant's own name for it, 1 to 64 characters.")
    var code: String

    @Option(help: "For shoppers, 1 to 300 characters.")
    var title: String

    @Option(help: "The title in German.")
    var titleDe: String?

    @Option(help: "The title in French.")
    var titleFr: String?

    @Option(help: "The title in Chinese.")
    var titleZh: String?

    @Option(help: "From then on it holds. Default: now.", transform: PromotionArguments.time)
    var starts: Timestamp?

    @Option(help: "It has ended then.", transform: PromotionArguments.time)
    var ends: Timestamp

    @Option(
        help: "A store where it holds, by its public id; may be given again. Default: all of the merchant's.",
        transform: KeyArguments.publicID)
    var store: [PublicID] = []

    @Option(
        help: "A product it holds for, by ISBN or GTIN; may be given again. Default: all.",
        transform: PromotionArguments.product)
    var product: [GTIN] = []

    @Option(help: "Only for products of this publisher, named as in the catalogue.")
    var publisher: String?

    @Option(help: "What a voucher gives: per cent off, 1 to 100.")
    var percent: Int?

    @Option(help: "What a voucher gives: an amount off, such as 2.00; with --currency.")
    var amount: String?

    @Option(help: "The amount's currency, such as GBP.")
    var currency: String?

    @Option(help: "What a voucher gives: something along, in words.")
    var gift: String?

    @Option(
        help: "Days on which vouchers are taken, from Monday as 1, such as 1-5 or 6,7. Default: all.",
        transform: PromotionArguments.weekdays)
    var weekdays: Int?

    @Option(
        help: "Hours at which they are taken, such as 10:00-18:00. Default: all.",
        transform: PromotionArguments.hours)
    var hours: ClosedRange<Int>?

    @Option(help: "How many vouchers may be open or redeemed at once. Default: any number.")
    var totalCap: Int?

    @Option(help: "How many of them one visitor may have; 0 for any number. Default: 1.")
    var visitorCap: Int?

    @Option(help: "Days that a voucher lasts, up to 400, at most to the promotion's end. Default: 30.")
    var lifetimeDays: Int?

    @Option(help: "Minutes in which a redemption can be taken back, up to 1440. Default: 15.")
    var reversalMinutes: Int?

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (1...400).contains(lifetimeDays ?? 1) else {
            throw ValidationError("--lifetime-days is 1 to 400.")
        }
        guard (0...1440).contains(reversalMinutes ?? 0) else {
            throw ValidationError("--reversal-minutes is 0 to 1440.")
        }
        guard (totalCap ?? 1) >= 1, (visitorCap ?? 0) >= 0 else {
            throw ValidationError("--total-cap is 1 or more, --visitor-cap 0 or more.")
        }
        guard [percent.map(String.init), amount, gift].compactMap(\.self).count <= 1 else {
            throw ValidationError("A voucher gives one of --percent, --amount and --gift.")
        }
        guard (amount == nil) == (currency == nil) else {
            throw ValidationError("--amount and --currency belong together.")
        }
        if try terms() == nil,
            [totalCap, visitorCap, lifetimeDays, reversalMinutes, weekdays].contains(where: { $0 != nil })
        {
            throw ValidationError("Without --percent, --amount or --gift there are no vouchers to be bound.")
        }
    }

    private func value() throws -> VoucherValue? {
        if let percent { return .percent(percent) }
        if let gift { return .gift(gift) }
        guard let amount, let currency else { return nil }
        guard let known = Currency(currency), let money = Money(amount: amount, currency: known) else {
            throw ValidationError("--amount is a decimal such as 2.00, --currency an ISO 4217 code in use.")
        }
        return .amount(money)
    }

    private func terms() throws -> VoucherTerms? {
        guard var terms = try value().map(VoucherTerms.init(value:)) else { return nil }
        if let weekdays { terms.times.weekdays = weekdays }
        if let hours { (terms.times.from, terms.times.until) = (hours.lowerBound, hours.upperBound) }
        terms.totalCap = totalCap
        if let visitorCap { terms.visitorCap = visitorCap == 0 ? nil : visitorCap }
        if let lifetimeDays { terms.lifetime = .seconds(lifetimeDays * 86_400) }
        if let reversalMinutes { terms.reversalWindow = .seconds(reversalMinutes * 60) }
        return terms
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, at: WallClock.system.now, on: .process) }
        }
    }

    func perform(in storage: Storage, at now: Timestamp, on terminal: Terminal) async throws {
        let titles = [ShopperLanguage.german: titleDe, .french: titleFr, .chinese: titleZh].compactMapValues { $0 }
        let results = try await storage.upsert(promotions: [
            PromotionRecord(
                merchant: merchant, code: code, title: title, startsAt: starts ?? now, endsAt: ends, stores: store,
                products: product, publisher: publisher, titles: titles, terms: try terms())
        ])
        switch results.first {
        case .rejected(let rejection)?: throw CommandFailure("the promotion was not stored: \(rejection)")
        default: terminal.message("Stored \(merchant) \(PrintableText.of(code)).")
        }
    }
}
