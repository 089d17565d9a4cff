public import FootbridgeCore

/// What `verify` found wrong with the ledger.
public struct LedgerProblem: Sendable, Hashable {
    /// The store's public id; nil where it is about a voucher.
    public var store: PublicID?
    /// The place in the store's ledger; nil where it is about none.
    public var sequence: Int64?
    /// One sentence.
    public var what: String
}

/// What `verify` looked at, and what is wrong.
public struct LedgerFindings: Sendable, Hashable {
    /// At most ``Storage/problemLimit``.
    public var problems: [LedgerProblem] = []
    /// Rows that were checked.
    public var rows = 0
    /// Where every ledger ends.
    public var heads: [LedgerCheckpoint.Head] = []
}

extension Storage {
    /// Checks every row of every ledger against its chain, and the states of vouchers against the rows.
    ///
    /// - Parameters:
    ///   - chain: with the installation's secret.
    ///   - checkpoint: rows that were there then must be there now.
    ///   - progress: is told after each stretch how many rows were checked.
    public func verifyLedger(
        _ chain: LedgerChain, against checkpoint: LedgerCheckpoint? = nil, progress: (Int) -> Void = { _ in }
    ) async throws(StorageError) -> LedgerFindings {
        let stores = try await driver.read(.maintenance) { try $0.rows(LedgerRows.stores()) }
        let expected = (checkpoint?.heads ?? []).reduce(into: [:]) { $0[$1.store] = $1 }
        var findings = LedgerFindings()
        for store in stores {
            try await verify(store, chain, expected[store.publicID], &findings, progress)
        }
        for (store, missing) in expected where !stores.contains(where: { $0.publicID == store }) {
            findings.tell(store, 1, "rows 1 to \(missing.sequence) are missing")
        }
        let left = SQLValue.integer(max(0, Self.problemLimit - findings.problems.count))
        let (vouchers, lost) = try await driver.read(.maintenance) { connection in
            try connection.rows(LedgerRows.disagreements(left), LedgerRows.withoutVoucher(left))
        }
        for voucher in vouchers {
            findings.tell(nil, nil, "voucher \(voucher) is not in the state that the ledger says")
        }
        for voucher in lost { findings.tell(nil, nil, "voucher \(voucher), which the ledger knows, is gone") }
        return findings
    }

    /// Where every ledger ends now.
    public func ledgerCheckpoint(at now: Timestamp) async throws(StorageError) -> LedgerCheckpoint {
        LedgerCheckpoint(madeAt: now, heads: try await driver.read { try $0.rows(LedgerRows.heads()) })
    }

    /// Stores whose last row of a checkpoint is no longer there, or another one.
    public func stores(contradicting checkpoint: LedgerCheckpoint) async throws(StorageError) -> [PublicID] {
        try await driver.read { connection in
            let codes = try connection.rows(
                each: checkpoint.heads.map { LedgerRows.code(.publicID($0.store), .integer($0.sequence)) })
            return zip(checkpoint.heads, codes).filter { $0.sequence > 0 && $1.first != $0.code }.map(\.0.store)
        }
    }

    private func verify(
        _ store: LedgerRows.Store, _ chain: LedgerChain, _ expected: LedgerCheckpoint.Head?,
        _ findings: inout LedgerFindings, _ progress: (Int) -> Void
    ) async throws(StorageError) {
        var (last, code) = (Int64(0), LedgerChain.beginning)
        while true {
            let place = last
            // The head as it is beside the last rows: tills go on while they are read.
            let (rows, heads) = try await driver.read(.maintenance) { connection in
                try connection.rows(
                    LedgerRows.rows(.integer(store.key), .integer(place), .integer(Self.stretch)),
                    LedgerRows.head(.integer(store.key)))
            }
            for row in rows {
                let sequence = row.entry.sequence
                if sequence != last + 1 {
                    findings.tell(store.publicID, last + 1, "rows \(last + 1) to \(sequence - 1) are missing")
                } else if chain.code(of: row.entry, after: code) != row.code {
                    findings.tell(
                        store.publicID, sequence,
                        "row \(sequence) (\(row.entry.id)) was changed, or stands in another's place")
                }
                if let expected, expected.sequence == sequence, expected.code != row.code {
                    findings.tell(store.publicID, sequence, "row \(sequence) is not the one of the checkpoint")
                }
                (last, code) = (sequence, row.code)
                findings.rows += 1
            }
            progress(findings.rows)
            guard rows.count < Self.stretch else { continue }
            let head = heads.first ?? (sequence: 0, code: LedgerChain.beginning)
            let end = max(head.sequence, expected?.sequence ?? 0)
            if last < end {
                findings.tell(store.publicID, last + 1, "rows \(last + 1) to \(end) are missing")
            } else if (last, code) != (head.sequence, head.code) {
                findings.tell(store.publicID, last, "the head of the ledger is not its last row")
            }
            findings.heads.append(LedgerCheckpoint.Head(store: store.publicID, sequence: last, code: code))
            return
        }
    }

    /// Problems that are told at most.
    public static let problemLimit = 1000
    /// Rows that are read at once.
    private static let stretch = 5000
}

extension LedgerFindings {
    fileprivate mutating func tell(_ store: PublicID?, _ sequence: Int64?, _ what: String) {
        guard problems.count < Storage.problemLimit else { return }
        problems.append(LedgerProblem(store: store, sequence: sequence, what: what))
    }
}
