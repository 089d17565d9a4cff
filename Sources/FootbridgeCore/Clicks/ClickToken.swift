public import Crypto

/// Names a listing, and the scan that showed it, in a link that the daemon can check without having written anything:
/// 16 bytes of scan (zero for none), 16 of listing, 16 of HMAC-SHA256, in base64url.
public struct ClickToken: Sendable, Hashable {
    /// Nil for a listing shown without a scan, as by a typed-in ISBN.
    public let scan: ScanID?
    /// The listing that the link leads to.
    public let listing: ListingID

    private static let macBytes = 16

    public init(scan: ScanID?, listing: ListingID) {
        self.scan = scan
        self.listing = listing
    }

    /// The token's text, 64 characters.
    public func signed(with key: SymmetricKey) -> String {
        let message = self.message
        let mac = HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(Self.macBytes)
        return Base64URL.encode(message + mac)
    }

    /// - Returns: nil for anything that was not signed with `key`, in whatever way it is malformed.
    public init?(_ text: some StringProtocol, key: SymmetricKey) {
        guard text.utf8.count == 64, let bytes = Base64URL.decode(text), bytes.count == 48 else { return nil }
        let (message, mac) = (bytes.prefix(32), bytes.suffix(Self.macBytes))
        let expected = HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(Self.macBytes)
        // Every byte is compared, so that time tells nothing of where the first difference is.
        guard zip(mac, expected).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0,
            let scan = UUIDv7(bytes: message.prefix(16)), let listing = UUIDv7(bytes: message.suffix(16))
        else { return nil }
        self.scan = message.prefix(16).allSatisfy { $0 == 0 } ? nil : ScanID(scan)
        self.listing = ListingID(listing)
    }

    private var message: [UInt8] {
        (scan?.uuid.bytes ?? [UInt8](repeating: 0, count: 16)) + listing.uuid.bytes
    }
}

/// One click on a listing that was followed to the merchant.
public struct Click: Sendable, Hashable {
    /// Goes to the merchant with the shopper.
    public var id: ClickID
    /// The scan whose answer showed the listing; nil for a look-up.
    public var scan: ScanID?
    /// What was clicked.
    public var listing: ListingID
    /// When the redirect was given.
    public var occurredAt: Timestamp

    public init(id: ClickID, scan: ScanID?, listing: ListingID, occurredAt: Timestamp) {
        self.id = id
        self.scan = scan
        self.listing = listing
        self.occurredAt = occurredAt
    }
}

/// Keeps clicks; storage is behind it.
public protocol ClickLog: Sendable {
    /// Records a click with its event; on disk when this returns. A click on a listing that is gone records nothing.
    func append(_ click: Click) async throws(StorageError)
}
