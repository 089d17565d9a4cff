import CatalogFeeds
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// How an import goes about what it is given.
struct ImportManner: Sendable {
    /// Of two rows about the same, the later one counts.
    var lastWins = false
    /// Nothing is stored; what would come of it is told.
    var isRehearsal = false
    /// The file is everything that its merchants have.
    var isComplete = false
    /// However much is taken out.
    var isSure = false
}

/// One file on its way into the database.
struct ImportRun<Record: Sendable> {
    let target: ImportTarget<Record>
    let storage: Storage
    let terminal: Terminal
    let rejects: RejectedRows
    let now: Timestamp
    var manner = ImportManner()

    private var summary = ImportSummary()
    private var named = NamedRecords()
    private var progress: ProgressLine
    /// Rows that could not be read, and so may be about anything.
    private var unreadable = 0
    private var merchantNames: [PublicID: String] = [:]

    /// Rows that are stored together, in one transaction.
    private static var batchRows: Int { 500 }
    /// Bytes of rows that wait to be stored, so that long rows wait in smaller batches.
    private static var batchBytes: Int { 4 << 20 }
    /// Odd rows, and records that are taken out, that are told one by one.
    private static var shown: Int { 20 }

    init(
        target: ImportTarget<Record>, storage: Storage, terminal: Terminal, rejects: RejectedRows, now: Timestamp,
        manner: ImportManner = ImportManner(), totalBytes: Int64? = nil
    ) {
        (self.target, self.storage, self.terminal) = (target, storage, terminal)
        (self.rejects, self.now, self.manner) = (rejects, now, manner)
        progress = ProgressLine(terminal: terminal, totalBytes: totalBytes)
    }

    /// Reads the file to its end; what was stored stays, whatever comes later.
    ///
    /// - Parameter bytesRead: how far the file is read.
    /// - Throws: ``CommandFailure`` where the file has no header row that fits, cannot be read further, or would take out
    ///   too much; `StorageError` where the database fails.
    mutating func run(
        encoding: TextEncoding?, bytesRead: () -> Int64 = { 0 }, read: @escaping () throws -> [UInt8]
    ) async throws -> ImportSummary {
        var feed: CSVFeed<Record>
        do {
            feed = try CSVFeed(target.table, encoding: encoding, now: now, read: read)
        } catch let error as FeedError {
            throw CommandFailure(error.description)
        }
        tellUnknown(feed.unknownColumns)
        var pending: [CatalogRow<Record>] = []
        var pendingKeys: Set<RecordKey> = []
        var pendingBytes = 0
        func isFull() -> Bool { pending.count == Self.batchRows || pendingBytes >= Self.batchBytes }
        while let row = try feed.next() {
            let (row, key) = try noted(row)
            // Of two rows about the same the later one must find the earlier one stored.
            if isFull() || key.map(pendingKeys.contains) == true {
                try await store(pending)
                (pending, pendingKeys, pendingBytes) = ([], [], 0)
                progress.update(bytes: bytesRead(), rows: summary.read)
            }
            if let key { pendingKeys.insert(key) }
            pending.append(row)
            pendingBytes += row.raw.count
        }
        try await store(pending)
        progress.clear()
        guard manner.isComplete else { return summary }
        do {
            try await withdraw()
        } catch {
            // What was stored is, whatever stops the rest.
            terminal.message(summary.text)
            throw error
        }
        return summary
    }

    private func tellUnknown(_ columns: [String]) {
        guard !columns.isEmpty else { return }
        let names = columns.map { PrintableText.of($0, limit: 60) }.joined(separator: ", ")
        terminal.message("these columns are not known and not used: \(names)")
    }

    /// A row as it is to be stored, and what it is about; one that repeats another is none any more.
    private mutating func noted(_ row: CatalogRow<Record>) throws -> (CatalogRow<Record>, RecordKey?) {
        summary.read += 1
        guard case .success(let record) = row.content else {
            unreadable += 1
            return (row, nil)
        }
        let key = target.table.key(record)
        let earlier = named.name(key, merchant: key.merchant, on: row.line, replacing: manner.lastWins)
        var row = row
        if let earlier {
            guard manner.lastWins else {
                row.content = .failure(RowProblem([FieldProblem(row: "repeats line \(earlier), which is kept")]))
                return (row, nil)
            }
            warn(row.line, "the row replaces line \(earlier)")
        }
        if row.restoredZeros > 0 { summary.restored += 1 }
        if !row.warnings.isEmpty { warn(row.line, RowProblem(row.warnings).description) }
        return (row, key)
    }

    private mutating func warn(_ line: Int, _ what: String) {
        summary.odd += 1
        guard summary.odd <= Self.shown + 1 else { return }
        progress.clear()
        terminal.message(
            summary.odd > Self.shown ? "further warnings are only counted" : "line \(line): warning: \(what)")
    }

