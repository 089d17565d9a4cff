import Foundation

/// A JSON document, for looking into answers by name and type.
enum JSONValue: Decodable, Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    /// A number with a fraction.
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
            return
        }
        // Which type a value has is only told by a decoding that does not fail.
        func value<Value: Decodable>(_ type: Value.Type) -> Value? {
            do { return try container.decode(type) } catch { return nil }
        }
        if let value = value(Bool.self) {
            self = .flag(value)
        } else if let value = value(Int.self) {
            self = .integer(value)
        } else if let value = value(Double.self) {
            self = .number(value)
        } else if let value = value(String.self) {
            self = .text(value)
        } else if let value = value([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    subscript(index: Int) -> JSONValue? {
        if case .list(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    var names: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }

    var items: [JSONValue] {
        if case .list(let items) = self { items } else { [] }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    var flag: Bool? {
        if case .flag(let value) = self { value } else { nil }
    }

    /// The type's name as JSON Schema has it; `number` is one with a fraction.
    var type: String {
        switch self {
        case .null: "null"
        case .flag: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "string"
        case .list: "array"
        case .object: "object"
        }
    }
}
