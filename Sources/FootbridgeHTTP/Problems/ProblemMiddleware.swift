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

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        if let traceID = request.headers[.traceparent].flatMap(TraceID.init(traceparent:)) { context.traceID = traceID }
        context.logger[metadataKey: "trace.id"] = "\(context.traceID)"
        (context.clientAddress, context.isSecure) = proxies.origin(of: request, from: context)

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
