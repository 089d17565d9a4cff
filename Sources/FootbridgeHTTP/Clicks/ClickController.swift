import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird

/// `GET /go/{token}`: logs a click and redirects to the merchant's own registered URL, and to nothing else.
struct ClickController: Sendable {
    let tokens: ClickTokens
    let storage: any GatewayStorage
    let clock: WallClock
    let metrics: Metrics

    /// The query parameter that carries the click to the merchant, so that a purchase can name it.
    static let clickParameter = "footbridge_click"

    func go(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let target = context.parameters.get("token").flatMap({ tokens.target(of: $0) }),
            let listing = try await storage.listing(target.listing)
        else { throw Problem.notFound }
        let now = clock.now
        guard Self.isClick(request) else { return Self.redirect(to: listing.url) }
        let click = Click(
            id: ClickID(UUIDv7(at: now)), scan: target.scan, listing: target.listing, occurredAt: now,
            traceID: context.traceID)
        try await storage.append(click)
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
