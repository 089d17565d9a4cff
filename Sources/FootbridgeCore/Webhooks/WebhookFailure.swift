/// Why an attempt to deliver did not succeed.
public struct WebhookFailure: Error, Sendable, Hashable {
    public var cause: Cause
    /// HTTP's status code, where there was an answer.
    public var status: Int?
    /// How long the receiver asked to be left alone; nil where it did not.
    public var retryAfter: Duration?

    public init(_ cause: Cause, status: Int? = nil, retryAfter: Duration? = nil) {
        self.cause = cause
        self.status = status
        self.retryAfter = retryAfter
    }

    /// What can go wrong, in words for the command, the log and the metrics.
    public enum Cause: String, Sendable, CaseIterable {
        /// The answer was neither 2xx nor one of the next two.
        case refused
        /// The answer was a redirect, which is not followed.
        case redirected
        /// 410: the receiver wants nothing any more.
        case gone
        /// The host has no address.
        case unresolved
        /// None of the host's addresses is a public one.
        case privateAddress = "private-address"
        /// `http`, where only `https` is allowed.
        case insecure
        /// No connection came about, or it broke; a certificate that does not verify is one of the reasons.
        case unreachable
        /// No answer in time.
        case timeout
    }
}

/// When a failed delivery is tried again, and when no more.
public enum WebhookRetry {
    /// The first wait; each further one is twice as long.
    public static let shortest = Duration.seconds(2)
    /// No wait is longer, whatever a receiver asks for.
    public static let longest = Duration.seconds(3600)
    /// An endpoint that fails for as long as this is given up.
    public static let patience = Duration.seconds(24 * 3600)

    /// What to do after a failed attempt.
    public enum Decision: Sendable, Hashable {
        case retry(at: Timestamp)
        /// No attempt is made any more until somebody asks for it.
        case disable
    }

    /// - Parameters:
    ///   - attempts: how many have failed in a row, with this one; at least 1.
    ///   - since: when the first of them did.
    ///   - chance: 0 to 1, random: between half of the wait and all of it, so that many daemons and receivers that were
    ///     down at the same time do not come back at the same time.
    public static func decision(
        after failure: WebhookFailure, attempts: Int, failingSince since: Timestamp, at now: Timestamp,
        chance: Double = .random(in: 0...1)
    ) -> Decision {
        if failure.cause == .gone || now - since >= patience { return .disable }
        let doubled = shortest * (1 << max(0, min(attempts - 1, 20)))
        let wait = min(longest, doubled) / 2 * (1 + chance)
        return .retry(at: now + max(wait, min(longest, failure.retryAfter ?? .zero)))
    }
}
