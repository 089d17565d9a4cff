import Testing

@testable import FootbridgeHTTP

@Suite("A rate limit")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant {
        start.advanced(by: .seconds(seconds))
    }

    @Test("lets a minute's quota through at once, and then no more")
    func burst() throws {
        let limiter = RateLimiter<String>(quota: 3)
        for remaining in [2, 1, 0] {
            let decision = try #require(limiter.take(for: "a", at: start))
            #expect(decision.isAllowed && decision.remaining == remaining && decision.quota == 3)
        }
        #expect(
            limiter.take(for: "a", at: start)
                == RateLimitDecision(isAllowed: false, quota: 3, remaining: 0, seconds: 20))
    }

    @Test("refills evenly, up to the quota and no further")
    func refill() throws {
        let limiter = RateLimiter<String>(quota: 60)
        for _ in 0..<60 { #expect(limiter.take(for: "a", at: start)?.isAllowed == true) }
        #expect(limiter.take(for: "a", at: at(0.9))?.isAllowed == false)
        #expect(limiter.take(for: "a", at: at(1.1))?.isAllowed == true)
        #expect(limiter.take(for: "a", at: at(1.2))?.isAllowed == false)
        #expect(limiter.take(for: "a", at: at(31.2))?.remaining == 29)
        #expect(limiter.take(for: "a", at: at(10_000))?.remaining == 59)
    }

    @Test("does not count what was refused")
    func refusalIsFree() {
        let limiter = RateLimiter<String>(quota: 1)
        #expect(limiter.take(for: "a", at: start)?.isAllowed == true)
        for second in 1..<60 { #expect(limiter.take(for: "a", at: at(Double(second)))?.isAllowed == false) }
        #expect(limiter.take(for: "a", at: at(60.5))?.isAllowed == true)
    }

    @Test("says in whole seconds when the next request is allowed, and when the quota is whole again")
    func seconds() {
        let limiter = RateLimiter<String>(quota: 6)
        #expect(limiter.take(for: "a", at: start)?.seconds == 10)
        for _ in 0..<5 { _ = limiter.take(for: "a", at: start) }
        #expect(limiter.take(for: "a", at: start)?.seconds == 10)
        #expect(limiter.take(for: "a", at: at(9.5))?.seconds == 1)
        #expect(limiter.take(for: "a", at: at(9.5 + 1))?.isAllowed == true)
    }

    @Test("gains nothing when instants come out of order, as between threads they do")
    func disorder() {
        let limiter = RateLimiter<String>(quota: 60)
        for _ in 0..<60 { _ = limiter.take(for: "a", at: at(100)) }
        // Each earlier instant, if it were kept, would let the time up to 100 refill the bucket once more.
        let allowed = [50, 100, 50, 100, 20, 100].count { limiter.take(for: "a", at: at($0))?.isAllowed == true }
        #expect(allowed == 0)
    }

    @Test("counts each subject by itself")
    func subjects() {
        let limiter = RateLimiter<String>(quota: 1)
        #expect(limiter.take(for: "a", at: start)?.isAllowed == true)
        #expect(limiter.take(for: "b", at: start)?.isAllowed == true)
        #expect(limiter.take(for: "a", at: start)?.isAllowed == false)
    }

    @Test("of 0 is no limit")
    func none() {
        #expect(RateLimiter<String>(quota: 0).take(for: "a", at: start) == nil)
    }

    @Test("can be looked at, which takes nothing")
    func look() throws {
        let limiter = RateLimiter<String>(quota: 2)
        for _ in 0..<5 { #expect(limiter.look(for: "a", at: start)?.isAllowed == true) }
        for _ in 0..<2 { #expect(limiter.take(for: "a", at: start)?.isAllowed == true) }
        #expect(
            limiter.look(for: "a", at: start)
                == RateLimitDecision(isAllowed: false, quota: 2, remaining: 0, seconds: 30))
        #expect(limiter.look(for: "a", at: at(30.5))?.isAllowed == true)
        #expect(RateLimiter<String>(quota: 0).look(for: "a", at: start) == nil)
    }

    @Test("is owed what was charged beyond it, and lets nothing through before that came back")
    func debt() throws {
        let limiter = RateLimiter<String>(quota: 6)
        let hadOneLeft = (0..<8).map { _ in limiter.charge(for: "a", at: start) }
        #expect(hadOneLeft == Array(repeating: true, count: 6) + [false, false])
        // Two are owed, and one more has to be there, each of 10 s.
        #expect(
            limiter.look(for: "a", at: start)
                == RateLimitDecision(isAllowed: false, quota: 6, remaining: 0, seconds: 30))
        #expect(limiter.take(for: "a", at: at(29))?.isAllowed == false)
        #expect(limiter.take(for: "a", at: at(30.5))?.isAllowed == true)
        #expect(limiter.charge(for: "b", at: start))
        #expect(RateLimiter<String>(quota: 0).charge(for: "a", at: start))
    }

    @Test("forgets full buckets first when there are too many subjects, and keeps the spent ones")
    func eviction() {
        let limiter = RateLimiter<Int>(quota: 60, capacity: 10)
        for _ in 0..<60 { _ = limiter.take(for: 0, at: start) }
        for subject in 1..<10 { _ = limiter.take(for: subject, at: start) }
        // By now those that took one are full again; the one that took all is not.
        #expect(limiter.take(for: 100, at: at(2))?.remaining == 59)
        #expect(limiter.take(for: 0, at: at(2))?.remaining == 1)
    }

    @Test("forgets those that were quiet longest when all buckets are in use")
    func evictionInUse() {
        let limiter = RateLimiter<Int>(quota: 1, capacity: 10)
        for subject in 0..<10 { #expect(limiter.take(for: subject, at: at(Double(subject) / 100))?.isAllowed == true) }
        #expect(limiter.take(for: 100, at: at(0.2))?.isAllowed == true)
        #expect(limiter.take(for: 9, at: at(0.2))?.isAllowed == false)
        #expect(limiter.take(for: 100, at: at(0.2))?.isAllowed == false)
        #expect(limiter.take(for: 0, at: at(0.2))?.isAllowed == true)
    }

    @Test("is exact when many take from it at once")
    func concurrency() async {
        let limiter = RateLimiter<String>(quota: 100)
        let instant = start
        let allowed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    (0..<20).count { _ in limiter.take(for: "a", at: instant)?.isAllowed == true }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(allowed == 100)
    }
}
