import FootbridgeCore
import Hummingbird

/// `GET /v1/places?q=`: where a town or postal code is that a shopper typed, among those that have a store.
struct PlaceController: Sendable {
    let storage: any GatewayStorage

    private static let maximum = 8
    private static let names = ParameterNames(["q"])

    func find(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        _ = try context.principal(as: .client)
        let asked = try RequestParameters(Self.names, query: request)
        guard let text = try asked.text("q", maximum: 100) else {
            throw Problem.badParameter("q", "1 to 100 bytes of a town's name or a postal code.")
        }
        let places = try await storage.places(matching: text, limit: Self.maximum)
        return WireJSON.response(Body(places: places.map(PlaceBody.init)))
    }

    private struct Body: JSONWritable {
        var places: [PlaceBody]

        func write(to json: inout JSONWriter) {
            json.object { $0.member("places", places) }
        }
    }

    private struct PlaceBody: JSONWritable {
        var place: Place

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("name", place.name)
                json.member("lat", JSONDecimal(place.position.latitudeE7, places: 7))
                json.member("lon", JSONDecimal(place.position.longitudeE7, places: 7))
            }
        }
    }
}
