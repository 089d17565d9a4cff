import FootbridgeCore
import Hummingbird

/// The parameters of one request, gathered from its query and from fields of its form, each given once.
struct RequestParameters: Sendable {
    /// No parameter is longer than this many bytes.
    static let maximumBytes = 2048
    /// Nor a query.
    private static let maximumQuery = 16 << 10
    /// Parameters of one query, known or not.
    private static let maximumCount = 100

    private let names: ParameterNames
    private var values: [String: String] = [:]

    /// - Parameter names: what is looked at; anything else is passed over, or told to be misspelt.
    init(_ names: ParameterNames) {
        self.names = names
    }

    /// From the request's query.
    ///
    /// - Throws: as ``add(_:_:)``; the 400 problem for a query that is too long.
    init(_ names: ParameterNames, query request: Request) throws(Problem) {
        self.init(names)
        let query = request.uri.query ?? ""
        guard query.utf8.count <= Self.maximumQuery else { throw .badRequest("The query is longer than 16 KiB.") }
        let fields = FormURLEncoding.fields(of: query)
        guard fields.count <= Self.maximumCount else {
            throw .badRequest("The query has more than \(Self.maximumCount) parameters.")
        }
        for field in fields {
            if let name = field.name { try add(name, field.value) }
        }
    }

    /// Whether a parameter's value is looked at.
    ///
    /// - Throws: the 400 problem where its name is misspelt.
    func take(_ name: String) throws(Problem) -> Bool { try names.take(name) }

    /// - Parameter value: nil where it was not UTF-8.
    /// - Throws: the 400 problem where the parameter is misspelt, or is known and was given before, is too long or not
    ///   UTF-8.
    mutating func add(_ name: String, _ value: String?) throws(Problem) {
        guard try names.take(name) else { return }
        guard let value else { throw .badParameter(name, "not UTF-8.") }
        guard value.utf8.count <= Self.maximumBytes else {
            throw .badParameter(name, "longer than \(Self.maximumBytes) bytes.")
        }
        guard values.updateValue(value, forKey: name) == nil else { throw .badParameter(name, "given more than once.") }
    }

    /// What was given; an empty text where that was.
    subscript(name: String) -> String? { values[name] }

    /// All that were given, by name.
    var all: [String: String] { values }

    /// Takes one away, as if it had not been given.
    mutating func remove(_ name: String) {
        values[name] = nil
    }

    /// - Throws: the 400 problem where it is no whole number of ASCII digits within the range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), range.contains(value) else {
            throw .badParameter(name, "a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// Printable text; an empty one is as if it had not been given.
    ///
    /// - Parameter maximum: bytes.
    /// - Throws: the 400 problem where it is longer or has control characters.
    func text(_ name: String, maximum: Int) throws(Problem) -> String? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard text.utf8.count <= maximum, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .badParameter(name, "at most \(maximum) bytes, without control characters.") }
        return text
    }

    /// Names and values in a form that does not depend on the order or place in which they were given.
    var canonical: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key.utf8.count):\($0.key)\($0.value.utf8.count):\($0.value)" }
            .joined()
    }
}
