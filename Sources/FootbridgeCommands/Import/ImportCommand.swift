import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge import`: files of booksellers into the database.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import products, listings, stores or stock from a CSV file.",
        discussion: """
            The file is UTF-8 CSV (RFC 4180) with a header row; columns may stand in any order, those that are not known \
            are named once and not used. A row replaces what is stored of the same product, offer, store, or product in \
            a store, unless that is newer; importing a file again is safe. A bad row is reported with its line \
            and the reason and the others are applied; the exit status is then 1.

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

            gtin: ISBN-10, ISBN-13 or GTIN. contributors: Name (role); Name (role), without a role an author. price: a \
            decimal, currency: ISO 4217. A store's public id is its merchant and code, with a dot between; stock names \
            it by merchant and code. hours: Mon-Fri 09:00-18:00; Sat 10:00-17:00,18:00-02:00; Sun closed, or 24h, or \
            empty where they are not known; days not named are closed. special_hours: 2026-12-25 closed; 2026-12-24 \
            09:00-13:00. time_zone: such as Europe/London. availability: in_stock, limited, preorder, backorder, \
            out_of_stock, unknown. status: in_stock, limited, out_of_stock, unknown; empty goes by quantity (0, 1-2, 3 or \
            more). Times: RFC 3339, empty for now.

            Examples:
              footbridge import products books.csv
              zcat stock.csv.gz | footbridge import stock - --rejects bad.csv
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

    @Option(help: "Write every rejected row to this CSV file: line, reason, row.", completion: .file())
    var rejects: String?

    @Flag(help: "Print {\"applied\":…,\"older\":…,\"rejected\":…,\"rejects\":[…]} with the first 1000 rejected rows.")
    var json = false

    @Argument(help: "What the file holds: products, listings, stores or stock.")
    var kind: Kind

    @Argument(help: "The file, or - for standard input.", completion: .file())
    var file: String

    @OptionGroup var database: DatabaseOptions

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
        let summary: ImportSummary
        switch kind {
        case .products: summary = try await run(.products, source)
        case .listings: summary = try await run(.listings, source)
        case .stores: summary = try await run(.stores, source)
        case .stock: summary = try await run(.stock, source)
        }
        func run<Row: Sendable>(_ table: ImportTable<Row>, _ source: ImportSource) async throws -> ImportSummary {
            try await ImportRun(table: table, storage: storage, terminal: terminal, rejects: rejected, now: now)
                .run(source)
        }
        try terminal.result(json ? Self.json(summary, rejected.first).line : Self.text(summary))
        return summary.rejected == 0
    }

    private static func text(_ summary: ImportSummary) -> String {
        "applied \(summary.applied), rejected \(summary.rejected)"
            + (summary.older == 0 ? "" : ", older than what is stored \(summary.older)")
    }

    private static func json(_ summary: ImportSummary, _ rejects: [RejectedRow]) -> JSON {
        let rows = rejects.map { row in
            JSON.object([
                JSON.Member("line", .integer(row.line)), JSON.Member("reason", .string(row.reason)),
                JSON.Member("row", .string(row.raw)),
            ])
        }
        return .object([
            JSON.Member("applied", .integer(summary.applied)), JSON.Member("older", .integer(summary.older)),
            JSON.Member("rejected", .integer(summary.rejected)), JSON.Member("rejects", .array(rows)),
        ])
    }
}
