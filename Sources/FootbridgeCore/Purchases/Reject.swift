/// A row that came in and was not taken, kept with its reason.
public struct Reject: Sendable, Hashable {
    public var id: RejectID
    /// Who sent it.
    public var merchant: PublicID
    /// A stable word: ``PurchaseRefusal/code``.
    public var reason: String
    /// The same in a sentence.
    public var detail: String
    /// ``PurchaseRow/content``.
    public var content: String
    /// Of the request that brought it first.
    public var trace: TraceID
    /// When it came first.
    public var recordedAt: Timestamp

    public init(
        id: RejectID, merchant: PublicID, reason: String, detail: String, content: String, trace: TraceID,
        recordedAt: Timestamp
    ) {
        self.id = id
        self.merchant = merchant
        self.reason = reason
        self.detail = detail
        self.content = content
        self.trace = trace
        self.recordedAt = recordedAt
    }
}

/// Rejects after a position, in the order of their commits.
public struct RejectPage: Sendable, Hashable {
    /// Most rows of one page.
    public static let longest = 1000

    public var rejects: [Reject]
    /// Where to read on.
    public var next: LogPosition
    /// Whether there is more to read at once.
    public var more: Bool

    public init(rejects: [Reject], next: LogPosition, more: Bool) {
        self.rejects = rejects
        self.next = next
        self.more = more
    }
}
