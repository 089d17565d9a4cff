import ArgumentParser
import CatalogFeeds
import FootbridgeCore
import FootbridgeStorage

/// `footbridge import`: files of booksellers into the database.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import products, listings, stores or stock from a CSV file.",
        discussion: """
            The file is CSV with a header row, as a spreadsheet or a till system writes it: fields divided by commas, \
            semicolons or tabs, in UTF-8 or UTF-16, decimals with a point or throughout with a comma. Columns may stand \
            in any order, those that are not known are named once and not used. A row replaces what is stored of the \
            same product, offer, store, or product in a store, unless that is newer; an empty field leaves what is \
            stored. Importing a file again is safe. A bad row is reported with its line and what is wrong with each \
            field, and the others are applied; the exit status is then 1. A row about the same as an earlier one is bad, \
            unless --last-wins. Merchants are made as they are named; one that is known keeps its name.

            Columns; those in brackets may be missing or empty:
              products  gtin title [subtitle contributors publisher published
                        language cover_url suggested_price currency rating
                        rating_count]
              stores    merchant merchant_name code name street locality country
                        lat lon time_zone [region postal_code hours
                        special_hours]
              listings  merchant merchant_name offer gtin url availability
                        [price currency updated_at]
              stock     merchant store gtin [status quantity price currency
                        collected_at]

            gtin: ISBN, ISSN, ISMN or GTIN in any form; one that lost its leading zeros to a spreadsheet is put right, \
            one like 9.78014E+12 cannot be. merchant: 1 to 64 letters, digits, underscores and hyphens. contributors: Name (role); Name (role), without a role an author. price: a \
            decimal, currency: ISO 4217. A store's public id is its merchant and code, with a dot between; stock names \
            it by merchant and code. hours: Mon-Fri 09:00-18:00; Sat 10:00-17:00,18:00-02:00; Sun closed, or 24h, or \
            empty where they are not known; days not named are closed. special_hours: 2026-12-25 closed; 2026-12-24 \
            09:00-13:00. time_zone: such as Europe/London. availability: in_stock, limited, preorder, backorder, \
            out_of_stock, unknown. status: in_stock, limited, out_of_stock, unknown; empty goes by quantity (0, 1-2, 3 or \
            more). Times: RFC 3339, empty for now.

            Examples:
              footbridge import products books.csv
              zcat stock.csv.gz | footbridge import stock - --rejects bad.csv
              footbridge import stores shops.csv --complete --dry-run
            """)

    /// What can be imported.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case products, listings, stores, stock
    }

    /// How a file is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv
    }

    @Option(help: "The format of the file.")
    var format: Format = .csv

    @Option(
        help: ArgumentHelp(
            "How its characters are written: utf-8, utf-16 or windows-1252.",
            discussion: "A byte order mark at its beginning says so, too. Excel's CSV in the West is windows-1252."),
        transform: Self.encoding)
    var encoding: TextEncoding?

    @Flag(help: "Of two rows about the same let the later one count.")
    var lastWins = false

    @Flag(
        help: ArgumentHelp(
            "The file is everything that its merchants have: take out what it lacks.",
            discussion: "Shops are closed and keep their history; offers and stock are deleted."))
    var complete = false

    @Flag(help: "Store nothing, and tell what would come of it.")
    var dryRun = false

    @Flag(help: "With --complete: take out more than a tenth, too.")
    var yes = false

    @Option(help: "Write every rejected row to this CSV file: line, reason, row.", completion: .file())
    var rejects: String?

    @Flag(help: "Print one JSON object: the totals, and in \"rejects\" the first 1000 rejected rows.")
    var json = false

    @Argument(help: "What the file holds: products, listings, stores or stock.")
    var kind: Kind

    @Argument(help: "The file, or - for standard input.", completion: .file())
    var file: String

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if complete, kind == .products {
            throw ValidationError("Products are no merchant's: --complete is for stores, listings and stock.")
        }
        if yes, !complete { throw ValidationError("--yes belongs to --complete.") }
    }

    func run() async throws {
        // Before the database: a name mistyped must not make one.
        let source = try ImportSource(file)
        let isClean = try await CommandFailure.explaining {
            try await database.withStorage { storage in
                try await perform(source, in: storage, at: WallClock.system.now, on: .process)
            }
        }
        guard isClean else { throw ExitCode.failure }
    }

    /// - Returns: whether no row was rejected.
    func perform(
        _ source: ImportSource, in storage: Storage, at now: Timestamp, on terminal: Terminal
    ) async throws -> Bool {
        if let rejects, source.isSame(asFileAt: rejects) {
            throw CommandFailure("--rejects names the file that is imported")
        }
        let rejected = try RejectedRows(terminal: terminal, path: rejects)
        let manner = ImportManner(
            lastWins: lastWins, isRehearsal: dryRun, isComplete: complete, isSure: yes)
        func imported<Record: Sendable>(_ target: ImportTarget<Record>) async throws -> ImportSummary {
            var run = ImportRun(
                target: target, storage: storage, terminal: terminal, rejects: rejected, now: now, manner: manner,
                totalBytes: source.totalBytes)
            return try await run.run(encoding: encoding, bytesRead: { source.bytesRead }, read: source.read)
        }
        let summary =
            switch kind {
            case .products: try await imported(.products)
            case .listings: try await imported(.listings)
            case .stores: try await imported(.stores)
            case .stock: try await imported(.stock)
            }
        if json {
            try terminal.result(JSON.object(summary.members + [JSON.Member("rejects", Self.json(rejected.first))]).line)
        } else {
            try terminal.result((dryRun ? "nothing is stored; this would be: " : "") + summary.text)
        }
        return summary.rejected == 0
    }

    private static func json(_ rejects: [RejectedRow]) -> JSON {
        .array(
            rejects.map { row in
                let problems = row.problems.map { problem in
                    JSON.object([
                        JSON.Member("field", .string(problem.field)),
                        JSON.Member("value", .string(problem.value ?? "")),
                        JSON.Member("reason", .string(problem.reason)),
                    ])
                }
                return .object([
                    JSON.Member("line", .integer(row.line)), JSON.Member("reason", .string(row.reason)),
                    JSON.Member("problems", .array(problems)), JSON.Member("row", .string(row.raw)),
                ])
            })
    }

    @Sendable private static func encoding(_ text: String) throws -> TextEncoding {
        guard let encoding = TextEncoding(rawValue: text.lowercased()) else {
            throw ValidationError(
                "An encoding is \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return encoding
    }
}
