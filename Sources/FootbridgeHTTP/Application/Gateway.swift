public import FootbridgeCore
public import Hummingbird

/// What the HTTP side needs of the rest.
public struct GatewayParts: Sendable {
    var catalog: any Catalog
    var scanLog: any ScanLog
    var clickLog: any ClickLog
    var idempotency: any IdempotencyStore
    var keys: any KeyStore
    var ping: @Sendable () async throws(StorageError) -> Void
    var transactionsWaiting: @Sendable () -> Int
    var reading: ReadingPool
    var secret: ServerSecret
    var clock: WallClock

    /// - Parameters:
    ///   - storage: everything that is kept.
    ///   - ping: asks storage for an answer, for `/readyz`.
    ///   - transactionsWaiting: how many wait for storage now, for `/metrics`.
    ///   - reading: where photos are read.
    public init(
        storage: some Catalog & ScanLog & ClickLog & IdempotencyStore & KeyStore,
        ping: @escaping @Sendable () async throws(StorageError) -> Void,
        transactionsWaiting: @escaping @Sendable () -> Int,
        reading: ReadingPool, secret: ServerSecret, clock: WallClock = .system
    ) {
        catalog = storage
        scanLog = storage
        clickLog = storage
        idempotency = storage
        keys = storage
        self.ping = ping
        self.transactionsWaiting = transactionsWaiting
        self.reading = reading
        self.secret = secret
        self.clock = clock
    }
}

/// Wires the routes: the one place that says which path is answered by what.
public func gatewayRouter(_ parts: GatewayParts, settings: GatewaySettings) -> Router<FootbridgeRequestContext> {
    let metrics = Metrics()
    let uploads = Places(limit: settings.uploadPlaces)
    let sessions = AnonymousSessions(secret: parts.secret, clock: parts.clock)
    let links = ClickLinks(secret: parts.secret, origin: settings.origin)
    let pipeline = ScanPipeline(catalog: parts.catalog, log: parts.scanLog, secret: parts.secret, clock: parts.clock)
    let scans = ScanController(
        pipeline: pipeline, log: parts.scanLog, idempotency: parts.idempotency, reading: parts.reading,
        uploads: uploads, pace: settings.pace, limits: settings.limits, links: links, metrics: metrics,
        clock: parts.clock)
    let products = ProductController(catalog: parts.catalog, links: links, clock: parts.clock)
    let places = PlaceController(catalog: parts.catalog)
    let clicks = ClickController(
        links: links, catalog: parts.catalog, log: parts.clickLog, clock: parts.clock, metrics: metrics)
    let page = ShopperPageController(sessions: sessions)
    let operations = OperationsController(
        metrics: metrics, reading: parts.reading, uploads: uploads, keys: parts.keys, ping: parts.ping,
        transactionsWaiting: parts.transactionsWaiting)
    let byAddress = RateLimiter<ClientAddress>(quota: settings.addressQuota)

    let router = Router(context: FootbridgeRequestContext.self)
    router.add(middleware: ProblemMiddleware(proxies: settings.proxies, metrics: metrics, limits: settings.limits))

    router.route("/healthz", [.get: operations.health])
    router.route("/readyz", [.get: operations.readiness])
    router.route("/metrics", [.get: operations.showMetrics])
    router.route("/openapi.yaml", [.get: operations.openAPI])

    let open = router.group().add(middleware: AddressRateMiddleware(limiter: byAddress))
    open.route("/", [.get: page.show])
    open.route("/assets/:name", [.get: page.asset])
    open.route("/go/:token", [.get: clicks.go, .head: clicks.go])

    let admitted = router.group().add(
        middleware: AdmissionMiddleware(
            keys: parts.keys, sessions: sessions, origins: settings.origin, addressLimiter: byAddress,
            principalLimiter: RateLimiter(quota: settings.keyQuota)))
    admitted.route("/v1/scans", [.post: scans.upload])
    admitted.route("/v1/scans/:id", [.get: scans.show])
    admitted.route("/v1/products/:id", [.get: products.show])
    admitted.route("/v1/places", [.get: places.find])
    return router
}
