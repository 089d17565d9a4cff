import FootbridgeCore
import HTTPTypes
import Hummingbird

/// `POST /v1/visits`: the QR code of a store's door, read by the client itself.
struct VisitController: Sendable {
    let storage: any GatewayStorage
    let requests: JSONRequest
    let keys: SigningKeys
    let secret: ServerSecret
    let clock: WallClock

    private struct Report: Decodable, Sendable {
        var payload: String
        var visitor: RequestNote?
        var lat: Double?
        var lon: Double?
    }

    func record(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let owner = try context.owner(as: .client)
        let report = try await requests.body(Report.self, of: request, context)
        let now = clock.now
        guard case .door(let store)? = SignedCode(report.payload, verifiedWith: keys, at: now) else {
            throw Problem.badParameter("payload", "the text of a door's QR code, unaltered.")
        }
        let visitor: VisitorHash
        switch (owner, report.visitor) {
        case (.session(let session, _), _): visitor = session
        case (.principal(let id), let named?): visitor = secret.visitorHash(of: named.text, for: id)
        case (.principal, nil): throw Problem.visitorRequired
        }
        let visit = try await storage.record(
            VisitRequest(
                store: store, visitor: visitor, scan: nil, position: try Self.position(report),
                traceID: context.traceID), at: now)
        guard let visit else { throw Problem.notFound }
        return WireJSON.response(VisitBody(visit: visit), status: visit.isNew ? .created : .ok)
    }

    private static func position(_ report: Report) throws(Problem) -> Position? {
        switch (report.lat, report.lon) {
        case (nil, nil): return nil
        case (nil, _): throw .badParameter("lat", "needed beside lon.")
        case (_, nil): throw .badParameter("lon", "needed beside lat.")
        case (let latitude?, let longitude?):
            guard latitude.magnitude <= 90 else { throw .badParameter("lat", "degrees from -90 to 90.") }
            guard let position = Position(latitude: latitude, longitude: longitude) else {
                throw .badParameter("lon", "degrees from -180 to 180.")
            }
            return position
        }
    }
}
