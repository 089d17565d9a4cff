import FootbridgeCore
import Foundation
import Hummingbird
import ProductIdentifiers

/// `GET /v1/products/{isbn or gtin}`: the same answer as a scan's, for a number that was typed in.
struct ProductController: Sendable {
    let storage: any GatewayStorage
    let links: ClickLinks
    let clock: WallClock

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        _ = try context.principal(as: .client)
        let gtin: GTIN
        do {
            gtin = try TypedNumber(context.parameters.get("id")?.removingPercentEncoding ?? "").gtin
        } catch {
            throw Problem.badNumber("id", error)
        }
        let asked = try ScanFields(query: request).parameters()
        let answer = try await storage.answer(for: gtin, near: asked.vicinity, at: clock.now, in: asked.language)
            .told(in: asked.country)
        guard answer.product != nil else { throw Problem.unknownProduct(gtin) }
        let origin = links.origin.text(of: request, context)
        return WireJSON.response(
            CatalogBody(
                gtin: gtin, answer: answer, link: { links.url(of: $0, scan: nil, origin: origin) }, origin: origin))
    }
}
