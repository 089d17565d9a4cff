/// The right to be the one request of its key that does the work.
public struct IdempotencyClaim: Sendable, Hashable {
    /// What is claimed.
    public let key: IdempotencyKey
    /// Tells this claim from a later one of the same key, made after this one ran out.
    public let token: UUIDv7

    /// A claim that is about to be made.
    public init(_ key: IdempotencyKey, at now: Timestamp) {
        self.key = key
        token = UUIDv7(at: now)
    }

    /// What the claim came to.
    ///
    /// - Parameters:
    ///   - fingerprint: SHA-256 over the decoded parts and parameters of the request, 32 bytes.
    ///   - answer: what was answered, given again from now on.
    ///   - now: from when the route's retention counts.
    public func completed(
        fingerprint: [UInt8], answer: KeptAnswer, at now: Timestamp
    ) -> IdempotencyCompletion {
        IdempotencyCompletion(
            claim: self, fingerprint: fingerprint, answer: answer, keptUntil: key.route.retention.map { now + $0 })
    }
}

/// What is found under a key.
public enum IdempotencyState: Sendable, Hashable {
    /// Nothing was; the claim is made.
    case claimed
    /// Another request of the same key is under way.
    case running
    /// It was answered: the fingerprint of what was sent then, and what was answered.
    case answered(fingerprint: [UInt8], KeptAnswer)
}

/// An answered key, to be stored in the same transaction as the change of state that the answer tells of; where there was
/// no such change, as with most refusals, by itself.
public struct IdempotencyCompletion: Sendable, Hashable {
    /// Whose key it is. Where the claim ran out and another took it over, nothing is stored.
    public var claim: IdempotencyClaim
    /// SHA-256 over the decoded parts and parameters, 32 bytes.
    public var fingerprint: [UInt8]
    /// What is given again.
    public var answer: KeptAnswer
    /// Nil for as long as there is the database.
    public var keptUntil: Timestamp?
}

/// An answer of HTTP as it is given again.
public struct KeptAnswer: Sendable, Hashable {
    /// The status code, 100 to 599.
    public var status: Int
    /// The header fields that belong to the answer and not to the one exchange, such as Location.
    public var fields: [Field]
    /// What was sent behind them.
    public var body: Body

    /// A header field. Neither part holds a line break (RFC 9110 §5.5).
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Where the bytes are.
    public enum Body: Sendable, Hashable {
        case bytes([UInt8])
        /// In the kept answer of a scan.
        case scan(ScanID)
    }

    public init(status: Int, fields: [Field], body: Body) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
