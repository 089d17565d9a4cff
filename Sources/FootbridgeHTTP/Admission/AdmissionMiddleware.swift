import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Lets a request in: within its address's rate, by a key or a session of ours, within that one's rate.
struct AdmissionMiddleware: RouterMiddleware {
    typealias Context = FootbridgeRequestContext

    let storage: any GatewayStorage
    let sessions: AnonymousSessions
    let secret: ServerSecret
    /// Whether a publishable key opens these routes: what it may use is listed, everything else is not.
    var admitsPublishableKeys = false
    /// Where staff are let in by their cookies; nil on the routes of shoppers, whose session the same browser may have.
    var staff: StaffAdmission?
    /// Where analysts are let in by theirs; nil elsewhere.
    var analytics: AnalyticsAdmission?
    let origins: OwnOrigin
    let addressLimiter: RateLimiter<ClientAddress>
    let principalLimiter: RateLimiter<Subject>
    /// On the route of uploads: what sessions may beside that.
    var sessionUploads: SessionUploads?

    /// Whose quota a request is taken from.
    enum Subject: Hashable, Sendable {
        case key([UInt8])
        case session(AnonymousSession)
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // The address first: it also bounds how fast keys can be guessed.
        let byAddress = try admit(addressLimiter.take(for: context.clientAddress))
        var context = context
        let subject = try await authenticate(request, &context)
        let byKey = try admit(principalLimiter.take(for: subject))
        let isLive = request.uri.queryParameters["live"] == "1"
        let bySession = try admit(sessionUploads?.take(for: context, isLive: isLive))

        var response = try await next(request, context)
        if isLive, response.status == .created { sessionUploads?.charge(context) }
        if let tighter = [byAddress, byKey, bySession].compactMap(\.self).min(by: { $0.remaining < $1.remaining }) {
            response.headers.append(contentsOf: tighter.fields)
        }
        return response
    }

    private func authenticate(_ request: Request, _ context: inout Context) async throws -> Subject {
        if let authorization = request.headers[.authorization] {
            guard let key = APIKey(bearer: authorization) else { throw Problem.unauthenticated }
            let hash = key.hash
            guard let principal = try await storage.principal(keyHash: hash) else { throw Problem.unauthenticated }
            if let origins = principal.origins { try admitPage(request, of: principal, origins, &context) }
            context.principal = principal
            return .key(hash)
        }
        if let staff {
            guard let subject = try await staff.admit(request, &context) else { throw Problem.unauthenticated }
            return subject
        }
        if let analytics {
            guard let subject = try await analytics.admit(request, &context) else { throw Problem.unauthenticated }
            return subject
        }
        guard let session = sessions.session(of: request) else { throw Problem.unauthenticated }
        if request.method != .get && request.method != .head {
            guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        }
        context.principal = Principal(id: .web, name: "web", role: .client)
        context.session = session
        return .session(session)
    }

    /// Lets a page in that has a publishable key: everybody has that, but browsers say truly whose page they show.
    private func admitPage(
        _ request: Request, of principal: Principal, _ origins: [WebOrigin], _ context: inout Context
    ) throws(Problem) {
        guard admitsPublishableKeys else { throw .secretKeyNeeded }
        guard let origin = request.headers[.origin] else { throw .originMissing }
        guard origins.contains(where: { $0.description == origin }) else { throw .originNotAllowed }
        guard let text = request.headers[.footbridgeSession] else { return }
        guard let session = PageSession(text) else { throw .pageSessionNeeded }
        context.pageShopper = secret.visitorHash(of: session, for: principal.id)
    }
}

/// Lets a request in that needs no key, within its address's rate.
struct AddressRateMiddleware: RouterMiddleware {
    typealias Context = FootbridgeRequestContext

    let limiter: RateLimiter<ClientAddress>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let decision = try admit(limiter.take(for: context.clientAddress))
        var response = try await next(request, context)
        if let decision { response.headers.append(contentsOf: decision.fields) }
        return response
    }
}

/// - Throws: the 429 problem where the quota is spent.
func admit(_ decision: RateLimitDecision?) throws(Problem) -> RateLimitDecision? {
    guard let decision, !decision.isAllowed else { return decision }
    var problem = Problem(
        .tooManyRequests, code: "rate-limited", title: "Too many requests",
        detail: "The quota of a minute is spent.", retry: .after(seconds: decision.seconds),
        type: "https://iana.org/assignments/http-problem-types#quota-exceeded")
    problem.headers = decision.fields
    throw problem
}

extension RateLimitDecision {
    /// draft-ietf-httpapi-ratelimit-headers-10.
    fileprivate var fields: HTTPFields {
        [
            .rateLimitPolicy: "\"default\";q=\(quota);w=60",
            .rateLimit: "\"default\";r=\(remaining);t=\(seconds)",
        ]
    }
}

extension APIKey {
    /// From an Authorization field of the Bearer scheme (RFC 6750); nil for any other.
    init?(bearer field: String) {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        self.init(parts[1])
    }
}
