/// One request among the repeats of itself: scoped to principal and route.
public struct IdempotencyKey: Sendable, Hashable {
    /// Who sent it; another principal's same key is another request.
    public var principal: PrincipalID
    /// The route's name, such as `POST /v1/scans`.
    public var route: String
    /// What the client sent, 1 to 255 bytes.
    public var key: String

    public init(principal: PrincipalID, route: String, key: String) {
        self.principal = principal
        self.route = route
        self.key = key
    }
}

/// The right to be the one request of its key that does the work.
public struct IdempotencyClaim: Sendable, Hashable {
    /// What is claimed.
    public var key: IdempotencyKey
    /// Tells this claim from a later one of the same key, made after this one ran out.
    public var token: UUIDv7
    /// SHA-256 over the decoded parts and parameters; known once the upload is complete.
    public var fingerprint: [UInt8]

    public init(key: IdempotencyKey, token: UUIDv7, fingerprint: [UInt8] = []) {
        self.key = key
        self.token = token
        self.fingerprint = fingerprint
    }
}

/// What is found under a key.
public enum IdempotencyState: Sendable, Hashable {
    /// Nothing was; the key is now the caller's.
    case claimed(IdempotencyClaim)
    /// Another request of the same key is under way.
    case running
    /// It was answered: the fingerprint of what was sent then, and the scan that came of it.
    case answered(fingerprint: [UInt8], scan: ScanID)
}

/// Keeps idempotency keys; storage is behind it.
public protocol IdempotencyStore: Sendable {
    /// Claims a key until `expiry`, unless it is claimed or answered already.
    func claim(_ key: IdempotencyKey, at now: Timestamp, until expiry: Timestamp)
        async throws(StorageError) -> IdempotencyState

    /// Gives a claim back after a refusal that must not be replayed.
    func release(_ claim: IdempotencyClaim) async throws(StorageError)
}
