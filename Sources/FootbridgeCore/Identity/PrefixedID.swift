/// An identifier that is 16 bytes inside and `prefix_` with 26 characters at the edge, sortable by time.
public protocol PrefixedID: Sendable, Hashable, CustomStringConvertible {
    /// The letters in front of the underscore, as the public contract fixes them.
    static var prefix: String { get }
    var uuid: UUIDv7 { get }
    init(_ uuid: UUIDv7)
}

extension PrefixedID {
    /// Parses the edge form; nil for another prefix or anything malformed.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix), let uuid = UUIDv7(base32: text.dropFirst(Self.prefix.count + 1)),
            text.dropFirst(Self.prefix.count).hasPrefix("_")
        else { return nil }
        self.init(uuid)
    }

    public var description: String { "\(Self.prefix)_\(uuid.base32)" }
}

/// One upload that was answered.
public struct ScanID: PrefixedID {
    public static let prefix = "scn"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// One click on a listing.
public struct ClickID: PrefixedID {
    public static let prefix = "clk"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// One row of the event log.
public struct EventID: PrefixedID {
    public static let prefix = "evt"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// A merchant's online offer of one product.
public struct ListingID: PrefixedID {
    public static let prefix = "lst"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// Terms that a merchant promises in some of its stores.
public struct PromotionID: PrefixedID {
    public static let prefix = "prm"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// A promotion issued to one visitor.
public struct VoucherID: PrefixedID {
    public static let prefix = "vou"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// The use of a voucher at a store.
public struct RedemptionID: PrefixedID {
    public static let prefix = "red"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// A visitor proven at a store.
public struct VisitID: PrefixedID {
    public static let prefix = "vis"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// A row that was not taken.
public struct RejectID: PrefixedID {
    public static let prefix = "rej"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// An order that a merchant reported, or a refund.
public struct PurchaseID: PrefixedID {
    public static let prefix = "pur"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}

/// One row of an attribution run.
public struct ConversionID: PrefixedID {
    public static let prefix = "cnv"
    public let uuid: UUIDv7
    public init(_ uuid: UUIDv7) { self.uuid = uuid }
}
