import Hummingbird

/// `/staff`: the till's page, and the worker that keeps it for when there is no network.
///
/// Both are the same for everybody: who is at which till is what the page asks for.
struct StaffPageController: Sendable {
    /// As of the other pages; it can be installed, and shows the QR codes that it was sent as pictures.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        var response = ShopperPageController.document(
            PackageResources.staff_html, contentType: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.permissionsPolicy] = "camera=(self)"
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    func worker(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        var response = ShopperPageController.document(
            PackageResources.staff_worker_js, contentType: "text/javascript; charset=utf-8")
        response.headers[.cacheControl] = "no-cache"
        // Its address is below the page's, which it would not reach otherwise.
        response.headers[.serviceWorkerAllowed] = "/staff"
        return response
    }
}
