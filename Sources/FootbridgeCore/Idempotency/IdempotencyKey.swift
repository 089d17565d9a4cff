/// One request among the repeats of itself: nobody else's, and no other route's, request of the same key is meant.
public struct IdempotencyKey: Sendable, Hashable {
    /// Who sent it. Another session of the shopper page is another owner.
    public var owner: Owner
    /// What was asked for.
    public var route: IdempotentRoute
    /// What the client sent, 1 to 255 bytes.
    public var text: String

    public init(owner: Owner, route: IdempotentRoute, text: String) {
        self.owner = owner
        self.route = route
        self.text = text
    }
}

/// A route that does its work once for one Idempotency-Key, and what it keeps of it.
public struct IdempotentRoute: Sendable, Hashable {
    /// Method and path, such as `POST /v1/scans`; 1 to 100 bytes, stored.
    public let name: String
    /// How long an answer is given again; nil for as long as there is the database, where a ledger rests on it.
    public let retention: Duration?
    /// Statuses of refusals that are final, so that a repeat is refused in the same words: some of 404 and 409. What a
    /// client can still put right, or the daemon (401, 403, 429, 5xx), never is.
    public let finalRefusals: Set<Int>

    public init(name: String, retention: Duration?, finalRefusals: Set<Int> = []) {
        precondition(finalRefusals.isSubset(of: [404, 409]), "another refusal than 404 and 409 is never final")
        self.name = name
        self.retention = retention
        self.finalRefusals = finalRefusals
    }

    /// An upload. Its refusals are about the photo as it was sent, and the key is free again after one.
    public static let scans = IdempotentRoute(name: "POST /v1/scans", retention: .seconds(24 * 60 * 60))

    /// A pick among a scan's candidates. That another one was picked is final.
    public static let choices = IdempotentRoute(
        name: "POST /v1/scans/{id}/choice", retention: .seconds(24 * 60 * 60), finalRefusals: [409])

    /// A voucher. That there is none for this visitor may change: the key is free again after a refusal.
    public static let vouchers = IdempotentRoute(name: "POST /v1/vouchers", retention: .seconds(24 * 60 * 60))

    /// A redemption, whose answer is kept for as long as the ledger.
    public static let redemptions = IdempotentRoute(
        name: "POST /v1/redemptions", retention: nil, finalRefusals: [404, 409])
}
