import FootbridgeCore
import Foundation
import Hummingbird

/// The parameters of a scan or of a product look-up, gathered from the query and from form fields and then checked as
/// one.
struct ScanFields: Sendable {
    /// No parameter is longer than this many bytes.
    static let maximumBytes = 2048

    private let known: Set<String>
    private var values: [String: String] = [:]

    /// - Parameter known: what is looked at; anything else is passed over.
    init(known: Set<String> = names) {
        self.known = known
    }

    /// From the request's query.
    init(query request: Request) throws(Problem) {
        self.init()
        guard (request.uri.query?.utf8.count ?? 0) <= 16 << 10 else {
            throw .badRequest("The query is longer than 16 KiB.")
        }
        for (name, value) in request.uri.queryParameters { try add(String(name), String(value)) }
    }

    /// - Throws: the 400 problem where the parameter is known and was given before, or is too long.
    mutating func add(_ name: String, _ value: String) throws(Problem) {
        guard known.contains(name) else { return }
        guard value.utf8.count <= Self.maximumBytes else {
            throw .badParameter(name, "longer than \(Self.maximumBytes) bytes.")
        }
        guard values.updateValue(value, forKey: name) == nil else { throw .badParameter(name, "given more than once.") }
    }

    private static let names = Set(
        ["lat", "lon", "radius_m", "limit", "visitor", "campaign", "lang", "ad_user_data", "ad_personalization"]
            + AdClickKind.allCases.map(\.rawValue))

    /// Names and values in a form that does not depend on the order or place in which they were given.
    var canonical: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key.utf8.count):\($0.key)\($0.value.utf8.count):\($0.value)" }
            .joined()
    }

    /// - Throws: the 400 problem that names the first parameter that is wrong.
    func parameters() throws(Problem) -> ScanParameters {
        var parameters = ScanParameters(vicinity: try vicinity())
        parameters.visitor = try text("visitor", maximum: 200)
        parameters.campaign = try text("campaign", maximum: 200)
        if let tag = try text("lang", maximum: 35) { parameters.language = ShopperLanguage(tag: tag) }
        for kind in AdClickKind.allCases {
            parameters.adClicks[kind] = try text(kind.rawValue, maximum: 500)
        }
        parameters.consent = AdConsent(
            adUserData: try consent("ad_user_data"), adPersonalization: try consent("ad_personalization"))
        return parameters
    }

    /// An empty one is as if it had not been given.
    private func consent(_ name: String) throws(Problem) -> AdConsent.Answer? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard let answer = AdConsent.Answer(rawValue: text) else {
            throw .badParameter(name, "granted or denied.")
        }
        return answer
    }

    /// Checks what was given so far, before the rest has come as form fields.
    ///
    /// - Throws: the 400 problem that names the first parameter that is wrong in itself.
    func checkEach() throws(Problem) {
        var complete = self
        if complete.values["lat"] == nil || complete.values["lon"] == nil {
            _ = try (degrees("lat", limit: 90), degrees("lon", limit: 180))
            complete.values["lat"] = nil
            complete.values["lon"] = nil
        }
        _ = try complete.parameters()
    }

    /// Where to look for stores; nil where no position was given.
    func vicinity() throws(Problem) -> Vicinity? {
        let radius = try integer("radius_m", in: 1...100_000) ?? 10_000
        let limit = try integer("limit", in: 1...50) ?? 5
        let latitude = try degrees("lat", limit: 90)
        let longitude = try degrees("lon", limit: 180)
        switch (latitude, longitude) {
        case (nil, nil): return nil
        case (nil, _): throw .badParameter("lat", "needed beside lon.")
        case (_, nil): throw .badParameter("lon", "needed beside lat.")
        case (let latitude?, let longitude?):
            guard let position = Position(latitude: latitude, longitude: longitude) else {
                throw .badParameter("lat", "not on the earth.")
            }
            return Vicinity(position: position, radius: Meters(Double(radius)), limit: limit)
        }
    }

    private func degrees(_ name: String, limit: Double) throws(Problem) -> Double? {
        guard let text = values[name] else { return nil }
        let isDecimal =
            !text.isEmpty && text.utf8.count <= 32
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B }
        guard isDecimal, let value = Double(text), value.magnitude <= limit else {
            throw .badParameter(name, "degrees as a decimal number from -\(Int(limit)) to \(Int(limit)).")
        }
        return value
    }

    private func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), range.contains(value) else {
            throw .badParameter(name, "a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// Printable text; an empty one is as if it had not been given.
    private func text(_ name: String, maximum: Int) throws(Problem) -> String? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard text.utf8.count <= maximum, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .badParameter(name, "at most \(maximum) bytes, without control characters.") }
        return text
    }
}
