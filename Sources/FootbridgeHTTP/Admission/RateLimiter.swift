import Synchronization

/// Token buckets in memory, one for each of a bounded number of subjects.
///
/// A bucket holds a minute's quota and refills evenly, so a subject may spend it at once and then goes on at the rate.
final class RateLimiter<Subject: Hashable & Sendable>: Sendable {
    /// Requests a minute; nil where there is no limit.
    let quota: Int?
    private let capacity: Int
    private let buckets = Mutex<[Subject: Bucket]>([:])

    private struct Bucket {
        /// Below 0 where more was charged than there was.
        var tokens: Double
        var refilled: ContinuousClock.Instant
    }

    /// - Parameters:
    ///   - quota: requests a minute; 0 is no limit.
    ///   - capacity: subjects remembered; beyond it those that have been quiet longest are forgotten first.
    init(quota: Int, capacity: Int = 65_536) {
        self.quota = quota > 0 ? quota : nil
        self.capacity = capacity
    }

    /// Takes one request from the subject's quota; nil where there is no limit.
    func take(for subject: Subject, at now: ContinuousClock.Instant = .now) -> RateLimitDecision? {
        decide(for: subject, at: now) { isAllowed in isAllowed ? 1 : 0 }
    }

    /// What ``take(for:at:)`` would say, without taking anything.
    func look(for subject: Subject, at now: ContinuousClock.Instant = .now) -> RateLimitDecision? {
        decide(for: subject, at: now) { _ in 0 }
    }

    /// Takes one for what has been done already, even where none is left: what went beyond the quota because it came all
    /// at once has to come back first.
    ///
    /// - Returns: whether one was left, as it always is without a limit.
    func charge(for subject: Subject, at now: ContinuousClock.Instant = .now) -> Bool {
        decide(for: subject, at: now) { _ in 1 }?.isAllowed ?? true
    }

    /// - Parameter taking: tokens to take where one is left, and where none is.
    private func decide(
        for subject: Subject, at now: ContinuousClock.Instant, taking: (_ isAllowed: Bool) -> Double
    ) -> RateLimitDecision? {
        guard let quota else { return nil }
        let perSecond = Double(quota) / 60
        return buckets.withLock { buckets in
            if buckets.count >= capacity, buckets[subject] == nil { forget(in: &buckets, perSecond: perSecond, now) }
            var bucket = buckets[subject] ?? Bucket(tokens: Double(quota), refilled: now)
            let elapsed = bucket.refilled.duration(to: now) / .seconds(1)
            bucket.tokens = min(Double(quota), bucket.tokens + max(0, elapsed) * perSecond)
            bucket.refilled = max(bucket.refilled, now)
            let isAllowed = bucket.tokens >= 1
            bucket.tokens -= taking(isAllowed)
            buckets[subject] = bucket
            let wanted = isAllowed ? Double(quota) : 1
            return RateLimitDecision(
                isAllowed: isAllowed, quota: quota, remaining: max(0, Int(bucket.tokens)),
                seconds: max(1, Int(((wanted - bucket.tokens) / perSecond).rounded(.up))))
        }
    }

    /// A bucket that is full again says nothing; where all are in use, half of them go, and with them at most one
    /// minute's memory of their subjects.
    private func forget(in buckets: inout [Subject: Bucket], perSecond: Double, _ now: ContinuousClock.Instant) {
        let quota = Double(quota ?? 0)
        buckets = buckets.filter { _, bucket in
            bucket.tokens + (bucket.refilled.duration(to: now) / .seconds(1)) * perSecond < quota
        }
        guard buckets.count >= capacity else { return }
        let oldest = buckets.sorted { $0.value.refilled < $1.value.refilled }.prefix(capacity / 2)
        for (subject, _) in oldest { buckets[subject] = nil }
    }
}

/// Whether a request is within its quota, and what is left of that.
struct RateLimitDecision: Sendable, Hashable {
    var isAllowed: Bool
    /// Requests a minute.
    var quota: Int
    /// Requests that would be allowed at once after this one.
    var remaining: Int
    /// Whole seconds until the next request is allowed where this one is not, else until the quota is whole again.
    var seconds: Int
}
