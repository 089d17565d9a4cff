import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird

/// `GET /go/{token}`: logs a click and redirects to the merchant's own registered URL, and to nothing else.
struct ClickController: Sendable {
    let links: ClickLinks
    let catalog: any Catalog
    let log: any ClickLog
    let clock: WallClock
    let metrics: Metrics

    /// The query parameter that carries the click to the merchant, so that a purchase can name it.
    static let clickParameter = "footbridge_click"

    func go(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let token = context.parameters.get("token").flatMap({ ClickToken($0, key: links.key) }),
            let listing = try await catalog.listing(token.listing)
        else { throw Problem.notFound }
        let now = clock.now
        guard Self.isClick(request) else { return Self.redirect(to: listing.url) }
        let click = Click(id: ClickID(UUIDv7(at: now)), scan: token.scan, listing: token.listing, occurredAt: now)
        try await log.append(click)
        metrics.clicks.increment(by: 1, labels: [])
        return Self.redirect(to: Self.adding(click.id, to: listing.url))
    }

    /// A HEAD request and a browser that only looks ahead are no clicks.
    private static func isClick(_ request: Request) -> Bool {
        let purpose = request.headers[.secPurpose] ?? request.headers[.purpose] ?? ""
        return request.method == .get && !purpose.lowercased().contains("prefetch")
    }

    private static func redirect(to url: String) -> Response {
        Response(
            status: .found,
            headers: [.location: url, .cacheControl: "no-store", .referrerPolicy: "no-referrer"])
    }

    /// The merchant's URL with the click id appended to its query; everything else stays character for character.
    static func adding(_ click: ClickID, to url: String) -> String {
        let hash = url.firstIndex(of: "#") ?? url.endIndex
        let base = url[..<hash]
        let joint = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
        return "\(base)\(joint)\(clickParameter)=\(click)\(url[hash...])"
    }
}
