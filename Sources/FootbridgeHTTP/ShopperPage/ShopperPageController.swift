import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `/` and `/assets/…`: the shopper page, which is compiled into the binary.
struct ShopperPageController: Sendable {
    let sessions: AnonymousSessions

    /// Nothing is loaded from anywhere else, nothing inline runs, and nobody frames us.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// Begins an anonymous session where the browser does not bring one.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        var response = Self.document(PageAsset.page, contentType: "text/html; charset=utf-8")
        response.headers[.cacheControl] = "no-store"
        let isSecure = context.needsSecureCookies
        if let session = sessions.session(of: request) {
            response.headers[.setCookie] = sessions.renewedCookie(session, isSecure: isSecure)
        } else {
            response.headers[.setCookie] = sessions.newCookie(isSecure: isSecure)
        }
        return response
    }

    func asset(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let name = context.parameters.get("name"), let asset = PageAsset.named(name) else {
            throw Problem.notFound
        }
        var response = Self.document(asset.bytes, contentType: asset.contentType)
        response.headers[.cacheControl] = "max-age=300"
        return response
    }

    static func document(_ bytes: [UInt8], contentType: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: contentType, .contentSecurityPolicy: policy, .referrerPolicy: "no-referrer",
                .permissionsPolicy: "geolocation=(self), camera=(self)",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
