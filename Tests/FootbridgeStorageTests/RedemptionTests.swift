import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Redeeming vouchers")
struct RedemptionTests {
    @Test(
        "Once, however many tills try at the same time, and the ledger has each row", arguments: StorageEngine.allCases)
    func once(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let voucher = try await shop.voucher()
            let tills = [try await shop.staff("s1"), try await shop.staff("s2")]
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<40 {
                    group.addTask { try await shop.redeem(voucher, by: tills[number % 2], key: "k\(number)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.hasPrefix("redeemed") }.count == 1)
            #expect(answers.filter { $0 == "already-redeemed" }.count == 39)
            let findings = try await storage.verifyLedger(VoucherShop.chain)
            #expect(findings.problems.isEmpty && findings.rows == 1)
            let events = try await storage.settledEvents().map(\.event.kind)
            #expect(events.filter { $0 == .redemption }.count == 1)
            #expect(events.filter { $0 == .refusal }.count == 39)
        }
    }

    @Test(
        "The same key gives the first answer, also after it was taken back; another content is told apart",
        arguments: StorageEngine.allCases)
    func repeated(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await shop.redeem(voucher, by: till) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            let answer = try #require(answers.first)
            #expect(answers.count == 1 && answer.hasPrefix("redeemed"))
            guard case .reversed = try await shop.reverse(try await shop.last(), by: till) else {
                Issue.record("not reversed")
                return
            }
            #expect(try await shop.redeem(voucher, by: till) == answer)
            #expect(try await shop.state(voucher) == .reversed)
            #expect(try await shop.redeem(voucher, by: till, key: "k2").hasPrefix("redeemed"))
            #expect(try await storage.verifyLedger(VoucherShop.chain).rows == 3)
            // A refusal is kept just so.
            let other = try await shop.voucher(of: 9)
            let late = Bookshop.noon + .seconds(31 * 86_400)
            #expect(try await shop.redeem(other, by: till, key: "k3", at: late) == "expired")
            #expect(try await shop.redeem(other, by: till, key: "k3") == "expired")
        }
    }

    @Test(
        "An answer is found under its key without doing anything, and under no other",
        arguments: StorageEngine.allCases)
    func found(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till, other) = (try await shop.voucher(), try await shop.staff(), try await shop.staff())
            func key(_ text: String, of staff: StaffMember) -> IdempotencyKey {
                IdempotencyKey(owner: .principal(staff.principal), route: .redemptions, text: text)
            }
            #expect(try await storage.answer(to: key("k", of: till)) == nil)
            #expect(try await shop.state(voucher) == .issued)
            let answer = try await shop.redeem(voucher, by: till)
            let kept = try #require(try await storage.answer(to: key("k", of: till)))
            #expect(kept.fingerprint == Bookshop.fingerprint && kept.answer.status == 201)
            #expect(kept.answer.body == .bytes(Array(answer.utf8)))
            #expect(try await storage.answer(to: key("k2", of: till)) == nil)
            #expect(try await storage.answer(to: key("k", of: other)) == nil)
            // One that is still under way is none.
            let claim = IdempotencyClaim(key("k2", of: till), at: Bookshop.noon)
            _ = try await storage.claim(claim, at: Bookshop.noon, until: Bookshop.noon + .seconds(60))
            #expect(try await storage.answer(to: key("k2", of: till)) == nil)
        }
    }

    @Test("That codes have to wait is logged, of a device or of the store", arguments: StorageEngine.allCases)
    func codeDelay(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            let (store, trace) = (Bookshop.publicID("s1"), TraceID())
            for device in [StaffDeviceID(rawValue: 7), nil] {
                try await storage.logCodeDelay(in: store, device: device, traceID: trace, at: Bookshop.noon)
            }
            let nowhere = Bookshop.publicID("nowhere")
            try await storage.logCodeDelay(in: nowhere, device: nil, traceID: trace, at: Bookshop.noon)
            let logged = try await storage.settledEvents().map(\.event)
            #expect(logged.map(\.kind) == [.refusal, .refusal])
            #expect(logged.map(\.reason) == ["code-delay", "code-delay"])
            #expect(logged.map(\.staffDevice) == [7, nil])
            #expect(logged.allSatisfy { $0.store != nil && $0.merchant != nil && $0.trace == trace })
            #expect(logged.allSatisfy { $0.occurredAt == Bookshop.noon })
        }
    }

    @Test("Not in a store of another merchant, where it is as if there were none", arguments: StorageEngine.allCases)
    func foreign(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage, stores: [Bookshop.publicID("s1")])
            let voucher = try await shop.voucher()
            #expect(try await shop.redeem(voucher, by: try await shop.staff("o1")) == "unknown-code")
            #expect(try await storage.voucherAtTill(voucher.code, of: Bookshop.publicID("o1"), in: .english) == nil)
            #expect(try await shop.redeem(voucher, by: try await shop.staff("s2")) == "wrong-store")
            #expect(try await shop.state(voucher) == .issued)
        }
    }

    @Test(
        "Spent offline in two places: the second is a conflict that both stores see, and no other",
        arguments: StorageEngine.allCases)
    func conflict(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let voucher = try await shop.voucher()
            let (first, second) = (try await shop.staff("s1"), try await shop.staff("s2"))
            let later = Bookshop.noon + .seconds(3600)
            #expect(try await shop.redeem(voucher, by: first, at: Bookshop.noon + .seconds(60)).hasPrefix("redeemed"))
            #expect(
                try await shop.redeem(voucher, by: second, occurredAt: Bookshop.noon + .seconds(30), at: later)
                    == "conflict")
            for store in ["s1", "s2"] {
                let conflicts = try await storage.conflicts(of: Bookshop.publicID(store), limit: 10)
                #expect(conflicts.map(\.store.description) == ["s2"])
                #expect(conflicts.map(\.redeemedIn.description) == ["s1"])
            }
            #expect(try await storage.conflicts(of: Bookshop.publicID("o1"), limit: 10).isEmpty)
            #expect(try await storage.verifyLedger(VoucherShop.chain).problems.isEmpty)
        }
    }

    @Test("Taken back within the window, by whoever redeemed it or a lead, once", arguments: StorageEngine.allCases)
    func reversal(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            let lead = try await shop.staff("s1", isLead: true)
            #expect(try await shop.redeem(voucher, by: till).hasPrefix("redeemed"))
            let taken = try await shop.last()
            let end = Bookshop.noon + .seconds(900)
            #expect(try await shop.reverse(taken, by: try await shop.staff()) == .notTheirs)
            #expect(try await shop.reverse(taken, by: try await shop.staff("s2", isLead: true)) == .unknown)
            #expect(try await shop.reverse(taken, by: till, at: end) == .windowOver(end))
            guard case .reversed = try await shop.reverse(taken, by: lead, at: end + .microseconds(-1)) else {
                Issue.record("not reversed")
                return
            }
            #expect(try await shop.reverse(taken, by: lead) == .alreadyReversed)
            #expect(try await shop.last().reversedAt != nil)
        }
    }

    @Test(
        "A clock that is set back redeems nothing twice, and leaves a ledger that is whole",
        arguments: StorageEngine.allCases)
    func clockSetBack(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            #expect(try await shop.redeem(voucher, by: till).hasPrefix("redeemed"))
            let earlier = Bookshop.noon + .seconds(-3600)
            #expect(try await shop.redeem(voucher, by: till, key: "k2", at: earlier) == "already-redeemed")
            guard case .reversed = try await shop.reverse(try await shop.last(), by: till, at: earlier) else {
                Issue.record("not reversed")
                return
            }
            #expect(try await storage.verifyLedger(VoucherShop.chain).problems.isEmpty)
        }
    }

    @Test(
        "The schema refuses every other change of a voucher, and any of the ledger", arguments: StorageEngine.allCases)
    func guards(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            let id = SQLValue.blob(voucher.id.uuid.bytes)
            func refused(_ statement: SQL) async {
                await #expect(throws: StorageError.self, "\(statement)") {
                    try await storage.driver.write { try $0.change(statement, [id]) }
                }
            }
            await refused("UPDATE vouchers SET state = 'reversed' WHERE voucher_id = $1")
            await refused("UPDATE vouchers SET state = 'redeemed' WHERE voucher_id = $1")
            await refused("UPDATE vouchers SET expires_at = expires_at + 1 WHERE voucher_id = $1")
            await refused("DELETE FROM vouchers WHERE voucher_id = $1")
            #expect(try await shop.redeem(voucher, by: till).hasPrefix("redeemed"))
            await refused("UPDATE vouchers SET state = 'issued', redemption_id = NULL WHERE voucher_id = $1")
            await refused(
                "UPDATE vouchers SET state = 'revoked', redemption_id = NULL, is_counted = 0 WHERE voucher_id = $1")
            await refused("UPDATE vouchers SET redemption_id = voucher_id WHERE voucher_id = $1")
            await refused("UPDATE ledger SET note = 'x' WHERE voucher_id = $1")
            await refused("DELETE FROM ledger WHERE voucher_id = $1")
        }
    }

    @Test("One that is withdrawn is not taken, and makes room under the cap", arguments: StorageEngine.allCases)
    func revoked(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage) { $0.totalCap = 1 }
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            #expect(try await shop.issue(to: 9) == .exhausted)
            #expect(try await storage.revokeVoucher(.code(voucher.code)))
            #expect(try await storage.revokeVoucher(.id(voucher.id)) == false)
            #expect(try await shop.redeem(voucher, by: till) == "revoked")
            let revoked = try await storage.revokedVouchers(of: Bookshop.merchant.id, at: Bookshop.noon, limit: 10)
            #expect(revoked == [voucher.code])
            let next = try await shop.voucher(of: 9)
            #expect(try await shop.redeem(next, by: till, key: "k2").hasPrefix("redeemed"))
            #expect(try await storage.revokeVoucher(.id(next.id)) == false)
        }
    }

    @Test(
        "Without a network only where the merchant allows it, and within its grace", arguments: StorageEngine.allCases)
    func offlineTerms(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            let later = Bookshop.noon + .seconds(7200)
            func set(_ isAllowed: Bool, _ hours: Int) async throws -> Bool {
                try await storage.setOfflineTerms(
                    OfflineTerms(isAllowed: isAllowed, grace: .seconds(hours * 3600)), of: Bookshop.merchant.id)
            }
            func redeem(_ key: String) async throws -> String {
                try await shop.redeem(voucher, by: till, key: key, occurredAt: Bookshop.noon, at: later)
            }
            #expect(try await set(false, 72))
            #expect(try await redeem("k1") == "offline-forbidden")
            #expect(try await set(true, 1))
            #expect(try await redeem("k2") == "too-late")
            #expect(try await set(true, 3))
            #expect(try await redeem("k3").hasPrefix("redeemed"))
            #expect(try await shop.last().redeemedAt == Bookshop.noon)
        }
    }

    @Test("Where there is no room left nothing is changed, and it goes on once there is")
    func full() async throws {
        try await TemporaryDatabase.with(clock: Bookshop.clock) { database in
            let storage = database.storage
            let shop = try await VoucherShop(in: storage)
            let (voucher, till) = (try await shop.voucher(), try await shop.staff())
            func limit(_ pages: SQL) async throws { try await storage.driver.write { _ = try $0.rows(pages) } }
            // No more than there are already.
            try await limit("PRAGMA max_page_count = 1")
            var failures = 0
            for number in 0..<400 {
                do {
                    _ = try await shop.redeem(voucher, by: till, key: "full-\(number)")
                } catch StorageError.full {
                    failures += 1
                    break
                }
            }
            #expect(failures == 1)
            let before = try await storage.verifyLedger(VoucherShop.chain)
            #expect(before.problems.isEmpty && before.rows <= 1)
            try await limit("PRAGMA max_page_count = 1073741823")
            #expect(try await shop.redeem(voucher, by: till, key: "after").isEmpty == false)
            #expect(try await storage.verifyLedger(VoucherShop.chain).rows == 1)
        }
    }
}
