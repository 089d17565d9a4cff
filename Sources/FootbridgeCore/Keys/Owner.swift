/// Whose a scan is: nobody else is told that it exists.
public enum Owner: Sendable, Hashable {
    /// Whoever has a key of this principal, which is never ``PrincipalID/web``.
    case principal(PrincipalID)
    /// One session of the shopper page, named by its hash. It is a visitor, too.
    case session(VisitorHash)

    /// The principal that acts.
    public var principal: PrincipalID {
        switch self {
        case .principal(let id): id
        case .session: .web
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
