/// A page with places for values, written `{{name}}`; `Place` has a case for each name.
///
/// It is taken apart once. What a value holds is never looked at again, so a value cannot name a place.
struct PageTemplate<Place: RawRepresentable & Hashable & Sendable>: Sendable where Place.RawValue == String {
    private enum Part: Sendable {
        case markup(Markup)
        case place(Place)
    }

    private let parts: [Part]

    /// - Precondition: every name is a case of `Place`, and every `{{` has its `}}`.
    init(_ bytes: [UInt8]) {
        var parts: [Part] = []
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let open = rest.firstRange(of: "{{") {
            parts.append(.markup(Markup(own: String(rest[..<open.lowerBound]))))
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}"), let place = Place(rawValue: String(rest[..<close.lowerBound]))
            else { preconditionFailure("a page's template names a place that does not exist: \(rest.prefix(30))") }
            parts.append(.place(place))
            rest = rest[close.upperBound...]
        }
        parts.append(.markup(Markup(own: String(rest))))
        self.parts = parts
    }

    /// The places the page has.
    var places: Set<Place> {
        Set(parts.compactMap { if case .place(let place) = $0 { place } else { nil } })
    }

    /// The page with `value` of each place in it.
    func filled(_ value: (Place) -> Markup) -> String {
        parts.reduce(into: "") { page, part in
            switch part {
            case .markup(let markup): page += markup.source
            case .place(let place): page += value(place).source
            }
        }
    }
}
