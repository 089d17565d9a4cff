import FootbridgeCore

/// What a file has named so far and on which line, in memory that is bounded: of each record its hash.
///
/// Two of five million records share a hash of 64 bits once in a million files.
struct NamedRecords {
    /// Records that are kept, some hundred megabytes.
    static let most = 5_000_000

    private var lines: [Int: Int32] = [:]
    private var merchants: Set<PublicID> = []
    /// Whether there were more than ``most``: those are not known.
    private(set) var isOverfull = false

    /// The line that named a record before; this one is kept from now on where `replacing`.
    mutating func name(_ key: RecordKey, merchant: PublicID?, on line: Int, replacing: Bool) -> Int? {
        if let merchant { merchants.insert(merchant) }
        let hash = key.hashValue
        if let earlier = lines[hash] {
            if replacing { lines[hash] = Int32(clamping: line) }
            return Int(earlier)
        }
        guard lines.count < Self.most else {
            isOverfull = true
            return nil
        }
        lines[hash] = Int32(clamping: line)
        return nil
    }

    func contains(_ key: RecordKey) -> Bool { lines[key.hashValue] != nil }

    /// In the order of their ids.
    var namedMerchants: [PublicID] { merchants.sorted { $0.description < $1.description } }
}
