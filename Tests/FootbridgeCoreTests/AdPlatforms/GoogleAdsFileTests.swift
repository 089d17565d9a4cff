import Testing

@testable import FootbridgeCore

@Suite("The files for Google Ads")
struct GoogleAdsFileTests {
    private static let (conversions, adjustments) = (GoogleAdsFile(.conversions), GoogleAdsFile(.adjustments))

    /// A line's fields by the names of their columns.
    private static func fields(_ file: GoogleAdsFile, _ row: AdConversion) throws -> [String: String] {
        let columns = file.head.split(separator: "\n")[1].split(separator: ",").map(String.init)
        let line = try #require(file.line(of: row))
        let values = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try #require(values.count == columns.count)
        return Dictionary(uniqueKeysWithValues: zip(columns, values))
    }

    @Test("begin with the zone, and with the columns as Google names them")
    func head() {
        let lines = Self.conversions.head.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines[0] == "Parameters:TimeZone=+0000")
        #expect(
            lines[1].hasPrefix("Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency,"))
        #expect(
            Set(lines[1].split(separator: ",").dropFirst(5))
                == ["Order ID", "GBRAID", "WBRAID", "Ad User Data", "Ad Personalization"])
        #expect(
            Self.adjustments.head == """
                Parameters:TimeZone=+0000
                Order ID,Conversion Name,Adjustment Time,Adjustment Type,Adjusted Value,Adjusted Value Currency
                """)
    }

    @Test("say of a conversion each field as Google reads it")
    func conversion() throws {
        let row = SampleConversions.told(consent: AdConsent(adUserData: .granted, adPersonalization: .denied))
        #expect(
            try Self.fields(Self.conversions, row) == [
                "Google Click ID": "CjABCDEF", "Conversion Name": "Online purchase",
                "Conversion Time": "2026-09-15 14:30:00", "Conversion Value": "7.99", "Conversion Currency": "GBP",
                "Order ID": "\(SampleConversions.outcome).\(SampleConversions.touch.uuid.base32)", "GBRAID": "",
                "WBRAID": "", "Ad User Data": "Granted", "Ad Personalization": "Denied",
            ])
        #expect(row.orderID.utf8.count <= 64)
        let visit = SampleConversions.row(.visit(VisitID(UUIDv7(at: SampleConversions.scannedAt))), pence: nil)
        let fields = try Self.fields(Self.conversions, SampleConversions.told(visit))
        #expect(fields["Conversion Name"] == "Store visit" && fields["Conversion Value"] == "")
        #expect(fields["Conversion Currency"] == "")
        let half = try Self.fields(Self.conversions, SampleConversions.told(SampleConversions.row(credit: 500_000)))
        #expect(half["Conversion Value"] == "4.00")
    }

    @Test("name one click, the most exact that came")
    func oneClick() throws {
        func clicks(_ ids: [AdClickKind: String]) throws -> [String?] {
            let fields = try Self.fields(Self.conversions, SampleConversions.told(clicks: ids))
            return ["Google Click ID", "GBRAID", "WBRAID"].map { fields[$0] }
        }
        #expect(try clicks([.gclid: "a", .gbraid: "b", .wbraid: "c"]) == ["a", "", ""])
        #expect(try clicks([.gbraid: "b", .wbraid: "c"]) == ["", "b", ""])
        #expect(try clicks([.wbraid: "c", .fbclid: "f"]) == ["", "", "c"])
    }

    @Test("say of a change whether the value is another, or gone")
    func adjustment() throws {
        let row = SampleConversions.reversal(of: SampleConversions.row())
        let order = SampleConversions.told().orderID
        #expect(
            try Self.fields(Self.adjustments, SampleConversions.told(row, .retracted)) == [
                "Order ID": order, "Conversion Name": "Online purchase", "Adjustment Time": "2026-09-16 14:30:00",
                "Adjustment Type": "RETRACT", "Adjusted Value": "", "Adjusted Value Currency": "",
            ])
        let restated = try Self.fields(
            Self.adjustments, SampleConversions.told(row, .restated(to: SampleConversions.row(pence: 350).value)))
        #expect(restated["Adjustment Type"] == "RESTATE" && restated["Adjusted Value"] == "3.50")
        #expect(restated["Adjusted Value Currency"] == "GBP" && restated["Order ID"] == order)
    }

    @Test("have each row in one of them at most")
    func kinds() {
        for (meaning, isNew, isChange) in [
            (.first, true, false), (.repeated, false, false), (.retracted, false, true),
            (.restated(to: SampleConversions.row().value), false, true), (.restated(to: nil), false, false),
        ] as [(AdConversion.Meaning, Bool, Bool)] {
            let row = SampleConversions.told(SampleConversions.row(), meaning)
            #expect((Self.conversions.line(of: row) != nil) == isNew, "\(meaning)")
            #expect((Self.adjustments.line(of: row) != nil) == isChange, "\(meaning)")
        }
    }

    @Test(
        "have nothing of a shopper who was not asked, or said no",
        arguments: [
            (nil, nil), (.granted, nil), (nil, .granted), (.denied, .granted), (.denied, .denied),
        ] as [(AdConsent.Answer?, AdConsent.Answer?)])
    func consent(_ data: AdConsent.Answer?, _ personalization: AdConsent.Answer?) {
        let consent = AdConsent(adUserData: data, adPersonalization: personalization)
        #expect(Self.conversions.line(of: SampleConversions.told(consent: consent)) == nil)
        #expect(
            Self.adjustments.line(of: SampleConversions.told(SampleConversions.row(), .retracted, consent: consent))
                == nil)
    }

    @Test("have nothing without a click of theirs, and none that comes later than Google takes it")
    func left() {
        for clicks in [[:], [.fbclid: "f", .msclkid: "m"], [.gclid: "=1+1"], [.gclid: "a,b"], [.gclid: "a\nb"]]
            as [[AdClickKind: String]]
        {
            #expect(Self.conversions.line(of: SampleConversions.told(clicks: clicks)) == nil, "\(clicks)")
        }
        let days = 90 * 86_400
        func line(_ seconds: Int) -> String? {
            Self.conversions.line(of: SampleConversions.told(SampleConversions.row(after: .seconds(seconds))))
        }
        #expect(line(days) != nil && line(days + 1) == nil)
    }

    @Test("quote a name that has a comma")
    func quoting() throws {
        let file = GoogleAdsFile(.conversions, names: ConversionNames(purchase: #"Books, "online""#))
        let line = try #require(file.line(of: SampleConversions.told()))
        #expect(line.hasPrefix(#"CjABCDEF,"Books, ""online""",2026-09-15"#))
    }
}
