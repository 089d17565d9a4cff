/// Why storage could not do its work, without anything of the statement or its values.
public enum StorageError: Error, Sendable, Hashable {
    /// The database cannot be reached or is too busy; the same call may succeed soon.
    case unavailable(StorageErrorDetail)
    /// There is no room left to write.
    case full(StorageErrorDetail)
    /// A rule of the schema refused the change.
    case constraint(StorageErrorDetail)
    /// The database is damaged, of a newer version, or holds a value that the schema should have refused.
    case unusable(StorageErrorDetail)
    /// An idempotency claim ran out and another request took it over.
    case claimLost
}

/// What an operator needs to know of a ``StorageError``; goes to the log, never to a client.
public struct StorageErrorDetail: Sendable, Hashable, CustomStringConvertible {
    /// The engine's own code, such as SQLite's extended result code.
    public var code: Int
    public var description: String

    /// - Parameters:
    ///   - code: the engine's own; 0 where there is none.
    ///   - description: words for the log, without any value of a row.
    public init(code: Int = 0, _ description: String) {
        self.code = code
        self.description = description
    }
}
