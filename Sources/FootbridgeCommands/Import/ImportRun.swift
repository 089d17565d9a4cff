import FootbridgeCore
import FootbridgeStorage

/// What came of an import.
struct ImportSummary: Sendable, Hashable {
    /// Rows that are stored now.
    var applied = 0
    /// Rows that were good, and older than what is stored.
    var older = 0
    var rejected = 0
}

/// One file on its way into the database.
struct ImportRun<Row: Sendable> {
    let table: ImportTable<Row>
    let storage: Storage
    let terminal: Terminal
    let rejects: RejectedRows
    let now: Timestamp

    /// Rows that are stored together, in one transaction.
    static var batchRows: Int { 500 }
    /// Bytes of rows that wait to be stored, so that long rows wait in smaller batches.
    static var batchBytes: Int { 4 << 20 }

    private struct PendingRow {
        var source: CSVReader.Row
        var content: Result<Row, RowProblem>
    }

    /// Reads the file to its end; what was stored stays, whatever comes later.
    ///
    /// - Throws: ``CommandFailure`` where the file has no header row that fits, or cannot be read further; `StorageError`
    ///   where the database fails.
    func run(_ source: ImportSource) async throws -> ImportSummary {
        var reader = CSVReader(read: source.read)
        let header = try header(from: &reader)
        var progress = ProgressLine(terminal: terminal, totalBytes: source.totalBytes)
        var summary = ImportSummary()
        var pending: [PendingRow] = []
        var pendingBytes = 0
        while let row = try reader.next() {
            pending.append(PendingRow(source: row, content: content(of: row, header: header)))
            pendingBytes += row.raw.count
            guard pending.count == Self.batchRows || pendingBytes >= Self.batchBytes else { continue }
            try await store(pending, into: &summary, &progress)
            pending.removeAll(keepingCapacity: true)
            pendingBytes = 0
            progress.update(bytes: source.bytesRead, rows: summary.applied + summary.older + summary.rejected)
        }
        try await store(pending, into: &summary, &progress)
        progress.clear()
        return summary
    }

    private func header(from reader: inout CSVReader) throws -> CSVHeader {
        guard let row = try reader.next() else { throw CommandFailure("the file is empty; it needs a header row") }
        let fields: [String]
        do {
            fields = try row.content.get()
        } catch {
            throw CommandFailure("the header row cannot be read: \(error)")
        }
        let header = try CSVHeader(fields, required: table.required, optional: table.optional)
        if !header.unknown.isEmpty {
            let names = header.unknown.map { PrintableText.of($0, limit: 60) }.joined(separator: ", ")
            terminal.message("these columns are not known and not used: \(names)")
        }
        return header
    }

    private func content(of row: CSVReader.Row, header: CSVHeader) -> Result<Row, RowProblem> {
        row.content.flatMap { fields in
            do throws(RowProblem) {
                return .success(try table.parse(CSVRecord(fields, header: header), now))
            } catch {
                return .failure(error)
            }
        }
    }

    private func store(
        _ rows: [PendingRow], into summary: inout ImportSummary, _ progress: inout ProgressLine
    ) async throws {
        let good = rows.compactMap { row -> Row? in if case .success(let content) = row.content { content } else { nil }
        }
        let results: [ImportResult]
        do {
            results = try await table.store(good, storage)
        } catch {
            progress.clear()
            let failure = CommandFailure(error)
            throw CommandFailure(
                "\(failure) (at line \(rows.first?.source.line ?? 0), after \(summary.applied) rows were applied; "
                    + "running the same import again is safe)")
        }
        var next = results.makeIterator()
        for row in rows {
            switch row.content {
            case .failure(let problem):
                try reject(row, problem.description, &summary, &progress)
            case .success:
                switch next.next() {
                case .applied: summary.applied += 1
                case .older: summary.older += 1
                case .rejected(let reason): try reject(row, reason.description, &summary, &progress)
                case nil: try reject(row, "the database gave no result for it", &summary, &progress)
                }
            }
        }
    }

    private func reject(
        _ row: PendingRow, _ reason: String, _ summary: inout ImportSummary, _ progress: inout ProgressLine
    ) throws {
        summary.rejected += 1
        progress.clear()
        try rejects.add(
            RejectedRow(
                line: row.source.line, reason: reason, raw: String(decoding: row.source.raw, as: UTF8.self)))
    }
}