    private mutating func store(_ rows: [CatalogRow<Record>]) async throws {
        let good = rows.compactMap { row -> Record? in
            if case .success(let record) = row.content { record } else { nil }
        }
        let results: [ImportResult]
        do {
            results = try await target.store(good, storage, manner.isRehearsal)
        } catch {
            progress.clear()
            throw CommandFailure(
                "\(CommandFailure(error)) (at line \(rows.first?.line ?? 0), after \(summary.applied) rows were applied; "
                    + "running the same import again is safe)")
        }
        var next = results.makeIterator()
        for row in rows {
            switch row.content {
            case .failure(let problem): try reject(row, problem.description, problem.problems)
            case .success(let record):
                switch next.next() {
                case .added: summary.added += 1
                case .changed: summary.changed += 1
                case .unchanged: summary.unchanged += 1
                case .older: summary.older += 1
                case .rejected(let reason):
                    try reject(row, reason.description, reason.problems)
                    continue
                case nil: try reject(row, "the database gave no result for it", [])
                }
                if let merchant = target.merchant(record) { try await check(merchant, on: row.line) }
            }
        }
    }

    private mutating func reject(_ row: CatalogRow<Record>, _ reason: String, _ problems: [FieldProblem]) throws {
        summary.rejected += 1
        progress.clear()
        try rejects.add(
            RejectedRow(
                line: row.line, reason: reason, problems: problems, raw: String(decoding: row.raw, as: UTF8.self)))
    }

    /// Tells once where rows call a merchant by another name than shoppers are told.
    private mutating func check(_ merchant: Merchant, on line: Int) async throws {
        guard let known = merchantNames[merchant.id] else {
            let stored = try await storage.merchantNames([merchant.id])[merchant.id]
            merchantNames[merchant.id] = stored ?? merchant.name
            guard let stored, stored != merchant.name else { return }
            return warn(line, Self.otherName(merchant, than: stored))
        }
        guard known != merchant.name, !known.isEmpty else { return }
        warn(line, Self.otherName(merchant, than: known))
        // Said once.
        merchantNames[merchant.id] = ""
    }

    private static func otherName(_ merchant: Merchant, than stored: String) -> String {
        "merchant_name '\(PrintableText.of(merchant.name, limit: 60))' is not the name of \(merchant.id), which stays "
            + "'\(PrintableText.of(stored, limit: 60))'; footbridge merchant rename changes it"
    }

    /// Takes out what the file, which has all, does not name.
    private mutating func withdraw() async throws {
        guard let kind = target.withdrawal else { return }
        guard unreadable == 0 else {
            throw CommandFailure(
                "\(unreadable) rows could not be read, so what the file lacks is not known: nothing was withdrawn")
        }
        guard !named.isOverfull else {
            throw CommandFailure(
                "more than \(NamedRecords.most) rows are too many for --complete: nothing was withdrawn")
        }
        var told = 0
        for merchant in named.namedMerchants {
            var (held, missing) = (0, 0)
            try await forEachPage(kind, of: merchant) { page in
                let lacking = page.filter { !named.contains($0.key) }
                held += page.count
                missing += lacking.count
                guard manner.isRehearsal else { return }
                for record in lacking where told < Self.shown {
                    terminal.message("would be withdrawn: \(Self.name(record))")
                    told += 1
                }
            }
            if manner.isRehearsal, missing > 0 {
                terminal.message("\(missing) of the \(held) that \(merchant) has would be withdrawn")
            }
            guard missing * 10 <= held || manner.isSure || manner.isRehearsal else {
                throw CommandFailure(
                    "\(missing) of the \(held) that \(merchant) has would be withdrawn, which is more than a tenth, so "
                        + "nothing was: see which with --dry-run, then say --yes")
            }
            if manner.isRehearsal { summary.withdrawn += missing }
        }
        guard !manner.isRehearsal else { return }
        for merchant in named.namedMerchants {
            var withdrawn = 0
            try await forEachPage(kind, of: merchant) { page in
                withdrawn += try await storage.withdraw(kind, page.filter { !named.contains($0.key) })
            }
            summary.withdrawn += withdrawn
        }
    }

    private static func name(_ record: HeldRecord) -> String {
        [record.key.merchant?.description, record.key.name, record.key.gtin?.printed].compactMap(\.self)
            .map { PrintableText.of($0) }.joined(separator: " ")
    }

    private func forEachPage(
        _ kind: MerchantRecordKind, of merchant: PublicID, _ body: ([HeldRecord]) async throws -> Void
    ) async throws {
        var last: HeldRecord?
        while true {
            let page = try await storage.held(kind, of: merchant, after: last, limit: Self.batchRows)
            guard let end = page.last else { return }
            try await body(page)
            last = end
        }
    }
}

extension ImportRejection {
    /// Of single fields.
    fileprivate var problems: [FieldProblem] {
        if case .unacceptable(let problems) = self { problems } else { [] }
    }
}
