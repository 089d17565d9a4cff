import FootbridgeCore

extension EventFilter {
    /// What it asks for, as conditions on the log while that is walked in its order.
    ///
    /// They make at most 288 texts: with and without each bound of time, a merchant and a store, times eighteen for the
    /// kinds (all, none, or one to eight of them with or without scans). All pages of a reader have the same.
    var conditions: [SQLFragment] {
        var conditions: [SQLFragment] = []
        if let from {
            // Nothing is recorded before it happens: this spares PostgreSQL the months before.
            conditions.append("recorded_at >= \(.time(from))")
            conditions.append("occurred_at >= \(.time(from))")
        }
        if let to { conditions.append("occurred_at < \(.time(to))") }
        if let merchant { conditions.append("merchant_id = \(.integer(merchant))") }
        if let store { conditions.append("store_id = \(.integer(store))") }
        return conditions + kindConditions
    }

    /// Said as a literal that there are no scans, the index without them can be used.
    private var kindConditions: [SQLFragment] {
        guard kinds.count < Event.Kind.allCases.count else { return [] }
        let words = kinds.map(\.rawValue).sorted().map { SQLValue.text($0) }
        guard let first = words.first else { return ["1 = 0"] }
        return (kinds.contains(.scan) ? [] : ["type <> 'scan'"])
            + [words.count == 1 ? "type = \(first)" : "type IN (\(.list(words)))"]
    }
}
