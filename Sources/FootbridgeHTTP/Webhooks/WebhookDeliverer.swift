import FootbridgeCore
import Logging

/// Delivers what there is for one webhook, in order, for as long as it has the lease and everything is taken.
struct WebhookDeliverer: Sendable {
    /// Events read at once.
    private static let pageLength = 100
    /// After that, the lease is asked for anew before a message is sent: what is left of it is longer than any attempt.
    private static let leaseWear = Duration.seconds(10)

    let storage: any GatewayStorage
    let secret: ServerSecret
    let settings: WebhookSettings
    let tally: WebhookTally
    let clock: WallClock
    let logger: Logger
    /// Of this run of the daemon.
    private let owner = UUIDv7(at: WallClock.system.now)

    init(
        storage: any GatewayStorage, secret: ServerSecret, settings: WebhookSettings, tally: WebhookTally,
        clock: WallClock, logger: Logger
    ) {
        self.storage = storage
        self.secret = secret
        self.settings = settings
        self.tally = tally
        self.clock = clock
        self.logger = logger
    }

    func deliver(to merchant: PublicID) async {
        let lease = WebhookLease(merchant: merchant, owner: owner)
        do {
            let asked = ContinuousClock.now
            guard var webhook = try await storage.take(lease, at: clock.now) else { return }
            do {
                try await deliverAll(to: &webhook, under: lease, since: asked)
            } catch let failure as WebhookFailure {
                try await record(failure, of: webhook, under: lease)
                return
            } catch is LeaseLost {
                return
            } catch {
                // Also where the daemon ends: the next one need not wait for the lease to run out.
                _ = try await storage.record(.released, under: lease, at: clock.now)
                throw error
            }
            _ = try await storage.record(.released, under: lease, at: clock.now)
        } catch is CancellationError {
        } catch {
            logger.warning(
                "a webhook was left, will try again",
                metadata: ["webhook.merchant": "\(merchant)", "storage.error": "\(error)"])
        }
    }

    /// Somebody else delivers, or the webhook was changed.
    private struct LeaseLost: Error {}

    /// - Throws: `WebhookFailure` of the first message that is not taken, ``LeaseLost``, `StorageError`.
    private func deliverAll(
        to webhook: inout Webhook, under lease: WebhookLease, since asked: ContinuousClock.Instant
    ) async throws {
        let connection = try await WebhookConnection(
            to: webhook.target, settings: settings, turn: webhook.failing?.attempts ?? 0)
        do {
            try await deliverAll(to: &webhook, over: connection, under: lease, since: asked)
        } catch {
            try await connection.close()
            throw error
        }
        try await connection.close()
    }

    private func deliverAll(
        to webhook: inout Webhook, over connection: WebhookConnection, under lease: WebhookLease,
        since asked: ContinuousClock.Instant
    ) async throws {
        let visitors = VisitorPseudonyms(
            secret: secret, scope: .merchant(webhook.merchant), generation: webhook.pseudonymGeneration)
        var leased = asked
        while true {
            let page = try await storage.events(for: webhook, after: webhook.position, limit: Self.pageLength)
            for logged in page.events {
                if leased.duration(to: .now) > Self.leaseWear {
                    leased = .now
                    guard try await storage.record(.renewed, under: lease, at: clock.now) else { throw LeaseLost() }
                }
                let message = WebhookMessage(
                    logged, of: webhook.merchant, store: logged.event.store.flatMap { page.stores[$0] },
                    visitors: visitors)
                let now = clock.now
                try await connection.send(
                    message, fields: message.fields(at: now, signedWith: webhook.secrets(secret, at: now)))
                leased = .now
                guard try await storage.record(.delivered(logged.position), under: lease, at: clock.now) else {
                    throw LeaseLost()
                }
                tally.countDelivery()
                tellRecovery(of: &webhook)
                webhook.position = logged.position
            }
            if page.events.count < Self.pageLength { return }
        }
    }

    private func record(_ failure: WebhookFailure, of webhook: Webhook, under lease: WebhookLease) async throws {
        tally.count(failure)
        let now = clock.now
        let attempts = (webhook.failing?.attempts ?? 0) + 1
        let decision = WebhookRetry.decision(
            after: failure, attempts: attempts, failingSince: webhook.failing?.since ?? now, at: now)
        guard try await storage.record(.failed(failure, decision), under: lease, at: now) else { return }
        var metadata: Logger.Metadata = [
            "webhook.merchant": "\(webhook.merchant)", "webhook.failure": "\(failure.cause.rawValue)",
            "webhook.attempts": "\(attempts)",
        ]
        if let status = failure.status { metadata["webhook.status"] = "\(status)" }
        switch decision {
        case .disable:
            logger.error(
                "a webhook was given up: see to its receiver, then run footbridge webhook replay", metadata: metadata)
        case .retry(let next):
            metadata["webhook.next"] = "\(next.rfc3339)"
            logger.log(
                level: attempts == 1 ? .warning : .info, "a webhook did not take a message, will try again",
                metadata: metadata)
        }
    }

    private func tellRecovery(of webhook: inout Webhook) {
        guard let failing = webhook.failing else { return }
        webhook.failing = nil
        logger.notice(
            "a webhook takes messages again",
            metadata: [
                "webhook.merchant": "\(webhook.merchant)", "webhook.attempts": "\(failing.attempts)",
            ])
    }
}
