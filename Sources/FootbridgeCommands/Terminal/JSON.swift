import FootbridgeCore

/// A JSON value (RFC 8259) whose members are written in the order they were given, as the public contract shows them.
indirect enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A decimal number with three digits after the point at most.
    case thousandths(Int)
    /// A decimal number with one digit after the point at most, such as a duration in milliseconds.
    case tenths(Int)
    /// A decimal number with two digits after the point at most, such as a degree of latitude.
    case hundredths(Int)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSON

        init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// A string, or null.
    static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// The value in one line.
    var line: String { String(decoding: JSONWriter.document(self), as: UTF8.self) }
}

extension JSON: JSONWritable {
    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .integer(let value): json.integer(value)
        case .thousandths(let value): json.decimal(Int64(value), places: 3)
        case .tenths(let value): json.decimal(Int64(value), places: 1)
        case .hundredths(let value): json.decimal(Int64(value), places: 2)
        case .string(let value): json.string(value)
        case .array(let values): json.array(values)
        case .object(let members):
            json.object { json in
                for member in members { json.member(member.name, member.value) }
            }
        }
    }
}
