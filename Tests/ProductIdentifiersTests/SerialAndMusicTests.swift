import ProductIdentifiers
import Testing

@Suite struct SerialAndMusicTests {
    @Test("An ISSN becomes its EAN-13 and back")
    func serial() throws {
        let issn = try #require(ISSN("0317-8471"))
        #expect(issn.gtin.shortest == "9770317847001")
        #expect(issn.text == "0317-8471")
        #expect(issn.gtin.issn == issn)
        let variant = try #require(ISSN("03178471", variant: 37))
        #expect(variant.gtin != issn.gtin)
        #expect(variant.gtin.issn?.variant == 37)
        #expect(variant.gtin.issn?.text == "0317-8471")
        #expect(ISSN("2434-561X")?.text == "2434-561X")
        #expect(ISSN("2434561x")?.gtin.issn?.text == "2434-561X")
    }

    @Test("What is not an ISSN is refused", arguments: ["", "0317-8472", "0317-847", "0317-847X", "X3178471", "977"])
    func badSerial(text: String) {
        #expect(ISSN(text) == nil)
    }

    @Test("A variant has two digits and a serial's number starts with 977")
    func variant() throws {
        #expect(ISSN("0317-8471", variant: 100) == nil)
        #expect(ISSN("0317-8471", variant: -1) == nil)
        #expect(ISSN("0317-8471", variant: 99) != nil)
        #expect(try withCheckDigit("978030640615").issn == nil)
        #expect(try withCheckDigit("1977031784700").issn == nil)
    }

    @Test("An ISMN is one number in both forms")
    func music() throws {
        let ismn = try #require(ISMN("979-0-2600-0043-8"))
        #expect(ismn == ISMN("M-2600-0043-8"))
        #expect(ismn == ISMN("m260000438"))
        #expect(ismn.ismn13 == "9790260000438")
        #expect(ismn.ismn10 == "M260000438")
        #expect(ISMN(ismn.ismn10) == ismn)
        #expect(ismn.gtin.ismn == ismn)
        #expect(ismn.gtin.isbn == nil)
    }

    @Test(
        "What is not an ISMN is refused",
        arguments: ["", "M-2600-0043-7", "979-1-2600-0043-8", "9780306406157", "N260000438", "M26000043"])
    func badMusic(text: String) {
        #expect(ISMN(text) == nil)
    }
}
