import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird

/// `GET /go/{token}`: logs a click, once in half an hour, and redirects to the merchant's own registered URL, and to nothing else.
struct ClickController: Sendable {
    let tokens: ClickTokens
    let sessions: AnonymousSessions
    let storage: any GatewayStorage
    let clock: WallClock
    let metrics: Metrics

    func go(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let target = context.parameters.get("token").flatMap({ tokens.target(of: $0) }),
            let destination = try await storage.destination(of: target.listing)
        else { throw Problem.notFound }
        let now = clock.now
        guard Self.isClick(request) else { return Self.redirect(to: destination.url) }
        let click = Click(
            id: ClickID(UUIDv7(at: now)), scan: target.scan, listing: target.listing,
            repeatKey: tokens.repeatKey(of: target, by: follower(of: target, request, context)), occurredAt: now,
            traceID: context.traceID)
        guard let counted = try await storage.append(click) else { return Self.redirect(to: destination.url) }
        if counted == click.id { metrics.clicks.increment(by: 1, labels: []) }
        // A repeat takes the first one's id along, by which a purchase is known to come of it.
        return Self.redirect(to: destination.url(with: counted))
    }

    private func follower(
        of target: ClickTarget, _ request: Request, _ context: FootbridgeRequestContext
    ) -> ClickFollower {
        if let session = sessions.session(of: request) { return .session(session.visitor) }
        return target.scan == nil ? .network(context.clientAddress.network) : .scanner
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
}
