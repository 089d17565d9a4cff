/// What a promotion gives to whoever shows a voucher of it.
public enum VoucherValue: Sendable, Hashable {
    /// Off the price, 1 to 100.
    case percent(Int)
    /// Off the price, more than nothing.
    case amount(Money)
    /// Given along, 1 to 200 characters.
    case gift(String)
}

/// What a promotion's vouchers are bound by; the defaults are those of a merchant that never said otherwise.
public struct VoucherTerms: Sendable, Hashable {
    public var value: VoucherValue
    /// When they are taken, in the store's time zone.
    public var times = VoucherTimes()
    /// How many may be open or redeemed at once, 1 or more; nil for any number.
    public var totalCap: Int?
    /// The same of one visitor; nil for any number, and then nobody has to be known.
    public var visitorCap: Int? = 1
    /// From issue on, a minute to ``longestLifetime``, and never past the promotion's end.
    public var lifetime = Duration.seconds(30 * 86_400)
    /// How long a redemption can be taken back, up to a day.
    public var reversalWindow = Duration.seconds(15 * 60)

    /// A year and a month.
    public static let longestLifetime = Duration.seconds(400 * 86_400)

    public init(value: VoucherValue) {
        self.value = value
    }
}

/// The days of the week and the hours of the day at which vouchers are taken.
public struct VoucherTimes: Sendable, Hashable {
    /// Bit 0 is Monday; 1 to 127.
    public var weekdays = 127
    /// Minutes after midnight, 0 to 1439.
    public var from = 0
    /// Minutes after midnight, more than `from`, at most 1440; the first minute at which they are not taken.
    public var until = 1440

    public init() {}

    /// Whether an instant is among them, on a store's clock.
    public func contains(_ instant: Timestamp, in zone: StoreTimeZone) -> Bool {
        let day = zone.day(at: instant)
        guard weekdays & (1 << (day.weekday - 1)) != 0 else { return false }
        return zone.instant(of: day, minutes: from) <= instant && instant < zone.instant(of: day, minutes: until)
    }
}
