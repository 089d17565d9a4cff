public import FootbridgeCore

/// A key as it may be shown: never the key itself.
public struct KeySummary: Sendable, Hashable {
    /// Whose it is.
    public var principal: Principal
    /// The last four characters.
    public var hint: String
    /// When it was made.
    public var createdAt: Timestamp
    /// Nil while the key is live.
    public var revokedAt: Timestamp?
    /// The first moment of the last day, in UTC, on which a daemon let it in; nil where none did. At most a minute behind.
    public var lastUsedOn: Timestamp?
}

/// How making a key ended.
public enum KeyCreation: Sendable, Hashable {
    /// The key is in no database and cannot be shown again.
    case created(Principal, APIKey)
    case unknownStore
    case unknownMerchant
    /// There is none of this number, or it is the built-in `web`, which never has a key.
    case unknownPrincipal
}

/// How revoking a key ended.
public enum KeyRevocation: Sendable, Hashable {
    case revoked(KeySummary)
    /// No live key ends so.
    case unknown
    /// Several live keys end so; none was revoked.
    case ambiguous([KeySummary])
}
