public import FootbridgeCore
public import Hummingbird

/// What the HTTP side needs of the rest.
public struct GatewayParts: Sendable {
    var storage: any GatewayStorage
    var reading: ReadingPool
    var uploads: UploadBudget
    var connections: ConnectionLimits
    var secret: ServerSecret
    var webhooks: WebhookTally
    var covers: IndexedCovers
    var coverFetches: CoverFetchTally
    var refusals: Refusals
    var clock: WallClock

    /// - Parameters:
    ///   - storage: everything that is kept.
    ///   - reading: where photos are read.
    ///   - uploads: what uploads share.
    ///   - connections: of the server in front.
    ///   - webhooks: what is told of webhooks, which are delivered elsewhere.
    ///   - covers: how far the index of covers is, which is kept elsewhere.
    ///   - coverFetches: what is told of fetching covers, which is done elsewhere.
    ///   - refusals: those of the server, too, which refuses what cannot be routed.
    public init(
        storage: any GatewayStorage, reading: ReadingPool, uploads: UploadBudget,
        connections: ConnectionLimits = ConnectionLimits(), secret: ServerSecret,
        webhooks: WebhookTally = WebhookTally(), covers: IndexedCovers = IndexedCovers(),
        coverFetches: CoverFetchTally = CoverFetchTally(), refusals: Refusals = Refusals(), clock: WallClock = .system
    ) {
        self.storage = storage
        self.reading = reading
        self.uploads = uploads
        self.connections = connections
        self.secret = secret
        self.webhooks = webhooks
        self.covers = covers
        self.coverFetches = coverFetches
        self.refusals = refusals
        self.clock = clock
    }
}

/// The routes of a daemon's two addresses.
public struct GatewayRouters {
    /// Of the address that everybody knows.
    public var clients: Router<FootbridgeRequestContext>
    /// Of the operators' own: whoever reaches it needs no key.
    public var operators: Router<FootbridgeRequestContext>
}

