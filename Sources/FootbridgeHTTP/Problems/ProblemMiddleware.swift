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
    let limits: PhotoLimits
    private let strangers = RateLimiter<String>(quota: 1)

    init(proxies: TrustedProxies, metrics: Metrics, limits: PhotoLimits) {
        self.proxies = proxies
        self.metrics = metrics
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

        var response: Response
        do {
            guard HTTPRequest.Method.known.contains(request.method) else { throw Problem.unknownMethod }
            response = try await next(request, context)
        } catch {
            let problem = Problem(error, limits: limits)
            log(error, answered: problem, request, context)
            metrics.problems.increment(by: 1, labels: [("code", problem.code)])
            response = problem.response(traceID: context.traceID)
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

    /// What went wrong on our side goes to the log whole; a client's mistake does not.
    private func log(_ error: any Error, answered problem: Problem, _ request: Request, _ context: Context) {
        let metadata: Logger.Metadata = [
            "problem.code": "\(problem.code)", "http.route": "\(context.endpointPath ?? "none")",
            "http.method": "\(request.method)",
        ]
        switch error {
        case let error as StorageError:
            var metadata = metadata
            metadata["storage.error"] = "\(error)"
            context.logger.error("storage failed", metadata: metadata)
        case _ where problem.status.kind == .serverError && !(error is Overloaded) && !(error is Problem):
            var metadata = metadata
            metadata["error.type"] = "\(type(of: error))"
            context.logger.error("request failed", metadata: metadata)
        default:
            context.logger.debug("request refused", metadata: metadata)
        }
    }
}
