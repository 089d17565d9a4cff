/// Why storage could not do its work, without anything of the statement or its values.
public enum StorageError: Error, Sendable, Hashable {
    /// The database cannot be reached, or went away meanwhile; nothing was changed, and the same call may succeed soon.
    case unreachable(StorageErrorDetail)
    /// The database went away while a change was being committed: nobody can say whether that was done.
    case outcomeUnknown(StorageErrorDetail)
    /// Everything was taken for too long: connections, locks, or a place in the queue. Nothing was changed.
    case busy(StorageErrorDetail)
    /// Other transactions were in the way (a serialization failure or a deadlock). Nothing was changed.
    case conflict(StorageErrorDetail)
    /// There is no room left to write.
    case full(StorageErrorDetail)
    /// A key that can be there once is there already.
    case duplicate(StorageErrorDetail)
    /// Another rule of the schema refused the change.
    case constraint(StorageErrorDetail)
    /// The database is damaged, of a newer version, may not be used by us, or holds a value that the schema should have
    /// refused.
    case unusable(StorageErrorDetail)
    /// An idempotency claim ran out and another request took it over.
    case claimLost

    /// The same where something else of the same request was changed before: nobody may be told that nothing was.
    var afterAChange: StorageError {
        switch self {
        case .unreachable(let detail), .busy(let detail), .conflict(let detail), .full(let detail):
            .outcomeUnknown(detail)
        case .outcomeUnknown, .duplicate, .constraint, .unusable, .claimLost: self
        }
    }

    /// What a rule of the schema said against a change; nil for every other failure.
    public var refusal: StorageErrorDetail? {
        switch self {
        case .duplicate(let detail), .constraint(let detail): detail
        default: nil
        }
    }
}

/// What an operator needs to know of a ``StorageError``; goes to the log, never to a client.
public struct StorageErrorDetail: Sendable, Hashable, CustomStringConvertible {
    /// The engine's own code: SQLite's extended result code, or PostgreSQL's SQLSTATE; empty where there is none.
    public var code: String
    /// Words for the log, without any value of a row.
    public var description: String

    /// - Parameters:
    ///   - code: the engine's own; empty where there is none.
    ///   - description: words for the log, without any value of a row.
    public init(code: String = "", _ description: String) {
        self.code = code
        self.description = description
    }
}
