import ProductIdentifiers
import Testing

@Suite struct ProductIdentifierTests {
    static let book = GTIN("9780306406157")

    static let forms: [(String, PayloadSymbology, ProductIdentifier.Source)] = [
        ("9780306406157", .ean13, .linear), ("0306406152", .isbn10, .linear), ("9780306406157", .isbn10, .linear),
        ("09780306406157", .itf14, .linear), ("09780306406157", .dataBar, .linear),
        ("0109780306406157", .dataBar, .elementString), ("0109780306406157", .gs1_128, .elementString),
        ("010978030640615721C1", .qrGS1, .elementString), ("010978030640615721C1", .dataMatrixGS1, .elementString),
        ("]C10109780306406157", .code128, .elementString), ("(01)09780306406157(10)A", .qr, .elementString),
        ("https://id.gs1.org/01/09780306406157", .qr, .digitalLink),
        ("HTTPS://ID.GS1.ORG/01/9780306406157/", .qr, .digitalLink),
        ("https://shop.example/x/01/09780306406157/10/A?3922=0299", .other, .digitalLink),
        ("ISBN 978-0-306-40615-7", .qr, .text), ("9780306406157", .code128, .text),
        ("ISBN 0-306-40615-2", .other, .text), ("９７８０３０６４０６１５７", .qr, .text),
        ("urn:isbn:0306406152", .qr, .text), ("9780306406157 52495", .qr, .text),
        ("\u{FEFF}9780306406157", .qr, .text), ("\u{FEFF}https://id.gs1.org/01/09780306406157", .qr, .digitalLink),
        ("https://shop.example/books/9780306406157", .qr, .url), ("https://a/01/09780306406157?10=A", .qr, .url),
        ("HTTPS://SHOP.EXAMPLE/?EAN=9780306406157", .qr, .url),
    ]

    @Test("A book is recognised in every form, and what told it is kept", arguments: forms.indices)
    func books(index: Int) throws {
        let (payload, symbology, source) = Self.forms[index]
        let gtin = try #require(Self.book)
        #expect(ProductIdentifier.identify(payload: payload, symbology: symbology) == .gtin(gtin, source: source))
    }

    @Test("Other articles are their GTIN")
    func articles() throws {
        for (payload, symbology, gtin) in [
            ("4006381333931", PayloadSymbology.ean13, "4006381333931"), ("96385074", .ean8, "96385074"),
            ("036000291452", .upcA, "036000291452"), ("0036000291452", .upcA, "036000291452"),
            ("01234505", .upcE, "012000003455"), ("012000003455", .upcE, "012000003455"),
            ("19780306406154", .itf14, "19780306406154"), ("https://a/01/19780306406154", .qr, "19780306406154"),
            ("4006381333931", .qr, "4006381333931"), ("036000291452", .qr, "036000291452"),
            ("9790260000438", .ean13, "9790260000438"), ("9520123456788", .ean13, "9520123456788"),
        ] {
            let identified = ProductIdentifier.identify(payload: payload, symbology: symbology)
            #expect(identified.gtin == GTIN(gtin), "\(payload)")
            guard case .gtin = identified else {
                Issue.record("\(payload) was \(identified)")
                continue
            }
        }
    }

    @Test("Serials, second tiers, private numbers and keys are told apart from products")
    func notBooks() throws {
        let serial = try #require(GTIN("9770317847001"))
        let issn = try #require(ISSN("0317-8471"))
        #expect(
            ProductIdentifier.identify(payload: "9770317847001", symbology: .ean13)
                == .serial(issn, serial, source: .linear))
        let tier = try withCheckDigit("192305502400")
        let secondTier = ProductIdentifier.identify(payload: tier.shortest, symbology: .ean13)
        #expect(secondTier == .japaneseSecondTier(try #require(JapaneseSecondTier(gtin: tier))))
        #expect(secondTier.gtin == nil)
        for body in ["212345678900", "020123456789", "991234567890", "981234567890", "980123456789", "051234567890"] {
            let gtin = try withCheckDigit(body)
            let identified = ProductIdentifier.identify(payload: gtin.digits(ofEAN: 13), symbology: .ean13)
            #expect(identified == .restricted(gtin))
            #expect(identified.gtin == nil)
            #expect(
                ProductIdentifier.identify(payload: "https://a/01/" + gtin.digits14, symbology: .qr)
                    == .restricted(gtin))
        }
        let store = ProductIdentifier.identify(payload: "https://a/414/9506000134376/254/7", symbology: .qr)
        guard case .key(let key) = store else {
            Issue.record("a store's link was \(store)")
            return
        }
        #expect(key.description == "(414)9506000134376")
        guard case .key = ProductIdentifier.identify(payload: "4149506000134376", symbology: .gs1_128) else {
            Issue.record("a store's element string was no key")
            return
        }
    }

    @Test(
        "Addresses that name no product are addresses",
        arguments: [
            "https://example.com/", "http://example.com/menu", "HTTPS://EXAMPLE.COM/01/09780306406158",
            "https://example.com/dp/0306406152", "https://", "Http://x",
        ])
    func addresses(payload: String) {
        #expect(ProductIdentifier.identify(payload: payload, symbology: .qr) == .url(payload))
    }

    @Test("Anything else is text, whatever the symbology")
    func text() {
        for payload in [
            "", "WIFI:S:shop;;", "0306406152", "96385074", "4006381333932", "978030640615", "036000291452 sheets",
            "javascript:alert(1)", "\u{0}",
        ] {
            #expect(ProductIdentifier.identify(payload: payload, symbology: .qr) == .text(payload))
        }
        for (payload, symbology) in [
            ("9780306406158", PayloadSymbology.ean13), ("978030640615", .ean13), ("9780306406157", .ean8),
            ("9780306406157", .upcA), ("9780306406157", .itf14), ("40063813", .upcE), ("ISBN 9780306406157", .ean13),
            ("978030640615", .dataBar), ("019780306406157", .qrGS1),
        ] {
            #expect(ProductIdentifier.identify(payload: payload, symbology: symbology) == .text(payload))
        }
    }

    @Test("A very long payload is answered and not believed")
    func long() {
        let digits = String(repeating: "9780306406157", count: 100_000)
        for symbology in PayloadSymbology.allCases {
            #expect(ProductIdentifier.identify(payload: digits, symbology: symbology).gtin == nil)
            #expect(
                ProductIdentifier.identify(payload: "https://a/01/" + digits, symbology: symbology).gtin == nil)
        }
    }
}

extension GTIN {
    /// The last `count` digits.
    fileprivate func digits(ofEAN count: Int) -> String { String(digits14.suffix(count)) }
}
