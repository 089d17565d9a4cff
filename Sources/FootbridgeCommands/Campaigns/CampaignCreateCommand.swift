import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import ProductIdentifiers
import SymbolDrawing

/// `footbridge campaign create`.
struct CampaignCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a campaign's placements, and a poster for each as SVG and PDF.",
        discussion: """
            Each placement has a QR code of its own: a short link, or with --product a GS1 Digital Link. The same again \
            changes a placement's cost and times and keeps its code, so posters that hang stay good. --cost is what each \
            placement costs in all. PDFs are made with rsvg-convert, of Debian's librsvg2-bin.

            Examples:
              footbridge campaign create --merchant lantern-lane --name autumn \\
                --placement window --placement till --url https://books.example \\
                --to posters
              footbridge campaign create --merchant lantern-lane --name autumn \\
                --placement tube-poster --product 9780306406157 --cost 350.00 GBP \\
                --ends 2026-12-31T23:59:59Z --url https://books.example
            """)

    @Option(help: "The merchant's public id.", transform: KeyArguments.publicID)
    var merchant: PublicID

    @Option(help: "The campaign's name.", transform: CampaignArguments.name)
    var name: CampaignName

    @Option(help: "Where a poster hangs; may be given again.", transform: CampaignArguments.name)
    var placement: [CampaignName]

    @Option(parsing: .upToNextOption, help: "What each placement costs in all, and its currency, such as 350.00 GBP.")
    var cost: [String] = []

    @Option(help: "The product that it advertises, by ISBN or GTIN.", transform: PromotionArguments.product)
    var product: GTIN?

    @Option(help: "The store that it is about, by its public id.", transform: KeyArguments.publicID)
    var store: PublicID?

    @Option(help: "From then on it counts. Default: now.", transform: PromotionArguments.time)
    var starts: Timestamp?

    @Option(help: "It counts until then. Default: until it is ended.", transform: PromotionArguments.time)
    var ends: Timestamp?

    @Option(help: "The line on the poster, up to 200 characters. Default: the product's title, or the shop's name.")
    var title: String?

    @Option(help: "a4 or a6.")
    var size: PosterSize = .a4

    @Option(help: "Where the daemon is reached, such as https://books.example. Also FOOTBRIDGE_PUBLIC_URL.")
    var url: String?

    @Option(help: "The folder for the posters.")
    var to = "."

    @Flag(help: "Make no PDFs.")
    var svgOnly = false

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard product == nil || store == nil else { throw ValidationError("One of --product and --store.") }
        guard !placement.isEmpty, Set(placement).count == placement.count else {
            throw ValidationError("Each placement once.")
        }
        guard (1...200).contains(title?.unicodeScalars.count ?? 1) else {
            throw ValidationError("--title is 1 to 200 characters.")
        }
        _ = try money()
    }

    private func money() throws -> Money? {
        if cost.isEmpty { return nil }
        guard cost.count == 2, let currency = Currency(cost[1]), let money = Money(amount: cost[0], currency: currency),
            money.minorUnits >= 0
        else { throw ValidationError("--cost is a decimal and an ISO 4217 code in use, such as 350.00 GBP.") }
        return money
    }

    func run() async throws {
        let settings = try database.settings(flags: [Settings.server.publicURL.key: url])
        guard let origin = try settings.value(of: Settings.server.publicURL) else {
            throw CommandFailure("say with --url where the daemon is reached: it stands in the QR codes")
        }
        try await CommandFailure.explaining {
            try await database.withStorage {
                try await perform(in: $0, reachedAt: origin, at: WallClock.system.now, on: .process)
            }
        }
    }

    func perform(
        in storage: Storage, reachedAt origin: String, at now: Timestamp, on terminal: Terminal
    ) async throws {
        let starts = starts ?? now
        guard ends.map({ $0 > starts }) ?? true else { throw CommandFailure("the campaign ends before it begins") }
        let cost = try money()
        let heading = try await heading(in: storage)
        var lines: [JSON] = []
        for name in placement {
            let wanted = CampaignPlacement(
                merchant: merchant, name: self.name, placement: name, code: CampaignCode(), gtin: product, store: store,
                cost: cost, startsAt: starts, endsAt: ends)
            let stored: CampaignPlacement
            switch try await storage.store(wanted) {
            case .stored(let placement): stored = placement
            case .unknownMerchant: throw CommandFailure("there is no merchant \(merchant)")
            case .unknownStore: throw CommandFailure("\(merchant) has no store \(store?.description ?? "")")
            }
            guard let link = CampaignLink(to: stored, at: origin), let code = QRCode(link.description) else {
                throw CommandFailure("the address \(origin) is too long for a QR code")
            }
            let poster = Poster(
                heading: heading, code: code, address: CampaignLines.short(of: stored, at: origin),
                note: stored.label, size: size)
            let files = try PosterFiles.write(poster, named: stored, to: to, withPDF: !svgOnly)
            if json {
                lines.append(CampaignLines.json(of: stored, link: link.description, files: files))
            } else {
                try terminal.result("\(stored.label)  \(link)  \(files.joined(separator: "  "))")
            }
        }
        if json { try terminal.result(JSON.array(lines).line) }
    }

    private func heading(in storage: Storage) async throws -> String {
        if let title { return title }
        if let product,
            let title = try await storage.answer(
                for: product, near: nil, at: WallClock.system.now, in: .english
            ).product?.title
        {
            return title
        }
        if let store, let name = try await storage.storeName(store) { return name }
        return try await storage.merchantName(merchant) ?? merchant.description
    }
}
