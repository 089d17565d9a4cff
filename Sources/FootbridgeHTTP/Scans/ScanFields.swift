import FootbridgeCore
import Foundation
import Hummingbird

/// The parameters of a scan or of a product look-up, gathered from the query and from form fields and then checked as
/// one.
struct ScanFields: Sendable {
    private var given: RequestParameters

    private static let names = ParameterNames(
        [
            "lat", "lon", "radius_m", "limit", "visitor", "campaign", "lang", "live", "covers", "ad_user_data",
            "ad_personalization",
        ]
            + AdClickKind.allCases.map(\.rawValue))

    init() {
        self.init(RequestParameters(Self.names))
    }

    /// - Parameter given: for a route that takes photos and other parameters, or none.
    init(_ given: RequestParameters) {
        self.given = given
    }

    /// From the request's query.
    init(query request: Request) throws(Problem) {
        self.init(try RequestParameters(Self.names, query: request))
    }

    /// As it was given.
    subscript(name: String) -> String? { given[name] }

    /// As ``RequestParameters/take(_:)``.
    func take(_ name: String) throws(Problem) -> Bool { try given.take(name) }

    /// As ``RequestParameters/add(_:_:)``.
    mutating func add(_ name: String, _ value: String?) throws(Problem) { try given.add(name, value) }

    /// As ``RequestParameters/canonical``.
    var canonical: String { given.canonical }

    /// - Throws: the 400 problem that names the first parameter that is wrong.
    func parameters() throws(Problem) -> ScanParameters {
        var parameters = ScanParameters(vicinity: try vicinity())
        parameters.visitor = try given.text("visitor", maximum: 200)
        parameters.campaign = try given.text("campaign", maximum: 200)
        if let tag = try given.text("lang", maximum: 35) {
            parameters.language = ShopperLanguage(tag: tag)
            parameters.country = PlaceSearch.region(ofLanguage: tag)
        }
        parameters.isLive = try isLive()
        _ = try looksForCovers()
        for kind in AdClickKind.allCases {
            parameters.adClicks[kind] = try given.text(kind.rawValue, maximum: 500)
        }
        parameters.consent = AdConsent(
            adUserData: try consent("ad_user_data"), adPersonalization: try consent("ad_personalization"))
        return parameters
    }

    /// Whether the photo is a frame of a viewfinder.
    func isLive() throws(Problem) -> Bool {
        switch given["live"] {
        case nil, "", "0": false
        case "1": true
        default: throw .badParameter("live", "1 for a viewfinder's frame, 0 for any other photo.")
        }
    }

    /// Whether covers are looked for; in a viewfinder's frame only where that is said, as it takes longer.
    func looksForCovers() throws(Problem) -> Bool {
        switch given["covers"] {
        case nil, "": try !isLive()
        case "0": false
        case "1": true
        default: throw .badParameter("covers", "1 to look for a book's front where no code is read, 0 not to.")
        }
    }

    /// An empty one is as if it had not been given.
    private func consent(_ name: String) throws(Problem) -> AdConsent.Answer? {
        guard let text = given[name], !text.isEmpty else { return nil }
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
        if given["lat"] == nil || given["lon"] == nil {
            _ = try (degrees("lat", limit: 90), degrees("lon", limit: 180))
            complete.given.remove("lat")
            complete.given.remove("lon")
        }
        _ = try complete.parameters()
    }

    /// Where to look for stores; nil where no position was given.
    func vicinity() throws(Problem) -> Vicinity? {
        let radius = try given.integer("radius_m", in: 1...100_000) ?? 10_000
        let limit = try given.integer("limit", in: 1...50) ?? 5
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
        guard let text = given[name] else { return nil }
        let isDecimal =
            !text.isEmpty && text.utf8.count <= 32
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B }
        guard isDecimal, let value = Double(text), value.magnitude <= limit else {
            throw .badParameter(name, "degrees as a decimal number from -\(Int(limit)) to \(Int(limit)).")
        }
        return value
    }
}
