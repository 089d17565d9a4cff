/// A phone or till that a store's staff sign in on.
public struct StaffDevice: Sendable, Hashable {
    public var id: StaffDeviceID
    /// For people, 1 to 60 characters.
    public var name: String
    public var store: PublicID
    public var storeName: String
    /// A name of the IANA database.
    public var timeZone: String
    public var merchant: Merchant
    public var offline: OfflineTerms
    /// Who may sign in on it, by name.
    public var people: [StaffPerson]

    public init(
        id: StaffDeviceID, name: String, store: PublicID, storeName: String, timeZone: String, merchant: Merchant,
        offline: OfflineTerms, people: [StaffPerson]
    ) {
        self.id = id
        self.name = name
        self.store = store
        self.storeName = storeName
        self.timeZone = timeZone
        self.merchant = merchant
        self.offline = offline
        self.people = people
    }
}

/// A device's key in storage.
public struct StaffDeviceID: Sendable, Hashable {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// Somebody who works at a store. A principal of role ``Role/staff`` stands behind each.
public struct StaffPerson: Sendable, Hashable {
    public var id: PrincipalID
    public var name: String
    /// Whether they may take back what others redeemed, and enrol devices.
    public var isLead: Bool

    public init(id: PrincipalID, name: String, isLead: Bool) {
        self.id = id
        self.name = name
        self.isLead = isLead
    }
}

/// What a device shows for itself: `fbd_` and 256 random bits in base 32, in a cookie that no script can read. Storage has
/// only its hash.
public struct DeviceKey: Sendable, Hashable {
    public let secret: String

    /// A new random one.
    public init() {
        secret = RandomSecret.new("fbd_")
    }

    /// What a browser presented; nil where it does not have the form.
    public init?(_ text: some StringProtocol) {
        guard RandomSecret.isOne(text, "fbd_") else { return nil }
        secret = String(text)
    }

    /// SHA-256 of the secret, 32 bytes.
    public var hash: [UInt8] { RandomSecret.hash(secret) }
}

/// What makes a browser a device of a store, once: in the form of a ``VoucherCode``, so that it can be read out and typed.
public struct StaffEnrolment: Sendable, Hashable {
    public var code: VoucherCode
    public var store: PublicID
    /// What the device will be called where it does not say.
    public var name: String?
    public var expiresAt: Timestamp

    /// How long somebody has to walk over to the device.
    public static let lifetime = Duration.seconds(60 * 60)

    public init(code: VoucherCode, store: PublicID, name: String?, expiresAt: Timestamp) {
        self.code = code
        self.store = store
        self.name = name
        self.expiresAt = expiresAt
    }

    /// SHA-256 of a code, by which storage knows it.
    public static func hash(of code: VoucherCode) -> [UInt8] {
        RandomSecret.hash(code.description)
    }
}
