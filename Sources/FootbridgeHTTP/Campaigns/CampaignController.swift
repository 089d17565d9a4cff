import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import ProductIdentifiers

/// `GET /c/{code}` and `GET /c/{code}/01/{gtin}`: what a phone's own camera opens from a poster. Both go on to the shopper
/// page, which sends the campaign along with its photos.
struct CampaignController: Sendable {
    let storage: any GatewayStorage

    func follow(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let code = context.parameters.get("code").flatMap { CampaignCode($0.lowercased()) }
        guard let code, let placement = try await storage.placement(code) else { throw Problem.notFound }
        return Self.page(of: placement.label, about: placement.gtin)
    }

    /// A Digital Link's product is what was printed, whatever the placement advertises by now.
    func followProduct(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let code = context.parameters.get("code").flatMap { CampaignCode($0.lowercased()) }
        guard let gtin = context.parameters.get("gtin").flatMap({ GTIN($0) }), let code,
            let placement = try await storage.placement(code)
        else { throw Problem.notFound }
        return Self.page(of: placement.label, about: gtin)
    }

    private static func page(of label: String, about gtin: GTIN?) -> Response {
        // Letters, digits and `._-/` alone, which may stand in a query as they are.
        let fragment = gtin.map { "#\($0)" } ?? ""
        return Response(
            status: .found,
            headers: [
                .location: "/?campaign=\(label)\(fragment)", .cacheControl: "no-store",
                .referrerPolicy: "no-referrer",
            ])
    }
}
