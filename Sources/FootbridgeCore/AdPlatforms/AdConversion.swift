/// A row of an attribution run with what an ad platform needs to know it by.
///
/// A platform knows a conversion by one id for good and takes later changes of its value, while a run says everything
/// anew: a refund takes rows back and gives their credit again with another value. So what a platform is told of is the
/// share of one touch in one outcome, whatever rows say of it.
public struct AdConversion: Sendable, Hashable {
    public var conversion: Conversion
    public var meaning: Meaning
    /// When the scan came that brought the click ids; their clicks were before.
    public var scannedAt: Timestamp
    /// What stands beside that scan.
    public var details: PersonalDetails

    /// What a row says to somebody who was told of all rows before it.
    public enum Meaning: Sendable, Hashable {
        /// The first that gives this touch a share of this outcome.
        case first
        /// Takes a share back for which another is given by now, of this value.
        case restated(to: Money?)
        /// Takes a share back for good.
        case retracted
        /// Gives a share that is told of with the row that took the last one back.
        case repeated
        /// Says of a touch on the path that it gets no credit, or takes that back.
        case uncredited
    }

    public init(conversion: Conversion, meaning: Meaning, scannedAt: Timestamp, details: PersonalDetails) {
        self.conversion = conversion
        self.meaning = meaning
        self.scannedAt = scannedAt
        self.details = details
    }

    /// What one row means among all of its run that are about its outcome.
    ///
    /// - Parameter history: those rows in their order, this one among them.
    public static func meaning(of row: Conversion, in history: [Conversion]) -> Meaning {
        guard row.credit != 0 else { return .uncredited }
        let mine = history.filter { $0.touch?.event == row.touch?.event && $0.credit != 0 }
        guard row.reverses != nil else {
            return mine.first { $0.reverses == nil }?.id == row.id ? .first : .repeated
        }
        let reversed = Set(mine.compactMap(\.reverses))
        let standing = mine.last { $0.reverses == nil && !reversed.contains($0.id) }
        return standing.map { .restated(to: $0.share) } ?? .retracted
    }

    /// The id of the share, at most 57 characters: the outcome's, and after a point the touch's.
    public var orderID: String {
        guard let touch = conversion.touch else { return conversion.outcome.description }
        return "\(conversion.outcome).\(touch.event.uuid.base32)"
    }

    /// Whether the shopper was asked both questions, and lets data be sent.
    ///
    /// - Parameter personalized: whether it has to be allowed for personal ads, too.
    func isConsented(personalized: Bool) -> Bool {
        guard let personalization = details.consent.adPersonalization else { return false }
        return details.consent.adUserData == .granted && (!personalized || personalization == .granted)
    }

    /// A click id that has the form of one, which no other text is sent on as.
    func click(_ kind: AdClickKind) -> String? {
        details.adClicks[kind].flatMap { text in
            let isPlain = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "~"):
                    true
                default: false
                }
            }
            return isPlain ? text : nil
        }
    }
}

extension Conversion {
    /// The touch's share of ``value``, to the nearest minor unit.
    public var share: Money? {
        value.map { value in
            let product = Int128(value.minorUnits) * Int128(credit)
            let whole = Int128(Self.wholeCredit)
            let rounded = (product + (product < 0 ? -whole : whole) / 2) / whole
            return Money(minorUnits: Int64(rounded), currency: value.currency)
        }
    }
}

/// What conversion actions are called at an ad platform; they have to be set up there under these names.
public struct ConversionNames: Sendable, Hashable {
    public var redemption: String
    public var visit: String
    public var purchase: String

    public init(
        redemption: String = "Voucher redemption", visit: String = "Store visit", purchase: String = "Online purchase"
    ) {
        self.redemption = redemption
        self.visit = visit
        self.purchase = purchase
    }

    func name(of kind: OutcomeKind) -> String {
        switch kind {
        case .redemption: redemption
        case .visit: visit
        case .purchase: purchase
        }
    }
}