/// Wires the routes: the one place that says which path is answered by what.
public func gatewayRouters(_ parts: GatewayParts, settings: GatewaySettings) -> GatewayRouters {
    let (storage, clock) = (parts.storage, parts.clock)
    let metrics = Metrics(refusals: parts.refusals)
    let uploads = UploadAdmission(budget: parts.uploads, metrics: metrics)
    let sessions = AnonymousSessions(secret: parts.secret, clock: clock)
    let tokens = ClickTokens(secret: parts.secret)
    let links = ClickLinks(tokens: tokens, origin: settings.origin)
    let idempotency = IdempotentRequests(storage: storage, clock: clock)
    let requests = JSONRequest(pace: settings.pace, metrics: metrics)
    let keys = SigningKeys(secret: parts.secret)
    let codes = TillCodes(
        keys: keys, guesses: CodeGuesses(quota: settings.guessQuota), storage: storage, metrics: metrics, clock: clock)
    let scans = ScanController(
        pipeline: ScanPipeline(reading: parts.reading, storage: storage, secret: parts.secret, clock: clock),
        storage: storage, idempotency: idempotency, uploads: uploads,
        pace: settings.pace, limits: settings.limits, links: links, metrics: metrics, clock: clock)
    let choices = ChoiceController(
        pipeline: ChoicePipeline(storage: storage, clock: clock), storage: storage, idempotency: idempotency,
        requests: requests, links: links, clock: clock)
    let products = ProductController(storage: storage, links: links, clock: clock)
    let covers = CoverController(
        storage: storage, reading: parts.reading, uploads: uploads, pace: settings.pace, limits: settings.limits,
        indexed: parts.covers, space: settings.coverSpace, origins: settings.origin, clock: clock)
    let places = PlaceController(storage: storage)
    let clicks = ClickController(
        tokens: tokens, sessions: sessions, storage: storage, clock: clock, metrics: metrics)
    let campaigns = CampaignController(storage: storage)
    let vouchers = VoucherController(
        storage: storage, idempotency: idempotency, requests: requests, keys: keys, secret: parts.secret, clock: clock)
    let visits = VisitController(
        storage: storage, requests: requests, keys: keys, secret: parts.secret, clock: clock)
    let redemptions = RedemptionController(
        storage: storage, requests: requests, codes: codes, chain: LedgerChain(secret: parts.secret), clock: clock)
    let checks = VoucherCheckController(
        storage: storage, requests: requests, reading: parts.reading, uploads: uploads, pace: settings.pace,
        limits: settings.limits, codes: codes, clock: clock)
    let staffSessions = StaffSessions(secret: parts.secret, clock: clock)
    let staff = StaffController(
        storage: storage, sessions: staffSessions, requests: requests, keys: keys, origins: settings.origin,
        clock: clock)
    let purchases = PurchaseController(storage: storage, requests: requests, secret: parts.secret, clock: clock)
    let rejects = RejectController(storage: storage)
    let voucherPage = VoucherPageController(storage: storage, sessions: sessions, keys: keys, clock: clock)
    let page = ShopperPageController(sessions: sessions, looksForFronts: parts.covers.standing.state != .off)
    let staffPage = StaffPageController()
    let feeds = FeedController(storage: storage, secret: parts.secret, clock: parts.clock)
    let analyticsSessions = AnalyticsSessions(secret: parts.secret, clock: clock)
    let analytics = AnalyticsAdmission(storage: storage, sessions: analyticsSessions, origins: settings.origin)
    let reports = ReportController(storage: storage, clock: clock)
    let analyticsPage = AnalyticsPageController(
        storage: storage, admission: analytics, sessions: analyticsSessions, origins: settings.origin,
        requests: requests, clock: clock)
    let byAddress = RateLimiter<ClientAddress>(quota: settings.addressQuota)
    let operations = OperationsController(
        metrics: metrics, readiness: Readiness(storage: storage, reading: parts.reading), reading: parts.reading,
        uploads: parts.uploads, connections: parts.connections, storage: storage, webhooks: parts.webhooks,
        covers: parts.covers, coverFetches: parts.coverFetches,
        clock: clock,
        admission: OperatorAdmission(storage: storage, addressLimiter: byAddress))
    let problems = ProblemMiddleware(
        proxies: settings.proxies, metrics: metrics, refusals: parts.refusals, limits: settings.limits)

    let operators = Router(context: FootbridgeRequestContext.self)
    operators.add(middleware: problems)
    var ownOperations = operations
    ownOperations.admission.isOwnAddress = true
    ownOperations.addRoutes(to: operators)

    let router = Router(context: FootbridgeRequestContext.self)
    router.add(middleware: CrossOriginMiddleware())
    router.add(middleware: problems)
    operations.addRoutes(to: router)
    router.route("/openapi.yaml", [.get: operations.openAPI])

    let open = router.group().add(middleware: AddressRateMiddleware(limiter: byAddress))
    open.route("/", [.get: page.show])
    open.route("/v/worker.js", [.get: voucherPage.worker])
    open.route("/v/:id", [.get: voucherPage.show])
    open.route("/staff", [.get: staffPage.show])
    open.route("/staff/worker.js", [.get: staffPage.worker])
    open.route("/analytics", [.get: analyticsPage.show])
    open.route("/analytics/session", [.post: analyticsPage.signIn])
    open.route("/analytics/session/end", [.post: analyticsPage.signOut])
    open.route("/assets/:first", [.get: page.asset])
    open.route("/assets/:first/:name", [.get: page.asset])
    open.route("/go/:token", [.get: clicks.go, .head: clicks.go])
    open.route("/c/:code", [.get: campaigns.follow, .head: campaigns.follow])
    open.route("/c/:code/01/:gtin", [.get: campaigns.followProduct, .head: campaigns.followProduct])

    open.route("/covers/:name", [.get: covers.show])

    open.route("/v1/schemas/event.json", [.get: feeds.eventSchema])
    open.route("/v1/schemas/conversion.json", [.get: feeds.conversionSchema])

    // Signed in themselves, with a secret of the merchant's.
    open.route("/v1/purchases", [.post: purchases.report])

    open.route("/v1/staff", [.get: staff.show])
    open.route("/v1/staff/devices", [.post: staff.enrol])
    open.route("/v1/staff/session", [.post: staff.signIn, .delete: staff.signOut])

    let admission = AdmissionMiddleware(
        storage: storage, sessions: sessions, secret: parts.secret, origins: settings.origin,
        addressLimiter: byAddress, principalLimiter: RateLimiter(quota: settings.keyQuota))
    var pageAdmission = admission
    pageAdmission.admitsPublishableKeys = true
    let pages = router.group().add(middleware: pageAdmission)
    pages.route("/v1/scans/:id", [.get: scans.show], preflightsOn: open)
    pages.route("/v1/scans/:id/choice", [.post: choices.choose], preflightsOn: open)
    pages.route("/v1/products/:id", [.get: products.show], preflightsOn: open)
    pages.route("/v1/places", [.get: places.find], preflightsOn: open)

    var scanAdmission = pageAdmission
    scanAdmission.sessionUploads = SessionUploads(quota: settings.sessionUploadQuota)
    let scanning = router.group().add(middleware: scanAdmission)
    scanning.route("/v1/scans", [.post: scans.upload], preflightsOn: open)

    let admitted = router.group().add(middleware: admission)
    admitted.route("/v1/visits", [.post: visits.record])
    admitted.route("/v1/events", [.get: feeds.events])
    admitted.route("/v1/conversions", [.get: feeds.conversions])
    admitted.route("/v1/vouchers", [.post: vouchers.issue])
    admitted.route("/v1/vouchers/:id", [.get: vouchers.show])
    admitted.route("/v1/vouchers/:id/qr.svg", [.get: vouchers.svg])
    admitted.route("/v1/vouchers/:id/qr.png", [.get: vouchers.png])
    admitted.route("/v1/rejects", [.get: rejects.list])
    admitted.route("/v1/covers", [.post: covers.upload])
    admitted.route("/v1/covers/:gtin", [.delete: covers.remove])

    var tillAdmission = admission
    tillAdmission.staff = StaffAdmission(storage: storage, sessions: staffSessions, origins: settings.origin)
    let tills = router.group().add(middleware: tillAdmission)
    tills.route("/v1/staff/enrolments", [.post: staff.makeEnrolment])
    tills.route("/v1/redemptions", [.get: redemptions.list, .post: redemptions.redeem])
    tills.route("/v1/redemptions/check", [.post: checks.check])
    tills.route("/v1/redemptions/conflicts", [.get: redemptions.conflicts])
    tills.route("/v1/redemptions/:id/reversal", [.post: redemptions.reverse])

    var reportAdmission = admission
    reportAdmission.analytics = analytics
    let analysts = router.group().add(middleware: reportAdmission)
    analysts.route("/v1/reports/:report", [.get: reports.show])
    return GatewayRouters(clients: router, operators: operators)
}
