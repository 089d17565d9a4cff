import FootbridgeCore

/// What of an event could say who someone is: kept apart, so that it can be deleted and the log stays whole.
struct PersonalPart {
    /// Where the shopper was, to two decimals of a degree.
    var hundredths: (latitude: Int64, longitude: Int64)?
    var adClicks: [AdClickKind: String]
    /// Of no use without them, and then not kept.
    var consent: AdConsent

    /// - Returns: nil where the scan came with neither a position nor an ad platform's click id.
    init?(scan record: ScanRecord) {
        let parameters = record.scan.parameters
        guard parameters.vicinity != nil || !parameters.adClicks.isEmpty else { return nil }
        hundredths = parameters.vicinity?.position.hundredths
        adClicks = parameters.adClicks
        consent = adClicks.isEmpty ? AdConsent() : parameters.consent
    }

    private static let insert: SQL = """
        INSERT INTO event_personal (event_id, recorded_at, visitor_no, latitude_hundredths, longitude_hundredths, gclid,
          gbraid, wbraid, fbclid, msclkid, ad_user_data, ad_personalization)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """

    func insertion(of event: Event) -> BoundSQL {
        BoundSQL(
            Self.insert,
            [
                .id(event.id), .time(event.recordedAt), .integer(event.visitor), .integer(hundredths?.latitude),
                .integer(hundredths?.longitude), .text(adClicks[.gclid]), .text(adClicks[.gbraid]),
                .text(adClicks[.wbraid]), .text(adClicks[.fbclid]), .text(adClicks[.msclkid]),
                Self.flag(consent.adUserData), Self.flag(consent.adPersonalization),
            ])
    }

    private static func flag(_ answer: AdConsent.Answer?) -> SQLValue {
        answer.map { .flag($0 == .granted) } ?? .null
    }
}
