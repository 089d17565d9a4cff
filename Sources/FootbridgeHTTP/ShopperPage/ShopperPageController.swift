import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `/` and `/assets/…`: the shopper page, which is compiled into the binary.
struct ShopperPageController: Sendable {
    let sessions: AnonymousSessions
    /// Whether books are looked for by their fronts.
    let looksForFronts: Bool

    /// Nothing is loaded from anywhere else, nothing inline runs, and nobody frames us.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// Begins an anonymous session where the browser does not bring one.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let page = looksForFronts ? PageAsset.page : PageAsset.pageWithoutFronts
        var response = page.response(to: request, cacheControl: "no-store")
        let isSecure = context.needsSecureCookies
        if let session = sessions.session(of: request) {
            response.headers[.setCookie] = sessions.renewedCookie(session, isSecure: isSecure)
        } else {
            response.headers[.setCookie] = sessions.newCookie(isSecure: isSecure)
        }
        return response
    }

    /// A file under its plain name, asked for again each time, or below the version of all files, kept for good. While
    /// replicas are replaced one may be asked for another's version: its own file is then the best it has.
    func asset(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let first = context.parameters.get("first"),
            let asset = PageAsset.named(context.parameters.get("name") ?? first)
        else { throw Problem.notFound }
        let isCurrent = context.parameters.get("name") != nil && first == PageAsset.version
        return asset.response(
            to: request, cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
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
