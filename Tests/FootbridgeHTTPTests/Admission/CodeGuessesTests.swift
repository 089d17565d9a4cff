import FootbridgeCore
import Testing

@testable import FootbridgeHTTP

/// The quota of 60 gives 20 a minute to a till, 60 to a store and 240 to an address.
@Suite("Guessing codes")
struct CodeGuessesTests {
    private let start = ContinuousClock.now
    private let guesses = CodeGuesses(quota: 60)

    private func at(_ seconds: Double) -> ContinuousClock.Instant {
        start.advanced(by: .seconds(seconds))
    }

    private static func source(
        device: Int64?, principal: Int64 = 1, store: String = "soho", address: String = "192.0.2.1"
    ) throws -> CodeGuesses.Source {
        let staff = StaffMember(
            principal: PrincipalID(rawValue: principal), store: Bookshop.publicID(store), isLead: false,
            device: device.map { StaffDeviceID(rawValue: $0) })
        return CodeGuesses.Source(staff, at: try #require(ClientAddress(address)))
    }

    private static func typed(_ text: String) -> TillCode { TillCode(nil, in: text, isSigned: false) }

    /// Guesses until one has to wait, `limit` times at most.
    ///
    /// - Returns: how many were told to be unknown.
    private func guess(
        _ limit: Int, from source: CodeGuesses.Source, at now: ContinuousClock.Instant, name: String = "guess"
    ) -> Int {
        for number in 0..<limit {
            let code = Self.typed("\(name) \(number)")
            if guesses.delay(of: code, from: source, at: now) != nil { return number }
            guesses.tell(code, isKnown: false, to: source, at: now)
        }
        return limit
    }

    @Test("at one till is slowed down before the store is, and no other till is")
    func till() throws {
        let (till, other) = (try Self.source(device: 1), try Self.source(device: 2))
        #expect(guess(100, from: till, at: start) == 20)
        #expect(
            guesses.delay(of: Self.typed("next"), from: till, at: start) == CodeGuesses.Delay(spent: .till, seconds: 3))
        #expect(guesses.delay(of: Self.typed("next"), from: other, at: start) == nil)
        // Who comes back in time is let through at the rate.
        #expect(guess(100, from: till, at: at(3.1), name: "later") == 1)
        #expect(guess(100, from: till, at: at(63.2), name: "much later") == 20)
    }

    @Test("is counted by device whoever is signed in, and by principal where there is a key")
    func keys() throws {
        #expect(guess(100, from: try Self.source(device: 1, principal: 1), at: start) == 20)
        #expect(guess(100, from: try Self.source(device: 1, principal: 2), at: start) == 0)
        #expect(guess(100, from: try Self.source(device: nil, principal: 1), at: start) == 20)
        #expect(guess(100, from: try Self.source(device: nil, principal: 2), at: start) == 20)
    }

    @Test("at several tills of a store is slowed down for all of it, and for no other store")
    func store() throws {
        for device in 1...3 { #expect(guess(100, from: try Self.source(device: Int64(device)), at: start) == 20) }
        let delay = guesses.delay(of: Self.typed("next"), from: try Self.source(device: 4), at: start)
        #expect(delay == CodeGuesses.Delay(spent: .store, seconds: 1))
        #expect(guesses.delay(of: Self.typed("next"), from: try Self.source(device: 4), at: at(1.1)) == nil)
        let elsewhere = try Self.source(device: 5, store: "camden")
        #expect(guess(100, from: elsewhere, at: start) == 20)
    }

    @Test("at several stores of one address is slowed down there, and nowhere else")
    func address() throws {
        for number in 0..<12 {
            let source = try Self.source(device: Int64(number), store: "store-\(number / 3)")
            #expect(guess(100, from: source, at: start) == 20)
        }
        let fresh = try Self.source(device: 100, store: "fresh")
        #expect(
            guesses.delay(of: Self.typed("next"), from: fresh, at: start)
                == CodeGuesses.Delay(spent: .address, seconds: 1))
        let away = try Self.source(device: 100, store: "fresh", address: "192.0.2.2")
        #expect(guesses.delay(of: Self.typed("next"), from: away, at: start) == nil)
    }

