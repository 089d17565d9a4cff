import Testing

@testable import FootbridgeCore

@Suite("Meta's events")
struct MetaEventTests {
    private static let now = SampleConversions.scannedAt + .seconds(2 * 86_400)

    private static func json(_ row: AdConversion, at now: Timestamp = now) -> String? {
        MetaEvent(row, at: now).map { String(decoding: JSONWriter.document(MetaEvents([$0])), as: UTF8.self) }
    }

    @Test("say of a purchase what it was worth, and of the shopper the click alone")
    func purchase() {
        let order = SampleConversions.told().orderID
        #expect(
            Self.json(SampleConversions.told()) == """
                {"data":[{"event_name":"Purchase","event_time":1789482600,"event_id":"\(order)","action_source":"website",\
                "user_data":{"fbc":"fb.1.1789479000000.IwAR2F4-dbP0"},\
                "custom_data":{"currency":"GBP","value":7.99,"order_id":"\(order)"}}]}
                """)
    }

    @Test("of what happened in a shop say so, and are a purchase only with an amount")
    func store() throws {
        let (visit, redemption) = (
            OutcomeID.visit(VisitID(UUIDv7(at: Self.now))), OutcomeID.redemption(RedemptionID(UUIDv7(at: Self.now)))
        )
        for (row, name) in [
            (SampleConversions.row(visit, pence: nil), "StoreVisit"),
            (SampleConversions.row(redemption, pence: nil), "VoucherRedemption"),
            (SampleConversions.row(redemption), "Purchase"),
        ] {
            let json = try #require(Self.json(SampleConversions.told(row)))
            #expect(json.contains(#""event_name":"\#(name)""#) && json.contains(#""action_source":"physical_store""#))
            #expect(json.contains(#""value":"#) == (name == "Purchase"))
        }
    }

    @Test("are none without both yeses, a click of theirs, or for what is not new")
    func left() {
        for consent in [
            AdConsent(), AdConsent(adUserData: .granted), AdConsent(adPersonalization: .granted),
            AdConsent(adUserData: .granted, adPersonalization: .denied),
            AdConsent(adUserData: .denied, adPersonalization: .granted),
        ] {
            #expect(Self.json(SampleConversions.told(consent: consent)) == nil)
        }
        #expect(Self.json(SampleConversions.told(clicks: [.gclid: "g"])) == nil)
        #expect(Self.json(SampleConversions.told(clicks: [.fbclid: "a b"])) == nil)
        for meaning in [.repeated, .retracted, .restated(to: nil)] as [AdConversion.Meaning] {
            #expect(Self.json(SampleConversions.told(SampleConversions.row(), meaning)) == nil)
        }
    }

    @Test("are none once they are older than Meta takes them")
    func old() {
        let visit = SampleConversions.row(.visit(VisitID(UUIDv7(at: Self.now))))
        for (row, days) in [(SampleConversions.row(), 7), (visit, 62)] {
            let end = row.occurredAt + .seconds(days * 86_400)
            #expect(Self.json(SampleConversions.told(row), at: end) != nil)
            #expect(Self.json(SampleConversions.told(row), at: end + .seconds(1)) == nil)
        }
    }
}
