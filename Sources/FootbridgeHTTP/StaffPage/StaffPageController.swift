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

    private static let page = PageAsset(
        PageAsset.versioned(PackageResources.staff_html), "text/html; charset=utf-8")
    /// It keeps the page and the files of one version.
    private static let keeper = PageAsset(
        PageAsset.versioned(PackageResources.staff_worker_js), "text/javascript; charset=utf-8")

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        var response = Self.page.response(to: request, cacheControl: "no-cache")
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.permissionsPolicy] = "camera=(self)"
        return response
    }

    func worker(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        var response = Self.keeper.response(to: request, cacheControl: "no-cache")
        // Its address is below the page's, which it would not reach otherwise.
        response.headers[.serviceWorkerAllowed] = "/staff"
        return response
    }
}