    @Test("takes nothing where a code is known, or is the one that was told of just before")
    func free() throws {
        let till = try Self.source(device: 1)
        for number in 0..<100 { #expect(!guesses.tell(Self.typed("\(number)"), isKnown: true, to: till, at: start)) }
        // A camera sees the same again and again.
        let counted = (0..<100).count { _ in guesses.tell(Self.typed("poster"), isKnown: false, to: till, at: start) }
        #expect(counted == 1)
        #expect(guess(100, from: till, at: start) == 19)
    }

    @Test("keeps no till from the code that it was told of just before, nor from one that proves itself")
    func lastTold() throws {
        let till = try Self.source(device: 1)
        let (known, code) = (Self.typed("known"), VoucherCode())
        #expect(guess(100, from: till, at: start) == 20)
        #expect(guesses.delay(of: Self.typed("guess 19"), from: till, at: start) == nil)
        #expect(guesses.delay(of: Self.typed("guess 18"), from: till, at: start) != nil)
        #expect(guesses.delay(of: known, from: till, at: start) != nil)
        // It was being looked up already.
        guesses.tell(known, isKnown: true, to: till, at: start)
        #expect(guesses.delay(of: known, from: till, at: start) == nil)
        #expect(guesses.delay(of: Self.typed("guess 19"), from: till, at: start) != nil)
        #expect(guesses.delay(of: TillCode(code, in: "FB1:…", isSigned: true), from: till, at: start) == nil)
        #expect(guesses.delay(of: TillCode(nil, in: "FB1:…", isSigned: true), from: till, at: start) != nil)
        #expect(guesses.delay(of: TillCode(code, in: code.description, isSigned: false), from: till, at: start) != nil)
    }

    @Test("with all guesses at once has to pay them back, and costs the store no more than one after the other")
    func burst() throws {
        let (till, other) = (try Self.source(device: 1), try Self.source(device: 2))
        let codes = (0..<200).map { Self.typed("\($0)") }
        #expect(codes.allSatisfy { guesses.delay(of: $0, from: till, at: start) == nil })
        for code in codes { guesses.tell(code, isKnown: false, to: till, at: start) }
        #expect(guess(100, from: other, at: start) == 20)
        #expect(guess(100, from: try Self.source(device: 3), at: start) == 20)
        // 180 are owed, and then one is to be had: 20 a minute.
        #expect(guesses.delay(of: Self.typed("next"), from: till, at: start)?.seconds == 181 * 3)
        #expect(guesses.delay(of: Self.typed("next"), from: till, at: at(500)) != nil)
        #expect(guesses.delay(of: Self.typed("next"), from: till, at: at(544)) == nil)
    }

    @Test("is reported once a minute for whomever's quota is spent")
    func reports() throws {
        let (till, other) = (try Self.source(device: 1), try Self.source(device: 2))
        func isToReport(_ spent: CodeGuesses.Spent, _ source: CodeGuesses.Source, _ seconds: Double) -> Bool {
            guesses.isToReport(CodeGuesses.Delay(spent: spent, seconds: 1), from: source, at: at(seconds))
        }
        #expect(isToReport(.till, till, 0))
        #expect(!isToReport(.till, till, 59))
        #expect(isToReport(.till, other, 59))
        #expect(isToReport(.store, till, 59))
        #expect(!isToReport(.store, other, 59))
        #expect(isToReport(.address, other, 59))
        #expect(!isToReport(.address, till, 59))
        #expect(isToReport(.till, till, 60.5))
    }

    @Test("is not slowed down with a quota of 0, and by a till with the smallest")
    func extremes() throws {
        let till = try Self.source(device: 1)
        let (none, one) = (CodeGuesses(quota: 0), CodeGuesses(quota: 1))
        for number in 0..<1000 {
            #expect(none.tell(Self.typed("\(number)"), isKnown: false, to: till, at: start))
            #expect(none.delay(of: Self.typed("next"), from: till, at: start) == nil)
        }
        #expect(one.delay(of: Self.typed("first"), from: till, at: start) == nil)
        one.tell(Self.typed("first"), isKnown: false, to: till, at: start)
        #expect(one.delay(of: Self.typed("next"), from: till, at: start)?.seconds == 60)
    }

    @Test("is remembered of a bounded number of tills")
    func capacity() throws {
        let few = CodeGuesses(quota: 60, capacity: 3)
        for device in 1...10 {
            few.tell(Self.typed("same"), isKnown: false, to: try Self.source(device: Int64(device)), at: start)
        }
        #expect(!few.tell(Self.typed("same"), isKnown: false, to: try Self.source(device: 10), at: start))
        #expect(few.tell(Self.typed("same"), isKnown: false, to: try Self.source(device: 1), at: start))
    }
}
