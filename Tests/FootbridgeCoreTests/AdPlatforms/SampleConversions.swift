import Testing

@testable import FootbridgeCore

/// Rows of a run as tests write them.
enum SampleConversions {
    /// 2026-09-15 13:30:00 UTC.
    static let scannedAt = Timestamp(microseconds: 1_789_479_000_000_000)
    static let outcome = PurchaseID(UUIDv7(at: scannedAt))
    static let touch = EventID(UUIDv7(at: scannedAt))
    static let granted = AdConsent(adUserData: .granted, adPersonalization: .granted)

    static func row(
        _ outcome: OutcomeID = .purchase(outcome), touch: EventID = touch, pence: Int64? = 799,
        credit: Int = Conversion.wholeCredit, after lag: Duration = .seconds(3600), reverses: ConversionID? = nil
    ) -> Conversion {
        let happenedAt = scannedAt + lag
        var row = Conversion(
            id: ConversionID(UUIDv7(at: happenedAt)), run: 1, outcome: outcome, occurredAt: happenedAt,
            recordedAt: happenedAt + .seconds(86_400), merchant: 1, model: .lastTouch, window: .seconds(604_800),
            settingsVersion: 0, credit: credit, confidence: 60)
        row.touch = CreditedTouch(kind: .scan, event: touch, occurredAt: scannedAt)
        row.value = pence.flatMap { pence in Currency("GBP").map { Money(minorUnits: pence, currency: $0) } }
        row.reverses = reverses
        return row
    }

    static func reversal(of row: Conversion) -> Conversion {
        var reversal = row
        reversal.id = ConversionID(UUIDv7(at: row.recordedAt))
        reversal.credit = -row.credit
        reversal.reverses = row.id
        return reversal
    }

    static func told(
        _ row: Conversion = row(), _ meaning: AdConversion.Meaning = .first,
        clicks: [AdClickKind: String] = [.gclid: "CjABCDEF", .fbclid: "IwAR2F4-dbP0"], consent: AdConsent = granted
    ) -> AdConversion {
        AdConversion(
            conversion: row, meaning: meaning, scannedAt: scannedAt,
            details: PersonalDetails(place: nil, adClicks: clicks, consent: consent))
    }
}
