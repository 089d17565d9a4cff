import Foundation

/// Where a click leads: the merchant's own URL, and the query parameter that carries the click's id there.
public struct ClickDestination: Sendable, Hashable {
    /// As the merchant registered it.
    public var url: String
    public var parameter: ClickParameter

    public init(url: String, parameter: ClickParameter) {
        self.url = url
        self.parameter = parameter
    }

    /// The URL with the click id at the end of its query; everything else stays character for character.
    ///
    /// Where the URL has a parameter of that name already it stays as it is: shops read the first or the last of two, and
    /// a link that shows another product is worse than a purchase that cannot be reported.
    public func url(with click: ClickID) -> String {
        let hash = url.firstIndex(of: "#") ?? url.endIndex
        let base = url[..<hash]
        guard let mark = base.firstIndex(of: "?") else { return "\(base)?\(parameter)=\(click)\(url[hash...])" }
        let query = base[base.index(after: mark)...]
        guard !parameter.isNamed(in: query) else { return url }
        let joint = query.isEmpty || query.hasSuffix("&") ? "" : "&"
        return "\(base)\(joint)\(parameter)=\(click)\(url[hash...])"
    }
}

/// The name of the query parameter that carries a click's id to a merchant: 1 to 40 of `A–Z a–z 0–9 . _ -`.
public struct ClickParameter: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// Where a merchant has chosen none.
    public static let standard: ClickParameter = {
        guard let name = ClickParameter("footbridge_click") else { preconditionFailure("a good name") }
        return name
    }()

    /// - Returns: nil where `text` is empty, longer, or holds any other character.
    public init?(_ text: some StringProtocol) {
        // The letters are those of public ids.
        guard text.utf8.count <= 40, let id = PublicID(text) else { return nil }
        description = id.description
    }

    /// Whether a query has it already, however it is encoded and in whatever case, as some shops read names in any.
    func isNamed(in query: Substring) -> Bool {
        query.split(whereSeparator: { $0 == "&" || $0 == ";" }).contains { field in
            let name = field.prefix { $0 != "=" }
            return (FormURLEncoding.decode(name) ?? String(name)).lowercased() == description.lowercased()
        }
    }
}
