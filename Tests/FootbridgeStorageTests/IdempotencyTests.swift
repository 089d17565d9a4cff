import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Idempotency keys")
struct IdempotencyTests {
    private let soon = Bookshop.noon + .seconds(60)

    private func claimed(_ state: IdempotencyState) -> IdempotencyClaim? {
        if case .claimed(let claim) = state { claim } else { nil }
    }

    @Test("Of many claims of one key at once exactly one wins", arguments: StorageEngine.allCases)
    func race(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            for round in 0..<10 {
                let key = Bookshop.key("k\(round)")
                let states = try await withThrowingTaskGroup(of: IdempotencyState.self) { group in
                    for _ in 0..<50 {
                        group.addTask { try await storage.claim(key, at: Bookshop.noon, until: soon) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(states.compactMap(claimed).count == 1)
                #expect(states.filter { $0 == .running }.count == 49)
            }
        }
    }

    @Test("A key is its principal's and its route's own", arguments: StorageEngine.allCases)
    func scope(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let first = try await storage.claim(Bookshop.key(), at: Bookshop.noon, until: soon)
            let otherRoute = try await storage.claim(
                Bookshop.key(route: "POST /v1/vouchers"), at: Bookshop.noon, until: soon)
            #expect(claimed(first) != nil)
            #expect(claimed(otherRoute) != nil)
        }
    }

    @Test(
        "An answered key gives the scan and what was sent, until the answer expires", arguments: StorageEngine.allCases)
    func answered(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            var claim = try #require(
                claimed(try await storage.claim(Bookshop.key(), at: Bookshop.noon, until: soon)))
            claim.fingerprint = Array(repeating: 5, count: 32)
            let record = Bookshop.scan(claim: claim)
            try await storage.append(record)
            let late = record.keptUntil + .microseconds(-1)
            #expect(
                try await storage.claim(Bookshop.key(), at: late, until: late + .seconds(60))
                    == .answered(fingerprint: claim.fingerprint, scan: record.scan.id))
            let state = try await storage.claim(
                Bookshop.key(), at: record.keptUntil, until: record.keptUntil + .seconds(60))
            #expect(claimed(state) != nil)
        }
    }

    @Test(
        "A claim that ran out is taken over, and its first holder then records nothing",
        arguments: StorageEngine.allCases)
    func takenOver(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            var first = try #require(
                claimed(try await storage.claim(Bookshop.key(), at: Bookshop.noon, until: soon)))
            first.fingerprint = Array(repeating: 5, count: 32)
            #expect(try await storage.claim(Bookshop.key(), at: soon + .microseconds(-1), until: soon) == .running)
            var second = try #require(
                claimed(try await storage.claim(Bookshop.key(), at: soon, until: soon + .seconds(60))))
            second.fingerprint = first.fingerprint

            let late = Bookshop.scan(claim: first)
            #expect(await storageError { try await storage.append(late) } == .claimLost)
            #expect(try await storage.count("SELECT count(*) FROM scans") == 0)
            #expect(try await storage.count("SELECT count(*) FROM events") == 0)
            // Nor can it give back what is no longer its own.
            try await storage.release(first)
            #expect(try await storage.claim(Bookshop.key(), at: soon, until: soon + .seconds(60)) == .running)

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
                claimed(try await storage.claim(Bookshop.key(), at: Bookshop.noon, until: soon)))
            try await storage.release(claim)
            #expect(claimed(try await storage.claim(Bookshop.key(), at: Bookshop.noon, until: soon)) != nil)
        }
    }

    @Test("After a crash claims are free again, and answers stay", arguments: StorageEngine.allCases)
    func abandoned(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            var claim = try #require(
                claimed(try await storage.claim(Bookshop.key("done"), at: Bookshop.noon, until: soon)))
            claim.fingerprint = Array(repeating: 5, count: 32)
            let record = Bookshop.scan(claim: claim)
            try await storage.append(record)
            _ = try await storage.claim(Bookshop.key("lost"), at: Bookshop.noon, until: soon)
            #expect(try await storage.releaseAbandonedClaims() == 1)
            #expect(claimed(try await storage.claim(Bookshop.key("lost"), at: Bookshop.noon, until: soon)) != nil)
            #expect(
                try await storage.claim(Bookshop.key("done"), at: Bookshop.noon, until: soon)
                    == .answered(fingerprint: claim.fingerprint, scan: record.scan.id))
        }
    }

    @Test("The sweep deletes what has expired and nothing else, in bounded steps", arguments: StorageEngine.allCases)
    func expiry(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            for index in 0..<5 {
                var record = Bookshop.scan()
                record.keptUntil = Bookshop.noon + .seconds(index < 4 ? 10 : 11)
                try await storage.append(record)
                _ = try await storage.claim(
                    Bookshop.key("k\(index)"), at: Bookshop.noon, until: Bookshop.noon + .seconds(index < 1 ? 10 : 11))
            }
            let now = Bookshop.noon + .seconds(10)
            let first = try await storage.deleteExpired(at: now, limit: 3)
            #expect(first == ExpirySweep(answers: 3, idempotencyKeys: 1, isCutShort: true))
            let second = try await storage.deleteExpired(at: now, limit: 3)
            #expect(second == ExpirySweep(answers: 1, idempotencyKeys: 0, isCutShort: false))
            #expect(try await storage.count("SELECT count(*) FROM scan_answers") == 1)
            #expect(try await storage.count("SELECT count(*) FROM idempotency_keys") == 4)
            #expect(try await storage.count("SELECT count(*) FROM scans") == 5)
        }
    }
}
