/// What can be asked of a feed, in the words of its query and of the command line.
public struct FeedParameters: Sendable, Hashable {
    /// Most rows of one page.
    public static let longestPage = 10_000
    /// Rows of a page where nothing is said.
    public static let usualPage = 1000
    public static let names = ["after", "limit", "from", "to", "merchant", "store", "type", "run"]
    private static let maximumBytes = 2048

    /// Rows behind this place; nil for all.
    public var after: FeedCursor?
    /// Most rows; nil for a page, or where the format is streamed for all.
    public var limit: Int?
    /// Happened at this time or later.
    public var from: Timestamp?
    /// Happened before this time.
    public var to: Timestamp?
    public var merchant: PublicID?
    public var store: PublicID?
    /// Are of one of these kinds; nil for all.
    public var kinds: Set<String>?
    /// The run of attribution, such as `run-3`; nil for the current one.
    public var run: String?

    /// Every row.
    public init() {}

    /// - Parameters:
    ///   - values: by the ``names``; an empty one is as if it had not been given.
    ///   - kinds: the words that `type` can have.
    /// - Throws: ``FeedRefusal/parameter(_:_:)`` for the first that is malformed.
    public init(_ values: [String: String], kinds known: [String]) throws(FeedRefusal) {
        func text(_ name: String) throws(FeedRefusal) -> String? {
            guard let text = values[name], !text.isEmpty else { return nil }
            guard text.utf8.count <= Self.maximumBytes else {
                throw .parameter(name, "longer than \(Self.maximumBytes) bytes.")
            }
            return text
        }
        func value<Value>(
            _ name: String, _ what: String, _ parse: (String) -> Value?
        ) throws(FeedRefusal) -> Value? {
            guard let text = try text(name) else { return nil }
            guard let value = parse(text) else { throw .parameter(name, what) }
            return value
        }
        after = try value("after", "a cursor as it was given, unchanged.") { FeedCursor($0) }
        limit = try value("limit", "a whole number from 1 to \(Self.longestPage).") { text in
            let isNumber = text.utf8.count <= 5 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isNumber ? Int(text).flatMap { (1...Self.longestPage).contains($0) ? $0 : nil } : nil
        }
        let time = "an RFC 3339 time such as 2026-11-01T00:00:00Z."
        from = try value("from", time) { Timestamp(rfc3339: $0) }
        to = try value("to", time) { Timestamp(rfc3339: $0) }
        if let from, let to, to < from { throw .parameter("to", "not before from.") }
        merchant = try value("merchant", "a merchant's public id.") { PublicID($0) }
        store = try value("store", "a store's public id.") { PublicID($0) }
        kinds = try value("type", "one or more of \(known.joined(separator: ", ")), with commas between.") { text in
            let words = Set(text.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
            return words.isSubset(of: known) ? words : nil
        }
        run = try text("run")
    }

    /// The same in a query, without a place to begin at.
    public var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { query.append((name, value)) }
        }
        add("limit", limit?.description)
        add("from", from?.rfc3339Microseconds)
        add("to", to?.rfc3339Microseconds)
        add("merchant", merchant?.description)
        add("store", store?.description)
        add("type", kinds?.sorted().joined(separator: ","))
        add("run", run)
        return query
    }
}
