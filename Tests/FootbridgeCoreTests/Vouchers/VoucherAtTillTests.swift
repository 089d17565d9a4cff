import FootbridgeTestSupport
import Testing

@testable import FootbridgeCore

@Suite("Whether a voucher can be redeemed")
struct VoucherAtTillTests {
    /// A Monday, 14:13:20 in London.
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)

    static func voucher(_ change: (inout VoucherAtTill) -> Void = { _ in }) throws -> VoucherAtTill {
        var generator = SeededGenerator(seed: 1)
        var voucher = VoucherAtTill(
            id: VoucherID(UUIDv7(at: now)), code: VoucherCode(using: &generator), state: .issued,
            issuedAt: now + .seconds(-86_400 * 5), expiresAt: now + .seconds(3600),
            promotion: Promotion(
                id: PromotionID(UUIDv7(at: now)), title: "A tenth off", endsAt: now + .seconds(86_400)),
            startsAt: now + .seconds(-86_400 * 9), times: VoucherTimes(), reversalWindow: .seconds(900), product: nil,
            holdsHere: true, timeZone: try #require(StoreTimeZone(identifier: "Europe/London")), spent: nil,
            offline: OfflineTerms())
        change(&voucher)
        return voucher
    }

    static func spent() throws -> VoucherAtTill.Spent {
        VoucherAtTill.Spent(
            redemption: RedemptionID(UUIDv7(at: now)), at: now + .seconds(-60),
            store: try #require(PublicID("hill.camden")), storeName: "Hill Camden")
    }

    static func refusal(
        at now: Timestamp = now, occurred: Int? = nil, _ change: (inout VoucherAtTill) -> Void = { _ in }
    ) throws -> String? {
        try voucher(change).refusal(occurredAt: occurred.map { now + .seconds(-$0) }, at: now)?.code
    }

    @Test("One that is issued or was given back, to its last moment")
    func redeemable() throws {
        #expect(try Self.refusal() == nil)
        #expect(try Self.refusal { $0.state = .reversed } == nil)
        #expect(try Self.refusal(at: Self.now + .microseconds(3_599_999_999)) == nil)
        #expect(try Self.refusal(at: Self.now + .seconds(3600)) == "expired")
    }

    @Test("Not one that was spent, withdrawn, or is for another store")
    func refused() throws {
        let spent = try Self.spent()
        #expect(try Self.refusal { ($0.state, $0.spent) = (.redeemed, spent) } == "already-redeemed")
        #expect(try Self.refusal { $0.state = .revoked } == "revoked")
        #expect(try Self.refusal { $0.holdsHere = false } == "wrong-store")
        #expect(try Self.refusal { $0.startsAt = Self.now + .seconds(1) } == "not-started")
    }

    @Test("Only on its days, and at its hours, on the store's clock")
    func times() throws {
        func refusal(_ weekdays: Int, _ from: Int, _ until: Int) throws -> String? {
            try Self.refusal { ($0.times.weekdays, $0.times.from, $0.times.until) = (weekdays, from, until) }
        }
        let day = CivilDate(daysSinceEpoch: Int(Self.now.microseconds / 86_400_000_000)).weekday
        #expect(try refusal(1 << (day - 1), 0, 1440) == nil)
        #expect(try refusal(127 - (1 << (day - 1)), 0, 1440) == "not-now")
        let zone = try #require(StoreTimeZone(identifier: "Europe/London"))
        let minute = zone.minutes(at: Self.now)
        #expect(try refusal(127, minute, minute + 1) == nil)
        #expect(try refusal(127, minute + 1, minute + 2) == "not-now")
        #expect(try refusal(127, minute - 1, minute) == "not-now")
    }

    @Test("Without the network: by when it happened, within the merchant's grace")
    func offline() throws {
        let spent = try Self.spent()
        // It was valid then, and has run out since.
        #expect(try Self.refusal(at: Self.now + .seconds(7200), occurred: 3601) == nil)
        #expect(try Self.refusal(at: Self.now + .seconds(7200), occurred: 3600) == "expired")
        #expect(try Self.refusal(occurred: 72 * 3600) == nil)
        #expect(try Self.refusal(occurred: 72 * 3600 + 1) == "too-late")
        #expect(try Self.refusal(occurred: 600) { $0.offline.isAllowed = false } == "offline-forbidden")
        #expect(try Self.refusal(occurred: 60) { $0.offline.isAllowed = false } == nil)
        #expect(try Self.refusal(occurred: 600) { ($0.state, $0.spent) = (.redeemed, spent) } == "conflict")
        #expect(try Self.refusal(occurred: 60) { ($0.state, $0.spent) = (.redeemed, spent) } == "already-redeemed")
        // Before it was issued, and with a clock that is ahead.
        #expect(try Self.refusal(occurred: 600) { $0.issuedAt = Self.now + .seconds(-60) } == "not-started")
        #expect(try Self.refusal(occurred: -9000) == nil)
    }
}
