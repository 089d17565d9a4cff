import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// A merchant with two stores and a promotion, another merchant with one, and what is done with vouchers there.
struct VoucherShop: Sendable {
    let storage: Storage
    let promotion: PromotionID

    static let chain: LedgerChain = {
        guard let secret = ServerSecret(bytes: Array(repeating: 1, count: 32)) else { preconditionFailure("32 bytes") }
        return LedgerChain(secret: secret)
    }()

    /// - Parameter terms: changed for one test.
    init(
        in storage: Storage, publisher: String? = nil, stores: [PublicID] = [],
        _ terms: (inout VoucherTerms) -> Void = { _ in }
    ) async throws {
        self.storage = storage
        var voucherTerms = VoucherTerms(value: .percent(10))
        terms(&voucherTerms)
        let other = Merchant(id: Bookshop.publicID("m2"), name: "Other Books")
        _ = try await storage.upsert(products: [Bookshop.product(1), Bookshop.product(2)])
        #expect(
            try await storage.upsert(stores: [
                Bookshop.store("s1"), Bookshop.store("s2"), Bookshop.store("o1", merchant: other),
            ]).allSatisfy { $0.isApplied })
        #expect(
            try await storage.upsert(promotions: [
                PromotionRecord(
                    merchant: Bookshop.merchant.id, code: "p", title: "A tenth off",
                    startsAt: Bookshop.noon + .seconds(-86_400), endsAt: Bookshop.noon + .seconds(40 * 86_400),
                    stores: stores, publisher: publisher, terms: voucherTerms)
            ]) == [.added])
        let found = try await storage.promotions()
        promotion = try #require(found.first).id
    }

    /// The same shop, asked through another storage.
    func seen(through other: Storage) -> VoucherShop { VoucherShop(storage: other, promotion: promotion) }

    private init(storage: Storage, promotion: PromotionID) {
        (self.storage, self.promotion) = (storage, promotion)
    }

    /// Of a session of the page.
    func issue(
        to visitor: UInt8 = 7, store: String? = nil, product: Int64 = 1, at now: Timestamp = Bookshop.noon
    ) async throws -> VoucherIssue {
        try await storage.issue(
            VoucherRequest(
                owner: .session(Bookshop.visitor(visitor)), visitor: Bookshop.visitor(visitor),
                subject: .product(Bookshop.gtin(product)), promotion: promotion,
                store: store.map(Bookshop.publicID), traceID: TraceID()), at: now
        ) { _ in nil }
    }

    func voucher(of visitor: UInt8 = 7) async throws -> Voucher {
        guard case .issued(let voucher) = try await issue(to: visitor) else {
            throw StorageError.unusable(StorageErrorDetail("no voucher"))
        }
        return voucher
    }

    func staff(_ store: String = "s1", isLead: Bool = false) async throws -> StaffMember {
        let pin = StaffPIN.Hash(salt: Array(repeating: 0, count: 16), bytes: Array(repeating: 0, count: 32))
        let added = try await storage.addStaff(name: "Ada", of: Bookshop.publicID(store), isLead: isLead, pin: pin)
        return StaffMember(principal: try #require(added), store: Bookshop.publicID(store), isLead: isLead)
    }

    /// What a till is answered: a word for how it ended.
    func redeem(
        _ voucher: Voucher, by staff: StaffMember, key: String = "k", occurredAt: Timestamp? = nil,
        at now: Timestamp = Bookshop.noon, fingerprint: [UInt8] = Bookshop.fingerprint
    ) async throws -> String {
        let claim = IdempotencyClaim(
            IdempotencyKey(owner: .principal(staff.principal), route: .redemptions, text: key), at: now)
        let outcome = try await storage.redeem(
            RedemptionRequest(code: voucher.code, staff: staff, occurredAt: occurredAt, traceID: TraceID()),
            under: claim, fingerprint: fingerprint, chain: Self.chain, at: now
        ) { outcome in
            switch outcome {
            case .redeemed(let redemption):
                KeptAnswer(status: 201, fields: [], body: .bytes(Array("redeemed \(redemption.id)".utf8)))
            case .refused(let refusal):
                KeptAnswer(status: 409, fields: [], body: .bytes(Array(refusal.code.utf8)))
            }
        }
        switch outcome {
        case .answered(let answer), .repeated(_, let answer):
            guard case .bytes(let bytes) = answer.body else { return "elsewhere" }
            return String(decoding: bytes, as: UTF8.self)
        case .running: return "running"
        }
    }

    /// The last redemption of a store.
    func last(in store: String = "s1") async throws -> Redemption {
        let found = try await storage.redemptions(of: Bookshop.publicID(store), before: nil, limit: 1, in: .english)
        return try #require(found.first)
    }

    func reverse(
        _ redemption: Redemption, by staff: StaffMember, at now: Timestamp = Bookshop.noon
    ) async throws -> ReversalOutcome {
        try await storage.reverse(
            redemption.id, by: staff, reason: "wrong book", traceID: TraceID(), chain: Self.chain, at: now)
    }

    func state(_ voucher: Voucher) async throws -> VoucherState? {
        try await storage.voucher(voucher.id, of: .session(Bookshop.visitor(7)), in: .english)?.state
    }
}
