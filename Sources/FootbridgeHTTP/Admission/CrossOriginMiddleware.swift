import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Lets a page of another site read what it is answered with a publishable key, refusals too (CORS, Fetch standard §3.2).
///
/// It stands outside of everything that may refuse, and decides nothing: a page that the key is not for is refused by
/// ``AdmissionMiddleware``, and reads why. Answers to secret keys and to cookies stay unreadable to other sites, as without
/// this. No credentials are ever allowed.
struct CrossOriginMiddleware: RouterMiddleware {
    typealias Context = FootbridgeRequestContext

    /// What a script may read beside the few fields that it always may.
    private static let exposed = names([
        .location, .retryAfter, .rateLimit, .rateLimitPolicy, .serverTiming, .eTag, .allow, .wwwAuthenticate,
    ])

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard let origin = request.headers[.origin],
            request.headers[.authorization].flatMap({ APIKey(bearer: $0) })?.isPublishable == true
        else { return response }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard WebOrigin(origin)?.description == origin else { return response }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.exposed
        return response
    }

    fileprivate static func names(_ fields: [HTTPField.Name]) -> String {
        fields.map(\.canonicalName).joined(separator: ", ")
    }
}

/// What a browser is told that asks whether a page of another site may send a request. It asks without a key, so every site
/// is told the same: which requests there are. Whether one is answered is decided once it comes with its key.
struct Preflight: Sendable {
    /// Such as `GET, HEAD, OPTIONS`.
    let methods: String

    /// What a page may send beside the few fields that it always may.
    private static let accepted = CrossOriginMiddleware.names([
        .authorization, .contentType, .idempotencyKey, .footbridgeSession, .traceparent,
    ])
    /// As long as Chromium keeps it at most.
    private static let seconds = 7200

    /// The answer to OPTIONS.
    @Sendable func answer(_ request: Request, context: FootbridgeRequestContext) -> Response {
        var response = Response(status: .noContent, headers: [.allow: methods])
        response.headers[.vary] = "Origin"
        guard request.headers[.origin] != nil, request.headers[.accessControlRequestMethod] != nil else {
            return response
        }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlAllowMethods] = methods
        response.headers[.accessControlAllowHeaders] = Self.accepted
        response.headers[.accessControlMaxAge] = String(Self.seconds)
        return response
    }
}
