public import ProductIdentifiers

/// One place where a campaign of a merchant's hangs: a poster in a window, a shelf, a page of a magazine.
///
/// Each has a QR code of its own, so that what comes of one can be told from what comes of the others.
public struct CampaignPlacement: Sendable, Hashable {
    public var merchant: PublicID
    public var name: CampaignName
    public var placement: CampaignName
    /// Of its short link.
    public var code: CampaignCode
    /// What it advertises; nil for the shops themselves.
    public var gtin: GTIN?
    /// The store it hangs at, or is about.
    public var store: PublicID?
    /// What the placement costs in all.
    public var cost: Money?
    /// When it begins to count.
    public var startsAt: Timestamp
    /// When it no longer counts; nil while there is no end.
    public var endsAt: Timestamp?

    public init(
        merchant: PublicID, name: CampaignName, placement: CampaignName, code: CampaignCode, gtin: GTIN? = nil,
        store: PublicID? = nil, cost: Money? = nil, startsAt: Timestamp, endsAt: Timestamp? = nil
    ) {
        self.merchant = merchant
        self.name = name
        self.placement = placement
        self.code = code
        self.gtin = gtin
        self.store = store
        self.cost = cost
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// How scans name it: `lantern-lane/autumn/window`, at most 186 bytes. No two placements have one.
    public var label: String { "\(merchant)/\(name)/\(placement)" }

    /// The part of its cost that falls into a stretch of time: the cost is spread evenly from its beginning to its end, or
    /// while there is no end to `now`.
    ///
    /// - Returns: to the nearest minor unit; nil where it has no cost, or does not hang in that time.
    public func cost(in range: Range<Timestamp>, now: Timestamp) -> Money? {
        let whole = startsAt..<max(endsAt ?? now, startsAt + .microseconds(1))
        guard let cost, whole.overlaps(range) else { return nil }
        func length(_ range: Range<Timestamp>) -> Int128 {
            Int128(range.upperBound.microseconds) - Int128(range.lowerBound.microseconds)
        }
        let (part, all) = (length(whole.clamped(to: range)), length(whole))
        let units = (Int128(cost.minorUnits) * part + all / 2) / all
        return Money(minorUnits: Int64(units), currency: cost.currency)
    }
}

/// What a merchant calls a campaign or a placement: 1 to 60 of `A–Z a–z 0–9 . _ -`.
public struct CampaignName: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Returns: nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 60, let name = PublicID(text) else { return nil }
        description = name.description
    }
}

/// What a short link ends with: 8 random digits of base 32.
public struct CampaignCode: Sendable, Hashable, CustomStringConvertible {
    public static let length = 8

    public let description: String

    /// A new one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<Self.length).map { _ in Base32.digits[Int.random(in: 0..<32, using: &generator)] }
        description = String(decoding: digits, as: UTF8.self)
    }

    /// - Returns: nil for anything that is none, in capitals, too.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.prefix(Self.length + 1).count == Self.length,
            text.utf8.allSatisfy({ Base32.value(of: $0) != nil })
        else { return nil }
        description = String(text)
    }
}
