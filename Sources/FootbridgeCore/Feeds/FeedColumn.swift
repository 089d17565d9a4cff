/// One field of a feed's rows: its name, what it means and where its value comes from. JSON, the header of the CSV and the
/// published schema all go by one list of these.
public struct FeedColumn<Row>: Sendable {
    /// As the public contract has it.
    public let name: String
    /// What its values are.
    public let type: FeedFieldType
    /// Whether a row may be without it.
    public let isOptional: Bool
    /// One sentence or two for analysts.
    public let meaning: String
    let value: @Sendable (Row) -> FeedValue
    /// Name and colon as JSON has them.
    let jsonName: [UInt8]

    /// - Parameter value: ``FeedValue/none`` only where it `isOptional`.
    init(
        _ name: String, _ type: FeedFieldType, isOptional: Bool = true, _ meaning: String,
        value: @escaping @Sendable (Row) -> FeedValue
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.meaning = meaning
        self.value = value
        jsonName = Array("\"\(name)\":".utf8)
    }
}

/// What the values of a field are, as its schema says it.
public enum FeedFieldType: Sendable, Hashable {
    /// An id with this prefix.
    case id(String)
    /// A ``FeedCursor``.
    case cursor
    /// One of these words.
    case word([String])
    /// Any text.
    case text
    /// Fourteen digits.
    case gtin
    /// 32 hexadecimal digits.
    case trace
    /// RFC 3339 in UTC, with microseconds.
    case time
    /// A whole number.
    case integer
    /// A decimal number.
    case decimal
    /// A decimal, which JSON has as a string, so that no reader makes it a binary fraction.
    case amount
}

/// A field's value in one row.
public enum FeedValue: Sendable, Hashable {
    case none
    /// Text from outside, whatever is in it.
    case text(String)
    case id(String, UUIDv7)
    case cursor(FeedCursor)
    case gtin(Int64)
    case trace(TraceID)
    case time(Timestamp)
    case integer(Int64)
    /// Units of which ten to the power of `places` make one; the text has as many digits after the point as there are
    /// but for trailing zeros.
    case decimal(Int64, places: Int)
    case amount(Money)

    static func id<ID: PrefixedID>(_ id: ID?) -> FeedValue { id.map { .id(ID.prefix, $0.uuid) } ?? .none }
    static func text(_ text: String?) -> FeedValue { text.map { .text($0) } ?? .none }
    static func amount(_ money: Money?) -> FeedValue { money.map { .amount($0) } ?? .none }
    static func integer(_ number: Int64?) -> FeedValue { number.map { .integer($0) } ?? .none }
}
