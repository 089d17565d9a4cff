import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Idempotency keys")
struct IdempotencyTests {
    private let soon = Bookshop.noon + .seconds(60)

    @Test("Of many claims of one key at once exactly one wins", arguments: StorageEngine.allCases)
    func race(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            for round in 0..<10 {
                let key = Bookshop.key("k\(round)")
                let states = try await withThrowingTaskGroup(of: IdempotencyState.self) { group in
                    for _ in 0..<50 {
                        group.addTask { try await storage.state(key, at: Bookshop.noon, until: soon) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(states.filter { $0 == .claimed }.count == 1)
                #expect(states.filter { $0 == .running }.count == 49)
            }
        }
    }

    @Test("A key is its owner's and its route's own", arguments: StorageEngine.allCases)
    func scope(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let (one, two) = (try await storage.client(), try await storage.client())
            let vouchers = IdempotentRoute(name: "POST /v1/vouchers", retention: nil)
            for key in [
                Bookshop.key(), Bookshop.key(route: vouchers), Bookshop.key(of: .session(Bookshop.visitor(8))),
                Bookshop.key(of: .principal(one)), Bookshop.key(of: .principal(two)),
            ] {
                #expect(try await storage.claimed(key, at: Bookshop.noon, until: soon) != nil, "\(key)")
                #expect(try await storage.state(key, at: Bookshop.noon, until: soon) == .running)
            }
        }
    }

    @Test(
        "An answered key gives what was sent and answered, until the answer expires", arguments: StorageEngine.allCases)
    func answered(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let claim = try #require(
                try await storage.claimed(Bookshop.key(), at: Bookshop.noon, until: soon))
            let record = Bookshop.scan(claim: claim, answer: [1, 0, 2])
            try await storage.append(record)
            let late = record.keptUntil + .microseconds(-1)
            #expect(
                try await storage.state(Bookshop.key(), at: late, until: late + .seconds(60))
                    == .answered(fingerprint: Bookshop.fingerprint, Bookshop.kept(.bytes([1, 0, 2]))))
            let state = try await storage.state(
                Bookshop.key(), at: record.keptUntil, until: record.keptUntil + .seconds(60))
            #expect(state == .claimed)
        }
    }

    @Test("A refusal is kept with its own body, as long as its route says", arguments: StorageEngine.allCases)
    func refusal(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let (day, ever) = (
                IdempotentRoute(name: "a", retention: .seconds(100)), IdempotentRoute(name: "b", retention: nil)
            )
            var refusal = KeptAnswer(status: 409, fields: [], body: .bytes([]))
            for (route, bytes) in [(day, [UInt8(1)]), (ever, [])] {
                refusal.body = .bytes(bytes)
                let claim = try #require(
                    try await storage.claimed(Bookshop.key(route: route), at: Bookshop.noon, until: soon))
                let completion = claim.completed(
                    fingerprint: Bookshop.fingerprint, answer: refusal, at: Bookshop.noon)
                try await storage.complete(completion)
                #expect(await storageError { try await storage.complete(completion) } == .claimLost)
                let later = Bookshop.noon + .seconds(99)
                #expect(
                    try await storage.state(Bookshop.key(route: route), at: later, until: soon)
                        == .answered(fingerprint: Bookshop.fingerprint, refusal))
            }
            let muchLater = Bookshop.noon + .seconds(4_000_000_000)
            _ = try await storage.deleteExpired(at: muchLater, limit: 100)
            for (route, isFree) in [(day, true), (ever, false)] {
                let state = try await storage.state(
                    Bookshop.key(route: route), at: muchLater, until: muchLater + .seconds(60))
                #expect((state == .claimed) == isFree)
            }
        }
    }

    @Test(
        "A claim that ran out is taken over, and its first holder then records nothing",
        arguments: StorageEngine.allCases)
    func takenOver(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let first = try #require(
                try await storage.claimed(Bookshop.key(), at: Bookshop.noon, until: soon))
            #expect(try await storage.state(Bookshop.key(), at: soon + .microseconds(-1), until: soon) == .running)
            let second = try #require(
                try await storage.claimed(Bookshop.key(), at: soon, until: soon + .seconds(60)))

            let late = Bookshop.scan(claim: first)
            #expect(await storageError { try await storage.append(late) } == .claimLost)
            #expect(try await storage.count("SELECT count(*) FROM scans") == 0)
            #expect(try await storage.count("SELECT count(*) FROM events") == 0)
            // Nor can it give back what is no longer its own.
            try await storage.release(first)
            #expect(try await storage.state(Bookshop.key(), at: soon, until: soon + .seconds(60)) == .running)

            try await storage.append(Bookshop.scan(claim: second))
            // A claim is answered once.
            let again = Bookshop.scan(claim: second)
            #expect(await storageError { try await storage.append(again) } == .claimLost)
            #expect(try await storage.count("SELECT count(*) FROM scans") == 1)
        }
    }

    @Test("A claim that is given back can be had again at once", arguments: StorageEngine.allCases)
    func released(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let claim = try #require(
                try await storage.claimed(Bookshop.key(), at: Bookshop.noon, until: soon))
            try await storage.release(claim)
            #expect(try await storage.claimed(Bookshop.key(), at: Bookshop.noon, until: soon) != nil)
        }
    }

    @Test("After a crash claims are free again, and answers stay", arguments: StorageEngine.allCases)
    func abandoned(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let claim = try #require(
                try await storage.claimed(Bookshop.key("done"), at: Bookshop.noon, until: soon))
            let record = Bookshop.scan(claim: claim)
            try await storage.append(record)
            _ = try await storage.state(Bookshop.key("lost"), at: Bookshop.noon, until: soon)
            #expect(try await storage.releaseAbandonedClaims() == 1)
            #expect(try await storage.claimed(Bookshop.key("lost"), at: Bookshop.noon, until: soon) != nil)
            #expect(
                try await storage.state(Bookshop.key("done"), at: Bookshop.noon, until: soon)
                    == .answered(fingerprint: Bookshop.fingerprint, Bookshop.kept(.bytes(record.answer))))
        }
    }

    @Test("The sweep deletes what has expired and nothing else, in bounded steps", arguments: StorageEngine.allCases)
    func expiry(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            for index in 0..<5 {
                var record = Bookshop.scan()
                record.keptUntil = Bookshop.noon + .seconds(index < 4 ? 10 : 11)
                try await storage.append(record)
                _ = try await storage.state(
                    Bookshop.key("k\(index)"), at: Bookshop.noon, until: Bookshop.noon + .seconds(index < 1 ? 10 : 11))
            }
            let now = Bookshop.noon + .seconds(10)
            let first = try await storage.deleteExpired(at: now, limit: 3)
            #expect(first == ExpirySweep(answers: 3, idempotencyKeys: 1, clickRepeats: 0, isCutShort: true))
            let second = try await storage.deleteExpired(at: now, limit: 3)
            #expect(second == ExpirySweep(answers: 1, idempotencyKeys: 0, clickRepeats: 0, isCutShort: false))
            #expect(try await storage.count("SELECT count(*) FROM scan_answers") == 1)
            #expect(try await storage.count("SELECT count(*) FROM idempotency_keys") == 4)
            #expect(try await storage.count("SELECT count(*) FROM scans") == 5)
        }
    }
}
