import FootbridgeCore
import Testing

@testable import FootbridgeHTTP

@Suite("The voucher page")
struct VoucherPageTests {
    /// In London on a Friday noon in November, until the next day at six.
    private static func content() throws -> VoucherPageContent {
        let soho = VoucherPageContent.Store(
            name: "Lantern Lane Soho", address: "12 Greek Street, London",
            position: try #require(Position(latitude: 51.5138, longitude: -0.1312)), distance: 640)
        let camden = VoucherPageContent.Store(
            name: "Lantern Lane Camden", address: "3 Parkway, London",
            position: try #require(Position(latitude: 51.539, longitude: -0.143)), distance: nil)
        return VoucherPageContent(
            language: .english, state: .issued, code: "K7MP9XQ42WHTC", qr: "<svg viewBox=\"0 0 29 29\"></svg>",
            title: "A tenth off novels", value: .percent(10), merchant: "Lantern Lane", book: "A Quiet Harbour",
            expiresAt: try time("2026-11-28T18:00:00Z"), redeemedAt: nil,
            timeZone: try #require(StoreTimeZone(identifier: "Europe/London")), stores: [soho, camden],
            now: try time("2026-11-27T12:00:00Z"))
    }

    private static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    private static func page(_ change: (inout VoucherPageContent) throws -> Void = { _ in }) throws -> String {
        var content = try content()
        try change(&content)
        return VoucherPage(content).html
    }

    private static func until(
        _ expires: String, at now: String, in zone: String = "Europe/London", _ language: ShopperLanguage = .english
    ) throws -> String {
        let zone = try #require(StoreTimeZone(identifier: zone))
        let words = VoucherWords(texts: ShopperTexts.of(language).voucher, timeZone: zone, now: try time(now))
        return words.until(try time(expires))
    }

    /// Everything from outside.
    private static func fill(_ content: inout VoucherPageContent, with text: String) {
        (content.title, content.merchant, content.book, content.value) = (text, text, text, .gift(text))
        content.code = text
        for index in content.stores.indices {
            (content.stores[index].name, content.stores[index].address) = (text, text)
        }
    }

    @Test("has every place once at least, and leaves none")
    func places() throws {
        #expect(VoucherPage.template.places == Set(VoucherPage.Place.allCases))
        for state in VoucherPageContent.State.allCases {
            let page = try Self.page { $0.state = state }
            #expect(!page.contains("{{") && !page.contains("}}"))
        }
    }

    @Test("lets no value become markup, leave an attribute or name a place")
    func escaping() throws {
        let hostile = "<script>alert(1)</script>\"' onload='x &amp; {{qr}}"
        let page = try Self.page { Self.fill(&$0, with: hostile) }
        let plain = try Self.page { Self.fill(&$0, with: "plain") }
        #expect(!page.contains("<script>alert") && !page.contains("' onload") && !page.contains("\"'"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x &amp;amp; {{qr}}"))
        // The same tags and attributes as of a page with harmless values, and one QR code.
        for sign in ["<", ">", "\"", "'"] {
            #expect(page.split(separator: sign).count == plain.split(separator: sign).count, "\(sign)")
        }
        #expect(page.split(separator: "<svg viewBox=\"0 0 29 29\">").count == 2)
    }

    @Test("keeps letters of every script as they are")
    func letters() throws {
        let page = try Self.page { $0.book = "Überfluß – 海辺のカフカ 📚" }
        #expect(page.contains("For “Überfluß – 海辺のカフカ 📚”"))
    }

    @Test(
        "shows the code in groups of four",
        arguments: [
            ("K7MP9XQ42WHTC", "K7MP 9XQ4 2WHT C"), ("K7MP9XQ4", "K7MP 9XQ4"), ("K7M", "K7M"), ("", ""),
        ])
    func code(_ code: String, _ shown: String) {
        #expect(VoucherPage.grouped(code) == shown)
    }

    @Test("spells the code for who listens")
    func spelledCode() throws {
        #expect(VoucherPage.spelled("K7MP9XQ42WHTC") == "K 7 M P, 9 X Q 4, 2 W H T, C")
        let page = try Self.page()
        #expect(page.contains("<span class=\"code\" aria-hidden=\"true\" translate=\"no\">K7MP 9XQ4 2WHT C</span>"))
        #expect(page.contains("K 7 M P, 9 X Q 4, 2 W H T, C"))
    }

    @Test("shows QR code and code only while the voucher can be redeemed", arguments: VoucherPageContent.State.allCases)
    func states(_ state: VoucherPageContent.State) throws {
        let words: [VoucherPageContent.State: String] = [
            .issued: "Ready to use", .redeemed: "Redeemed", .expired: "Expired", .revoked: "Withdrawn",
        ]
        let page = try Self.page { $0.state = state }
        #expect(page.contains("data-state=\"\(state.rawValue)\" data-expires=\"2026-11-28T18:00:00.000Z\""))
        #expect(page.contains("<p class=\"state\" id=\"state\"><strong>\(try #require(words[state]))</strong>"))
        let isShown = state == .issued
        #expect(page.contains("0 0 29 29") == isShown && page.contains("K7MP 9XQ4") == isShown)
        #expect(page.contains("id=\"proof\" hidden") != isShown && page.contains("class=\"until\" hidden") != isShown)
    }

    @Test("calls a voucher expired from its end on")
    func expiry() throws {
        let last = try Self.page { $0.now = $0.expiresAt + .microseconds(-1) }
        #expect(last.contains("data-state=\"issued\""))
        let over = try Self.page { $0.now = $0.expiresAt }
        #expect(over.contains("data-state=\"expired\"") && !over.contains("0 0 29 29"))
        let used = try Self.page { ($0.state, $0.now) = (.redeemed, $0.expiresAt + .seconds(1)) }
        #expect(used.contains("data-state=\"redeemed\""))
    }

    @Test("tells when it was redeemed, on the shop's clock")
    func redeemed() throws {
        let page = try Self.page {
            $0.state = .redeemed
            $0.redeemedAt = try Self.time("2026-07-27T12:30:00Z")
        }
        #expect(page.contains("This voucher was used on Monday, 27\u{A0}July, at 13:30."))
    }

    @Test(
        "tells until when in the shop's time",
        arguments: [
            ("2026-11-27T18:00:00Z", "Valid today until 18:00"),
            // Not "tomorrow": a kept page would still say so then.
            ("2026-11-28T18:00:00Z", "Valid until Saturday, 28\u{A0}November, 18:00"),
            ("2026-11-28T00:00:00Z", "Valid until the end of today"),
            ("2026-12-01T00:00:00Z", "Valid until the end of Monday, 30\u{A0}November"),
            ("2027-01-02T09:05:00Z", "Valid until Saturday, 2\u{A0}January 2027, 09:05"),
            ("2027-01-01T00:00:00Z", "Valid until the end of Thursday, 31\u{A0}December"),
        ])
    func until(_ expires: String, _ told: String) throws {
        #expect(try Self.until(expires, at: "2026-11-27T12:00:00Z") == told)
    }

    @Test("takes the day from the shop's zone, in summer and in winter")
    func zones() throws {
        let (noon, evening) = ("2026-07-27T12:00:00Z", "2026-07-27T15:00:00Z")
        #expect(try Self.until(evening, at: noon, in: "Europe/Berlin") == "Valid today until 17:00")
        #expect(try Self.until(evening, at: noon, in: "Asia/Tokyo") == "Valid until the end of today")
        #expect(try Self.until(evening, at: noon, in: "Pacific/Auckland") == "Valid today until 03:00")
        #expect(
            try Self.until("2026-11-27T17:00:00Z", at: "2026-11-27T09:00:00Z", in: "Europe/Berlin")
                == "Valid today until 18:00")
    }

    @Test("speaks German and French")
    func languages() throws {
        let german = try Self.page { $0.language = .german }
        #expect(german.contains("<html lang=\"de\"") && german.contains("10\u{A0}% Rabatt"))
        #expect(german.contains("Einlösbar"))
        #expect(german.contains("Gültig bis Samstag, 28.\u{A0}November, 18:00\u{A0}Uhr"))
        #expect(german.contains("Für „A Quiet Harbour“") && german.contains("640\u{A0}m"))
        let french = try Self.page { $0.language = .french }
        #expect(french.contains("<html lang=\"fr\"") && french.contains("10\u{A0}% de remise"))
        #expect(french.contains("Utilisable"))
        #expect(french.contains("Valable jusqu’au samedi 28\u{A0}novembre à\u{A0}18:00"))
        let (expires, now) = ("2026-11-27T18:00:00Z", "2026-11-27T12:00:00Z")
        #expect(try Self.until(expires, at: now, .german) == "Gültig heute bis 18:00\u{A0}Uhr")
        #expect(try Self.until(expires, at: now, .french) == "Valable aujourd’hui jusqu’à 18:00")
    }

    @Test("has a name for each day and month in each language", arguments: ShopperLanguage.allCases)
    func names(_ language: ShopperLanguage) {
        let texts = ShopperTexts.of(language).voucher
        #expect(Set(texts.weekdays).count == 7 && Set(texts.months).count == 12)
    }

    @Test("writes money as each language does")
    func money() throws {
        func worth(_ amount: String, _ code: String, _ language: ShopperLanguage) throws -> String {
            let currency = try #require(Currency(code))
            let money = try #require(Money(amount: amount, currency: currency))
            let content = try Self.content()
            let words = VoucherWords(
                texts: ShopperTexts.of(language).voucher, timeZone: content.timeZone, now: content.now)
            return words.worth(.amount(money))
        }
        #expect(try worth("2.00", "GBP", .english) == "£2.00 off")
        #expect(try worth("2.00", "CHF", .english) == "CHF\u{A0}2.00 off")
        #expect(try worth("1200", "JPY", .english) == "¥1200 off")
        #expect(try worth("2.50", "EUR", .german) == "2,50\u{A0}€ Rabatt")
        #expect(try worth("2.50", "EUR", .french) == "2,50\u{A0}€ de remise")
    }

    @Test("lets the title speak where there is no value, and says nothing of a book that is not known")
    func withoutValueOrBook() throws {
        let page = try Self.page { ($0.value, $0.book) = (nil, nil) }
        #expect(page.contains("<h1>A tenth off novels</h1>") && page.contains("<p hidden></p>"))
        #expect(page.contains("<p class=\"book\" hidden></p>"))
    }

    @Test("names a gift below the title, which may be translated")
    func gift() throws {
        let page = try Self.page { $0.value = .gift("A bookmark") }
        #expect(page.contains("<h1>A tenth off novels</h1>") && page.contains("<p>A gift: A bookmark</p>"))
    }

    @Test("shows the way to the shop, and the others where it holds")
    func stores() throws {
        let page = try Self.page()
        #expect(page.contains("12 Greek Street, London · 640 m") && page.contains("<p>3 Parkway, London</p>"))
        #expect(page.contains("href=\"https://www.openstreetmap.org/directions?to=51.513800%2C-0.131200\""))
        #expect(page.contains("data-spot=\"51.513800,-0.131200\""))
        #expect(!page.contains("\"others-title\" hidden"))
        #expect(try Self.page { $0.stores.removeLast() }.contains("\"others-title\" hidden"))
        #expect(try Self.page { $0.stores = [] }.contains("\"where-title\" hidden"))
    }

    @Test("has nothing inline that its policy forbids")
    func policy() throws {
        let page = try Self.page()
        #expect(!page.contains(/<script(?![^>]*\ssrc=)/) && !page.contains(/\son[a-z]+="/))
        #expect(!page.contains(/<style|\sstyle="|javascript:/))
    }
}
