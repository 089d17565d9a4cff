import ProductIdentifiers
import Testing

@testable import FootbridgeCore

@Suite("Links of campaigns")
struct CampaignLinkTests {
    static func placement(_ gtin: GTIN?) throws -> CampaignPlacement {
        CampaignPlacement(
            merchant: try #require(PublicID("lantern-lane")), name: try #require(CampaignName("autumn")),
            placement: try #require(CampaignName("window")), code: try #require(CampaignCode("7k2m9qrt")), gtin: gtin,
            startsAt: Timestamp(microseconds: 0))
    }

    @Test("A product's is a Digital Link that readers find the product in, and we the campaign")
    func product() throws {
        let gtin = try #require(GTIN("9780306406157"))
        let link = try #require(CampaignLink(to: Self.placement(gtin), at: "https://books.example")).description
        #expect(
            link
                == "https://books.example/c/7k2m9qrt/01/09780306406157?campaign=lantern-lane/autumn&placement=window")
        #expect(ProductIdentifier.identify(payload: link, symbology: .qr) == .gtin(gtin, source: .digitalLink))
        #expect(ScannedCampaign(payload: link) == .named(try Self.placement(gtin).label))
    }

    @Test("Any other is a short link")
    func short() throws {
        let link = try #require(CampaignLink(to: Self.placement(nil), at: "https://books.example:8443")).description
        #expect(link == "https://books.example:8443/c/7k2m9qrt")
        #expect(ScannedCampaign(payload: link) == .short(try Self.placement(nil).code))
        #expect(ScannedCampaign(payload: "HTTPS://BOOKS.EXAMPLE/c/7k2m9qrt") != nil)
    }

    @Test(
        "What a Digital Link says is bounded and printable",
        arguments: [
            ("https://id.gs1.org/01/09780306406157?campaign=%E6%8E%A2%E3%81%9D%E3%81%86", "探そう"),
            ("https://id.gs1.org/01/09780306406157?placement=window", nil),
            ("https://id.gs1.org/01/09780306406157?campaign=&placement=window", nil),
            ("https://id.gs1.org/01/09780306406157?campaign=a%00b", nil),
            ("https://id.gs1.org/01/09780306406157?campaign=a%0Ab", nil),
            ("https://id.gs1.org/01/09780306406157?campaign=%FF%FE", nil),
            ("https://id.gs1.org/01/09780306406157?campaign=" + String(repeating: "a", count: 201), nil),
            ("https://id.gs1.org/01/09780306406157", nil),
        ] as [(String, String?)])
    func named(payload: String, label: String?) {
        #expect(ScannedCampaign(payload: payload) == label.map { .named($0) })
    }

    @Test(
        "What is no link of a campaign names none",
        arguments: [
            "", "9780306406157", "/c/7k2m9qrt", "https://books.example/c/7k2m9qr", "https://books.example/c/7k2m9qrtt",
            "https://books.example/c/7k2m9qru", "https://books.example/C/7k2m9qrt", "https://books.example/d/7k2m9qrt",
            "https://books.example/x/c/7k2m9qrt", "https:///c/7k2m9qrt", "ftp://books.example/c/7k2m9qrt",
            "https://books.example/?campaign=autumn",
        ])
    func none(payload: String) {
        #expect(ScannedCampaign(payload: payload) == nil)
    }

    @Test("Codes do not repeat, and names are those that may stand in a link")
    func names() {
        let codes = (0..<1000).map { _ in CampaignCode() }
        #expect(Set(codes).count == codes.count && codes.allSatisfy { CampaignCode($0.description) == $0 })
        #expect(CampaignName(String(repeating: "a", count: 60)) != nil)
        for text in ["", "a/b", "a b", "ä", String(repeating: "a", count: 61)] { #expect(CampaignName(text) == nil) }
    }
}
