/// What reports count of the log, each in quarter-hours. The words are those of the roll-ups' column `measure`.
public enum ReportMeasure: String, Sendable, CaseIterable {
    /// Scans; the detail is their outcome. Of the whole gateway alone.
    case scan
    /// Scans that a cover resolved; the detail is `scan` where it was sure, `choice` where the shopper chose. Of the whole
    /// gateway alone.
    case cover
    /// Scans that were answered with a store; the detail is `in_stock` where one of the stores had the product.
    case shown
    /// Clicks on a listing.
    case click
    /// Vouchers that were issued.
    case voucher
    /// Vouchers that were redeemed, also those that were given back later.
    case redemption
    /// Redemptions that were taken back.
    case reversal
    /// Vouchers that were refused at a till.
    case refusal
    /// Visits that a door's QR code proved.
    case visit
    /// Purchases and refunds that a merchant reported.
    case purchase
    /// Visitors who came to a store, once a day, by visit or redemption; the detail is an ``Arrival``.
    case arrival
    /// Arrivals whose scan had shown the store: how far it was from there, in classes; the total is metres.
    case distance
    /// Arrivals that a scan came before: the time since then, in classes; the total is seconds.
    case lag

    /// Whether somebody came for the first time.
    public enum Arrival: String, Sendable, CaseIterable {
        /// Nothing in the log before shows them at this merchant on an earlier day.
        case new
        /// Something does.
        case again
        /// A redemption of a voucher that no visitor was named for.
        case unnamed
    }
}

/// What somebody did on a day, as bits of one number.
public struct ReportSteps: OptionSet, Sendable, Hashable {
    public var rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public static let scanned = ReportSteps(rawValue: 1)
    /// A symbol was read, or a cover was told.
    public static let read = ReportSteps(rawValue: 2)
    /// It was a product of the catalogue.
    public static let resolved = ReportSteps(rawValue: 4)
    /// They were shown a store.
    public static let shown = ReportSteps(rawValue: 8)
    public static let clicked = ReportSteps(rawValue: 16)
    /// They got a voucher.
    public static let voucher = ReportSteps(rawValue: 32)
    public static let redeemed = ReportSteps(rawValue: 64)
    /// A door's QR code proved them there.
    public static let visited = ReportSteps(rawValue: 128)

    /// They were in a store.
    public static let came: ReportSteps = [.redeemed, .visited]
}

/// A quarter of an hour, counted from 1970-01-01T00:00Z. Every zone's midnight since 2000 begins one.
public struct QuarterHour: Sendable, Hashable, Comparable {
    public var number: Int64

    static let microseconds: Int64 = 900_000_000

    public init(number: Int64) {
        self.number = number
    }

    /// The one that `instant` is in.
    public init(of instant: Timestamp) {
        number = instant.microseconds.flooredQuotient(Self.microseconds)
    }

    public var start: Timestamp { Timestamp(microseconds: number * Self.microseconds) }

    public static func < (left: QuarterHour, right: QuarterHour) -> Bool { left.number < right.number }
}
