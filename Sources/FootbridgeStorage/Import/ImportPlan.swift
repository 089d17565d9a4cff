import FootbridgeCore

/// What is to be done for one row of an import.
enum ImportPlan {
    case reject(ImportRejection)
    /// Run together, to this result; where the first changes nothing, what is stored is newer.
    case run([BoundSQL], ImportResult)

    /// The rejection of a record that has problems; nil for a good one.
    static func rejection(_ problems: [FieldProblem]) -> ImportPlan? {
        problems.isEmpty ? nil : .reject(.unacceptable(problems))
    }
}

/// Undoes what a rehearsal did.
private struct RehearsalOver: Error {}

/// Writes rows so that one the schema refuses takes nothing else with it.
enum ImportBatch {
    /// Rows of one transaction: well under a second even on a slow disk.
    static let rows = 500

    /// Runs all plans at once, which is what happens to good rows; where the schema refuses one, all again one by one.
    static func run(_ plans: [ImportPlan], on connection: any SQLConnection) throws -> [ImportResult] {
        do {
            return try connection.nested { try together(plans, on: connection) }
        } catch let error as StorageError where error.refusal != nil {
            return try plans.flatMap { plan in
                do {
                    return try connection.nested { try together([plan], on: connection) }
                } catch let error as StorageError {
                    guard let refusal = error.refusal else { throw error }
                    return [.rejected(.refused(refusal.description))]
                }
            }
        }
    }

    private static func together(_ plans: [ImportPlan], on connection: any SQLConnection) throws -> [ImportResult] {
        let statements = plans.flatMap { plan -> [BoundSQL] in
            guard case .run(let statements, _) = plan else { return [] }
            return statements
        }
        var results = try connection.run(statements)[...]
        return plans.map { plan in
            switch plan {
            case .reject(let reason): return .rejected(reason)
            case .run(let statements, let result):
                defer { results = results.dropFirst(statements.count) }
                return !statements.isEmpty && results.first?.changed == 0 ? .older : result
            }
        }
    }

    /// Which of some keys are stored, looked up together: each distinct key once.
    static func known<Key: Hashable, Row>(
        _ keys: [Key], _ select: Select<Row>, on connection: any SQLConnection, _ values: (Key) -> [SQLValue]
    ) throws -> [Key: Row] {
        let distinct = Array(Set(keys))
        let rows = try connection.rows(each: distinct.map { select(values($0)) })
        return Dictionary(
            uniqueKeysWithValues: zip(distinct, rows).compactMap { key, rows in rows.first.map { (key, $0) } })
    }
}

extension Storage {
    /// Imports records in transactions of ``ImportBatch/rows``.
    ///
    /// - Parameter isRehearsal: whether all is undone again, each transaction for itself.
    func importing<Record: Sendable>(
        _ records: [Record], isRehearsal: Bool = false,
        _ plan: @escaping @Sendable ([Record], any SQLConnection) throws -> [ImportPlan]
    ) async throws(StorageError) -> [ImportResult] {
        var results: [ImportResult] = []
        results.reserveCapacity(records.count)
        for start in stride(from: 0, to: records.count, by: ImportBatch.rows) {
            let batch = Array(records[start..<min(start + ImportBatch.rows, records.count)])
            results += try await driver.write(repeatable: true) { connection in
                guard isRehearsal else { return try ImportBatch.run(plan(batch, connection), on: connection) }
                var results: [ImportResult] = []
                do {
                    try connection.nested {
                        results = try ImportBatch.run(plan(batch, connection), on: connection)
                        throw RehearsalOver()
                    }
                } catch is RehearsalOver {}
                return results
            }
        }
        return results
    }
}
