import FootbridgeCore
import Hummingbird
import ProductIdentifiers

/// `GET /v1/products/{isbn or gtin}`: the same answer as a scan's, for a number that was typed in.
struct ProductController: Sendable {
    let storage: any GatewayStorage
    let links: ClickLinks
    let clock: WallClock

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        _ = try context.principal(as: .client)
        guard let typed = context.parameters.get("id"), typed.utf8.count <= 40,
            let gtin = ISBN(typed)?.gtin ?? GTIN(typed)
        else {
            throw Problem.badParameter("id", "an ISBN-10, ISBN-13 or GTIN with the right check digit.")
        }
        let asked = try ScanFields(query: request).parameters()
        let answer = try await storage.answer(for: gtin, near: asked.vicinity, at: clock.now, in: asked.language)
            .told(in: asked.country)
        guard answer.product != nil else { throw Problem.unknownProduct(gtin) }
        let origin = links.origin.text(of: request, context)
        return WireJSON.response(
            CatalogBody(gtin: gtin, answer: answer) { links.url(of: $0, scan: nil, origin: origin) })
    }
}
