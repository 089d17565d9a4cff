import HTTPTypes
import Hummingbird

extension RouterMethods where Context == FootbridgeRequestContext {
    typealias Handler = @Sendable (Request, FootbridgeRequestContext) async throws -> Response

    /// Everything that is answered at one path. Methods without a handler are refused with 405 and what is allowed
    /// (RFC 9110 §15.5.6); GET alone answers HEAD too, without the body.
    ///
    /// - Parameter open: where pages of other sites may use the path: what answers their preflights, which have no key.
    func route(
        _ path: RouterPath, _ handlers: [HTTPRequest.Method: Handler],
        preflightsOn open: (any RouterMethods<FootbridgeRequestContext>)? = nil
    ) {
        var handlers = handlers
        if let get = handlers[.get], handlers[.head] == nil {
            handlers[.head] = { request, context in try await get(request, context).withoutBody() }
        }
        let methods = Set(handlers.keys).union(open == nil ? [] : [.options])
        let allow = methods.map(\.rawValue).sorted().joined(separator: ", ")
        open?.on(path, method: .options, use: Preflight(methods: allow).answer)
        for method in HTTPRequest.Method.known where open == nil || method != .options {
            let handler = handlers[method] ?? { _, _ in throw Problem.methodNotAllowed(allow: allow) }
            on(path, method: method, use: handler)
        }
    }
}

extension Response {
    /// The answer to HEAD: it says how long the body would have been, and has none (RFC 9110 §9.3.2).
    func withoutBody() -> Response {
        var response = Response(status: status, headers: headers, body: .init())
        if let length = body.contentLength, length > 0 { response.headers[.contentLength] = String(length) }
        return response
    }
}

extension HTTPRequest.Method {
    /// The methods of RFC 9110 and RFC 5789, and QUERY; any other is refused with 501 before it is routed.
    static let known: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        + [HTTPRequest.Method("QUERY")].compactMap(\.self)
}
