import FootbridgeCore
import Hummingbird

/// `GET /v1/places?q=`: where a town or postal code is that a shopper typed, among those that have a store.
struct PlaceController: Sendable {
    let storage: any GatewayStorage

    private static let names = ParameterNames(["q", "limit", "lang", "lat", "lon"])

    func find(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        _ = try context.principal(as: .client)
        let asked = try RequestParameters(Self.names, query: request)
        guard let text = try asked.text("q", maximum: 100) else {
            throw Problem.badParameter("q", "1 to 100 bytes of a town's name or a postal code.")
        }
        var search = PlaceSearch(text, limit: try asked.integer("limit", in: 1...50) ?? 8)
        search.country = try asked.text("lang", maximum: 35).flatMap { PlaceSearch.country(ofLanguage: $0) }
        search.near = try ScanFields(asked).vicinity()?.position
        return WireJSON.response(Body(found: try await storage.places(search)))
    }

    private struct Body: JSONWritable {
        var found: FoundPlaces

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("places", found.places.map(PlaceBody.init))
                json.member("more", found.hasMore)
            }
        }
    }

    private struct PlaceBody: JSONWritable {
        var place: Place

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("name", place.name)
                json.member("country", place.country)
                json.member("stores", place.stores)
                json.member("lat", JSONDecimal(place.position.latitudeE7, places: 7))
                json.member("lon", JSONDecimal(place.position.longitudeE7, places: 7))
            }
        }
    }
}
