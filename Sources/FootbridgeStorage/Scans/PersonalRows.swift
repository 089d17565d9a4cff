import FootbridgeCore

/// What stands beside scans, as it is read back.
enum PersonalRows {
    private static let details = Columns(
        Columns("p.latitude_hundredths", Int64?.self), Columns("p.longitude_hundredths", Int64?.self),
        Columns("p.gclid", String?.self), Columns("p.gbraid", String?.self), Columns("p.wbraid", String?.self),
        Columns("p.fbclid", String?.self), Columns("p.msclkid", String?.self), Columns("p.ad_user_data", Bool?.self),
        Columns("p.ad_personalization", Bool?.self)
    ) { latitude, longitude, gclid, gbraid, wbraid, fbclid, msclkid, adUserData, adPersonalization in
        let place = latitude.flatMap { latitude in
            longitude.map { PersonalDetails.Place(latitude: latitude, longitude: $0) }
        }
        let clicks: [AdClickKind: String?] = [
            .gclid: gclid, .gbraid: gbraid, .wbraid: wbraid, .fbclid: fbclid, .msclkid: msclkid,
        ]
        return PersonalDetails(
            place: place, adClicks: clicks.compactMapValues { $0 },
            consent: AdConsent(adUserData: answer(adUserData), adPersonalization: answer(adPersonalization)))
    }

    /// All of one visitor.
    static let ofVisitor = Columns(Columns("p.event_id", EventID.self), details) { (event: $0, details: $1) }
        .from("event_personal p WHERE p.visitor_no = $1")

    /// Beside one scan, whose event has its id, with when it came.
    static let ofScan = Columns(Columns("s.received_at", Timestamp.self), details) { (receivedAt: $0, details: $1) }
        .from("event_personal p JOIN scans s ON s.scan_id = p.event_id WHERE p.event_id = $1")

    private static func answer(_ flag: Bool?) -> AdConsent.Answer? { flag.map { $0 ? .granted : .denied } }
}
