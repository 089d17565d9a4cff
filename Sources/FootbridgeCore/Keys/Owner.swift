/// Whose a scan is: nobody else is told that it exists.
public enum Owner: Sendable, Hashable {
    /// Whoever has a key of this principal, which is never ``PrincipalID/web`` and never a publishable one: a key that
    /// everybody sees is nobody's.
    case principal(PrincipalID)
    /// One session of the shopper page, or of a page that has a publishable key of that principal, named by its hash. It is
    /// a visitor, too.
    case session(VisitorHash, of: PrincipalID = .web)

    /// The principal that acts.
    public var principal: PrincipalID {
        switch self {
        case .principal(let id): id
        case .session(_, let id): id
        }
    }
}

/// The name of a shopper in the database: a hash with a key of the installation's secret over what a client calls them, or
/// over their session. Nobody who has only the database can tell whose it is.
public struct VisitorHash: Sendable, Hashable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// - Returns: nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    init(_ code: some Sequence<UInt8>) {
        bytes = Array(code)
    }
}
