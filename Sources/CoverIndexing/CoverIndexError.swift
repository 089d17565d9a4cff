/// Why an index on disk could not be used or changed.
public enum CoverIndexError: Error, Sendable, Equatable {
    /// The folder, or a file in it, could not be opened, read or written.
    case unavailable(file: String, reason: String)
    /// There is no index in the folder.
    case missing
    /// A file is not what it says, or not what was written.
    case damaged(file: String, reason: String)
    /// Another process changes the index.
    case locked
    /// The disk is full.
    case noRoom
    /// There would be more covers than an index may have.
    case tooManyCovers
}
