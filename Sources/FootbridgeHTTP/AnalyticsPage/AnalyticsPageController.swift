import FootbridgeCore
import HTTPTypes
import Hummingbird

/// `/analytics`: the reports as a page, for whoever has shown an analyst's key. Forms and pictures alone, no script.
struct AnalyticsPageController: Sendable {
    let storage: any GatewayStorage
    let admission: AnalyticsAdmission
    let sessions: AnalyticsSessions
    let origins: OwnOrigin
    let requests: JSONRequest
    let clock: WallClock

    private static let policy = """
        default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let analyst = try await admission.principal(of: request)?.principal else {
            return Self.page(AnalyticsKeyPage(problem: nil).html)
        }
        let choices = try AnalyticsChoices(query: request)
        let merchants = try await storage.reportMerchants(analyst.merchant)
        let builder = AnalyticsReports(
            storage: storage, analyst: analyst, choices: choices, merchants: merchants, now: clock.now)
        let content = try await builder.content()
        return Self.page(AnalyticsPage(content).html, status: content.problem == nil ? .ok : .badRequest)
    }

    /// Takes a key and gives a session for it.
    func signIn(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        let text = try await requests.form(of: request, context)["key"] ?? ""
        let key = APIKey(text.trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace })
        guard let key, let principal = try await storage.principal(keyHash: key.hash) else {
            return Self.page(
                AnalyticsKeyPage(problem: "This is not a key that is known here, or it was revoked.").html,
                status: .forbidden)
        }
        guard principal.role == .analyst else {
            return Self.page(
                AnalyticsKeyPage(problem: "This key is for something else: the reports take an analyst’s key.").html,
                status: .forbidden)
        }
        return Self.backToPage(sessions.newCookie(ofKey: key.hash, isSecure: context.needsSecureCookies))
    }

    func signOut(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        return Self.backToPage(sessions.noCookie(isSecure: context.needsSecureCookies))
    }

    private static func backToPage(_ cookie: String) -> Response {
        Response(
            status: .seeOther, headers: [.location: "/analytics", .setCookie: cookie, .cacheControl: "no-store"])
    }

    private static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = ShopperPageController.document(Array(html.utf8), contentType: "text/html; charset=utf-8")
        response.status = status
        response.headers[.contentSecurityPolicy] = policy
        // With no referrer at all, a browser sends its forms without our origin.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.permissionsPolicy] = "geolocation=(), camera=()"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// The page that asks for a key.
struct AnalyticsKeyPage: Sendable {
    enum Place: String, CaseIterable, Sendable {
        case problem, invalid
        case problemHidden = "problem_hidden"
    }

    static let template = PageTemplate<Place>(PageAsset.versioned(PackageResources.analytics_key_html))

    /// What was wrong with the key that was tried.
    var problem: String?

    var html: String {
        Self.template.filled { place in
            switch place {
            case .problem: "\(problem ?? "")"
            case .problemHidden: problem == nil ? " hidden" : ""
            case .invalid: problem == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"key-problem\""
            }
        }
    }
}

/// What the page's form says, as it was sent: any text.
struct AnalyticsChoices: Sendable {
    var merchant: String?
    var store: String?
    /// `YYYY-MM-DD`.
    var from: String?
    /// The last day.
    var to: String?
    var zone: String?

    private static let names = ParameterNames(["merchant", "store", "from", "to", "tz"])

    /// - Throws: the 400 problem that names a parameter that is misspelt or given twice.
    init(query request: Request) throws(Problem) {
        let given = try RequestParameters(Self.names, query: request)
        func value(_ name: String) -> String? {
            guard let text = given[name], !text.isEmpty, text.utf8.count <= 100 else { return nil }
            return text
        }
        (merchant, store, from, to, zone) = (value("merchant"), value("store"), value("from"), value("to"), value("tz"))
    }
}
