import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Webhooks in storage")
struct WebhookTests {
    static let merchant = Bookshop.merchant.id
    static let now = Bookshop.noon

    static func target(_ path: String = "") throws -> WebhookTarget {
        try #require(WebhookTarget("https://shop.example/\(path)"))
    }

    static func lease(of merchant: PublicID = merchant) -> WebhookLease {
        WebhookLease(merchant: merchant, owner: UUIDv7(at: .init(microseconds: .random(in: 0..<1 << 40))))
    }

    /// What a webhook is told next.
    static func next(_ webhook: Webhook, in storage: Storage) async throws -> WebhookPage {
        // What is committed is complete in PostgreSQL once the log's end has moved past it.
        _ = try await storage.settledEvents()
        return try await storage.events(for: webhook, after: webhook.position, limit: 100)
    }

    @Test(
        "It tells of its merchant's vouchers and visits, in order, and of no other's", arguments: StorageEngine.allCases
    )
    func events(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            _ = try await VisitTests.visit(storage)
            _ = try await storage.settledEvents()
            let found = try await storage.setWebhook(of: Self.merchant, to: Self.target())
            let (webhook, isNew) = try #require(found)
            #expect(isNew && webhook.state == .active)
            #expect(try await Self.next(webhook, in: storage).events.isEmpty, "what was before is not told")

            let voucher = try await shop.voucher()
            let staff = try await shop.staff()
            #expect(try await shop.redeem(voucher, by: staff).hasPrefix("redeemed"))
            _ = try await VisitTests.visit(storage, of: 8)
            _ = try await VisitTests.visit(storage, of: 8, store: "o1")
            let page = try await Self.next(webhook, in: storage)
            #expect(page.events.map(\.event.kind) == [.voucherIssued, .redemption, .visit])
            #expect(Set(page.stores.values) == [Bookshop.publicID("s1")])
            #expect(page.next == page.events.last?.position)

            let whole = try #require(try await storage.replayWebhook(of: Self.merchant, after: .beginning))
            #expect(try await Self.next(whole, in: storage).events.map(\.event.kind).first == .visit)
            #expect(try await Self.next(whole, in: storage).events.count == 4)
        }
    }

    @Test("Where there is nothing, reading goes on behind what was read", arguments: StorageEngine.allCases)
    func emptyLog(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (webhook, _) = try #require(
                try await storage.setWebhook(of: Self.merchant, to: Self.target(), after: .beginning))
            for _ in 0..<3 { _ = try await VisitTests.visit(storage, store: "o1") }
            var page = try await Self.next(webhook, in: storage)
            #expect(page.events.isEmpty && page.next > webhook.position)
            _ = try await shop.voucher()
            _ = try await storage.settledEvents()
            page = try await storage.events(for: webhook, after: page.next, limit: 100)
            #expect(page.events.map(\.event.kind) == [.voucherIssued])
        }
    }

    @Test("One at a time delivers, whoever asks, and what it kept is kept once", arguments: StorageEngine.allCases)
    func lease(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            _ = try await storage.setWebhook(of: Self.merchant, to: Self.target())
            let leases = (0..<8).map { _ in Self.lease() }
            let taken = try await withThrowingTaskGroup(of: WebhookLease?.self) { group in
                for lease in leases {
                    group.addTask { try await storage.take(lease, at: Self.now) == nil ? nil : lease }
                }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            let holder = try #require(taken.first)
            #expect(taken.count == 1)
            let position = LogPosition(epoch: 1, transaction: 2, sequence: 3)
            for lease in leases where lease != holder {
                #expect(try await !storage.record(.delivered(position), under: lease, at: Self.now))
                #expect(try await !storage.record(.released, under: lease, at: Self.now))
            }
            #expect(try await storage.record(.delivered(position), under: holder, at: Self.now))
            #expect(try await storage.record(.renewed, under: holder, at: Self.now))
            #expect(try await storage.take(Self.lease(), at: Self.now) == nil)
            #expect(try await storage.record(.released, under: holder, at: Self.now))
            let webhook = try #require(try await storage.take(Self.lease(), at: Self.now))
            #expect(webhook.position == position && webhook.deliveredAt == Self.now)
        }
    }

    @Test("A lease runs out by the database's own clock", arguments: StorageEngine.allCases)
    func leaseEnd(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            _ = try await storage.setWebhook(of: Self.merchant, to: Self.target())
            let (dead, next) = (Self.lease(), Self.lease())
            _ = try await storage.take(dead, at: Self.now)
            // However far ahead the clock of a daemon is.
            #expect(try await storage.take(next, at: Self.now + .seconds(86_400)) == nil)
            _ = try await storage.driver.write { connection in
                try connection.change("UPDATE webhooks SET lease_until = (SELECT microseconds FROM database_clock)")
            }
            #expect(try await storage.take(next, at: Self.now) != nil)
            #expect(try await !storage.record(.delivered(.beginning), under: dead, at: Self.now))
        }
    }

    @Test(
        "Failures count until something is taken; what was given up keeps its place", arguments: StorageEngine.allCases)
    func failures(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            let start = LogPosition(epoch: 1, transaction: 0, sequence: 7)
            _ = try await storage.setWebhook(of: Self.merchant, to: Self.target(), after: start)
            let failure = WebhookFailure(.refused, status: 503)
            func fail(at now: Timestamp, _ decision: WebhookRetry.Decision) async throws -> Webhook {
                let lease = Self.lease()
                #expect(try await storage.take(lease, at: now) != nil)
                #expect(try await storage.record(.failed(failure, decision), under: lease, at: now))
                return try #require(try await storage.webhook(of: Self.merchant))
            }
            let next = Self.now + .seconds(2)
            var webhook = try await fail(at: Self.now, .retry(at: next))
            #expect(webhook.state == .failing && !webhook.isDue(at: Self.now) && webhook.isDue(at: next))
            #expect(try await storage.take(Self.lease(), at: next + .microseconds(-1)) == nil)
            webhook = try await fail(at: next, .retry(at: next + .seconds(4)))
            #expect(webhook.failing?.since == Self.now && webhook.failing?.attempts == 2)
            #expect(webhook.failing?.failure == failure)
            webhook = try await fail(at: next + .seconds(4), .disable)
            #expect(webhook.state == .disabled && webhook.position == start)
            #expect(try await storage.take(Self.lease(), at: next + .seconds(1_000_000)) == nil)

            webhook = try #require(try await storage.replayWebhook(of: Self.merchant))
            #expect(webhook.state == .active && webhook.position == start && webhook.failing == nil)
            #expect(try await storage.take(Self.lease(), at: Self.now) != nil)
        }
    }

    @Test(
        "Whoever delivers loses the lease with every change, so that an old position is not kept over a new one",
        arguments: StorageEngine.allCases)
    func changes(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            _ = try await storage.setWebhook(of: Self.merchant, to: Self.target())
            let before = try #require(try await storage.webhook(of: Self.merchant))
            let changes: [@Sendable () async throws -> Void] = [
                { _ = try await storage.replayWebhook(of: Self.merchant, after: .beginning) },
                { _ = try await storage.setWebhook(of: Self.merchant, to: Self.target("new")) },
                { _ = try await storage.rotateWebhookSecret(of: Self.merchant, keepingUntil: Self.now) },
            ]
            for change in changes {
                let lease = Self.lease()
                #expect(try await storage.take(lease, at: Self.now) != nil)
                try await change()
                #expect(try await !storage.record(.delivered(before.position), under: lease, at: Self.now))
            }
            let after = try #require(try await storage.webhook(of: Self.merchant))
            let target = try Self.target("new")
            #expect(after.position == .beginning && after.target == target)
            #expect(after.salts.previous == before.salts.current && after.salts.current != before.salts.current)
            #expect(try await storage.setWebhook(of: Self.merchant, to: Self.target())?.isNew == false)
            #expect(try await storage.removeWebhook(of: Self.merchant))
            #expect(try await !storage.removeWebhook(of: Self.merchant))
            #expect(try await storage.setWebhook(of: Bookshop.publicID("nobody"), to: Self.target()) == nil)
        }
    }
}
