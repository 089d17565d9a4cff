/// Whom a request comes from.
public struct Principal: Sendable, Hashable {
    /// Its key in storage.
    public var id: PrincipalID
    /// For people who look through a list of keys.
    public var name: String
    /// What it may do.
    public var role: Role
    /// The one store of a `staff` principal.
    public var store: PublicID?
    /// The merchant of a `merchant` principal, or the only one an `analyst` may see.
    public var merchant: PublicID?
    /// Of a `client` whose keys are publishable: the sites in whose pages they may stand, 1 to ``maximumOrigins``. Nil for
    /// all others, whose keys are secret.
    public var origins: [WebOrigin]?

    /// The sites of one principal.
    public static let maximumOrigins = 20

    /// Whether its keys may stand in a page, for everybody to see: they then upload, look up, and read the scans of the one
    /// page session that made them.
    public var isPublishable: Bool { origins != nil }

    public init(
        id: PrincipalID, name: String, role: Role, store: PublicID? = nil, merchant: PublicID? = nil,
        origins: [WebOrigin]? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.store = store
        self.merchant = merchant
        self.origins = origins
    }
}

/// A principal's key in storage.
public struct PrincipalID: Sendable, Hashable {
    public let rawValue: Int64

    /// From the stored number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The built-in client behind the shopper page; it has no key, only anonymous sessions.
    public static let web = PrincipalID(rawValue: 1)
}

/// What a principal may do. The words are those of the public contract.
public enum Role: String, Sendable, CaseIterable {
    /// Uploads scans.
    case client
    /// Checks and redeems vouchers at one store.
    case staff
    /// Pulls logs of one merchant, or of all.
    case analyst
    /// Pushes stock and listings of one merchant.
    case merchant
    /// Runs the daemon.
    case admin
}
