public import FootbridgeCore
public import Logging
public import ServiceLifecycle
import Synchronization

/// Tells merchants of their events: follows the log for each webhook, and delivers where there is something new.
///
/// It reads the log as an export does and writes rows that nothing else does, so no request ever waits for a receiver.
/// What fails is told, and tried again (``WebhookRetry``).
public struct WebhookService: Service {
    /// Between two looks at the log.
    private static let interval = Duration.seconds(1)

    private let storage: any GatewayStorage
    private let tally: WebhookTally
    private let clock: WallClock
    private let logger: Logger
    private let deliverer: WebhookDeliverer

    public init(
        storage: any GatewayStorage, secret: ServerSecret, settings: WebhookSettings, tally: WebhookTally,
        clock: WallClock = .system, logger: Logger
    ) {
        self.storage = storage
        self.tally = tally
        self.clock = clock
        self.logger = logger
        deliverer = WebhookDeliverer(
            storage: storage, secret: secret, settings: settings, tally: tally, clock: clock, logger: logger)
    }

    /// Runs until the daemon ends; what is under way then is cut off, and sent again by whoever goes on.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                var watch = WebhookWatch()
                while !Task.isCancelled {
                    for merchant in await look(&watch) {
                        let turn = watch.serving.turn(of: merchant)
                        guard let turn else { continue }
                        group.addTask {
                            await deliverer.deliver(to: merchant)
                            turn.end()
                        }
                    }
                    do { try await Task.sleep(for: Self.interval) } catch { return }
                }
            }
        }
    }

    /// Looks what there is for every webhook.
    ///
    /// - Returns: the merchants that there is something for, and that may be sent to.
    private func look(_ watch: inout WebhookWatch) async -> [PublicID] {
        var ready: [PublicID] = []
        var waiting: [PublicID: Timestamp] = [:]
        do {
            let webhooks = try await storage.webhooks()
            for webhook in webhooks where webhook.disabledAt == nil {
                let page = try await storage.events(for: webhook, after: watch.start(of: webhook), limit: 1)
                guard let first = page.events.first else {
                    watch.nothing(for: webhook, upTo: page.next)
                    continue
                }
                waiting[webhook.merchant] = first.event.recordedAt
                if webhook.isDue(at: clock.now) { ready.append(webhook.merchant) }
            }
            watch.keep(only: webhooks)
            tally.stand(webhooks, waiting: waiting)
            watch.isTroubled = false
        } catch {
            if !watch.isTroubled, !Task.isCancelled {
                logger.warning("webhooks wait for the database", metadata: ["storage.error": "\(error)"])
            }
            watch.isTroubled = true
        }
        return ready
    }
}

/// What a service remembers from one look at the log to the next.
private struct WebhookWatch {
    /// Up to where there is nothing, for webhooks that still are where they were: a merchant's log may be long and hold
    /// nothing that its webhook tells of.
    private var empty: [PublicID: (position: LogPosition, upTo: LogPosition)] = [:]
    var isTroubled = false
    let serving = Serving()

    func start(of webhook: Webhook) -> LogPosition {
        guard let seen = empty[webhook.merchant], seen.position == webhook.position else { return webhook.position }
        return seen.upTo
    }

    mutating func nothing(for webhook: Webhook, upTo end: LogPosition) {
        empty[webhook.merchant] = (webhook.position, end)
    }

    mutating func keep(only webhooks: [Webhook]) {
        let merchants = Set(webhooks.map(\.merchant))
        empty = empty.filter { merchants.contains($0.key) }
    }
}

/// Which merchants are being served: each by one task at most.
private final class Serving: Sendable {
    private let merchants = Mutex<Set<PublicID>>([])

    struct Turn: Sendable {
        fileprivate let serving: Serving
        fileprivate let merchant: PublicID

        func end() { serving.merchants.withLock { _ = $0.remove(merchant) } }
    }

    /// - Returns: nil where one is under way.
    func turn(of merchant: PublicID) -> Turn? {
        merchants.withLock { $0.insert(merchant).inserted } ? Turn(serving: self, merchant: merchant) : nil
    }
}
