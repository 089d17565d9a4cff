import HTTPTypes
import Hummingbird

/// A member of a list in which each may have a weight, such as `text/csv;q=0.5` (RFC 9110 §12.4.2).
struct QualityValue {
    let name: String
    /// 0 to 1000; 1000 where nothing is said, 0 for what is no weight.
    let thousandths: Int

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        name = parts.first ?? ""
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
        thousandths = weight.map { weight in Double(weight).map { Int(max(0, min($0, 1)) * 1000) } ?? 0 } ?? 1000
    }

    /// The members of a field, as far as anybody writes one.
    static func list(_ field: String) -> [QualityValue] {
        field.prefix(1000).split(separator: ",").map { QualityValue($0) }
    }
}

extension Request {
    /// Whether the client takes gzip (RFC 9110 §12.5.3).
    var takesGzip: Bool {
        guard let field = headers[.acceptEncoding] else { return false }
        let codings = QualityValue.list(field)
        return (codings.first { $0.name == "gzip" } ?? codings.first { $0.name == "*" }).map { $0.thousandths > 0 }
            ?? false
    }

    /// Whether somebody looks at the answer: a browser that opens a link names HTML, and no JSON before it.
    var opensPage: Bool {
        guard method == .get || method == .head, let field = headers[.accept] else { return false }
        let ranges = QualityValue.list(field)
        func weight(_ names: String...) -> Int {
            ranges.filter { names.contains($0.name) }.map(\.thousandths).max() ?? 0
        }
        return weight("text/html") > weight("application/json", "application/problem+json")
    }
}
