import FootbridgeCore

/// Takes the bytes of NDJSON or CSV apart into whole rows.
struct FeedRows {
    private let lines: FeedLines
    private var isQuoted = false
    private var pending: [UInt8] = []
    /// CSV's first row; nil until it has come, and in NDJSON.
    private(set) var header: [UInt8]?

    init(_ lines: FeedLines) {
        self.lines = lines
    }

    /// The rows that are whole with some more bytes, each with its end; the header is none of them.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        for byte in bytes {
            pending.append(byte)
            // A doubled quote changes it twice.
            if lines == .csv, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == UInt8(ascii: "\n"), !isQuoted else { continue }
            if lines == .csv, header == nil {
                header = pending
            } else {
                rows.append(pending)
            }
            pending = []
        }
        return rows
    }

    /// Where a row stands; nil where it is no row of a feed.
    func cursor(of row: [UInt8]) -> FeedCursor? {
        let text = String(decoding: row, as: UTF8.self)
        switch lines {
        case .ndjson:
            // Written by a gateway, as which the id and the cursor come first and need no escapes.
            guard let start = text.firstRange(of: #""cursor":""#)?.upperBound else { return nil }
            return FeedCursor(text[start...].prefix { $0 != "\"" })
        case .csv:
            // Neither the id nor the cursor needs quotes.
            let fields = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            return fields.count > 1 ? FeedCursor(fields[1]) : nil
        }
    }
}
