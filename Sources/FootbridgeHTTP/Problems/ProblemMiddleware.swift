import FootbridgeCore
import HTTPTypes
import Hummingbird
import Logging
import PhotoDecoding

/// Outermost of all: names the request, turns every error into a problem, counts, and logs.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = FootbridgeRequestContext

    let proxies: TrustedProxies
    let metrics: Metrics
    let refusals: Refusals
    let limits: PhotoLimits
    private let strangers = RateLimiter<String>(quota: 1)

    init(proxies: TrustedProxies, metrics: Metrics, refusals: Refusals, limits: PhotoLimits) {
        self.proxies = proxies
        self.metrics = metrics
        self.refusals = refusals
        self.limits = limits
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        if let traceID = request.headers[.traceparent].flatMap(TraceID.init(traceparent:)) { context.traceID = traceID }
        context.logger[metadataKey: "trace.id"] = "\(context.traceID)"
        let peer = context.clientAddress
        let origin = proxies.origin(of: request, from: context)
        (context.clientAddress, context.isSecure) = (origin.address, origin.isSecure)
        context.forwarding = origin.forwarding
        if origin.forwarding == .byStranger { warn(ofStranger: peer, context) }

        let method = HTTPRequest.Method.known.contains(request.method) ? request.method : nil
        let subject = Refusals.Subject(route: context.endpointPath, method: method)
        var response: Response
        do {
            try Self.check(request)
            response = try await next(request, context)
            if response.status.code >= 400 { refusals.tell(response.status, of: subject, context.logger) }
        } catch {
            let problem = Problem(error, limits: limits)
            refusals.tell(problem, because: error, of: subject, context.logger)
            let language = ShopperLanguage(of: request)
            response =
                request.opensPage
                ? problem.page(in: language) : problem.response(traceID: context.traceID, in: language)
            if request.method == .head { response = response.withoutBody() }
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        metrics.observe(request, route: context.endpointPath, status: response.status, in: start.duration(to: .now))
        return response
    }

    /// Once a minute: a proxy that was forgotten does it with every request, and anybody else may do it as often as they
    /// like.
    private func warn(ofStranger peer: ClientAddress, _ context: Context) {
        guard strangers.take(for: "stranger")?.isAllowed ?? true else { return }
        context.logger.warning(
            """
            a peer that is not trusted says that it forwards requests: if it is your proxy, name it in trusted-proxies; \
            until then all its clients are one address, and operators' routes refuse it
            """, metadata: ["peer.address": "\(peer)"])
    }

    /// - Throws: the problem of what no route takes, whatever it is.
    private static func check(_ request: Request) throws(Problem) {
        guard HTTPRequest.Method.known.contains(request.method) else { throw .unknownMethod }
        if let coding = request.headers[.contentEncoding]?.lowercased(), coding != "identity" {
            throw .compressed(coding)
        }
    }
}
