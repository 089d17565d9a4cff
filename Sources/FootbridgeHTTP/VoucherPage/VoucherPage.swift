import FootbridgeCore

/// Makes a voucher's page, which holds all it needs to be shown again without a network.
struct VoucherPage: Sendable {
    /// The places of `voucher.html`.
    enum Place: String, CaseIterable, Sendable {
        case language, state, expires
        case pageTitle = "page_title"
        case merchant, headline, detail, book
        case detailHidden = "detail_hidden"
        case bookHidden = "book_hidden"
        /// Of the QR code, the code and the time: they are shown while the voucher can be redeemed.
        case proofHidden = "proof_hidden"
        case qrLabel = "qr_label"
        case qr
        case codeLabel = "code_label"
        case code
        case codeSpelled = "code_spelled"
        case until
        case stateTitle = "state_title"
        case stateText = "state_text"
        case expiredTitle = "expired_title"
        case expiredText = "expired_text"
        case whereHidden = "where_hidden"
        case whereTitle = "where_title"
        case store
        case othersHidden = "others_hidden"
        case othersTitle = "others_title"
        case others
        case offlineNote = "offline_note"
    }

    static let template = PageTemplate<Place>(PageAsset.versioned(PackageResources.voucher_html))

    private let content: VoucherPageContent
    private let texts: VoucherTexts
    private let words: VoucherWords
    private let state: VoucherPageContent.State

    init(_ content: VoucherPageContent) {
        self.content = content
        texts = ShopperTexts.of(content.language).voucher
        words = VoucherWords(texts: texts, timeZone: content.timeZone, now: content.now)
        state = content.state == .issued && content.now >= content.expiresAt ? .expired : content.state
    }

    /// The whole document.
    var html: String { Self.template.filled(markup) }

    /// What is interpolated here is escaped, but for the QR code and the items of stores, which are markup.
    private func markup(of place: Place) -> Markup {
        switch place {
        case .language: "\(content.language.tag)"
        case .state: "\(state.rawValue)"
        case .expires: "\(content.expiresAt.rfc3339)"
        case .pageTitle: "\(texts.voucher) – \(content.merchant)"
        case .merchant: "\(content.merchant)"
        case .headline: "\(promise.headline)"
        case .detail: "\(promise.detail ?? "")"
        case .detailHidden: hidden(promise.detail == nil)
        case .book: "\(content.book.map(texts.forBook) ?? "")"
        case .bookHidden: hidden(content.book == nil)
        case .proofHidden: hidden(state != .issued)
        case .qrLabel: "\(texts.qrLabel)"
        case .qr: state == .issued ? Markup(own: content.qr) : ""
        case .codeLabel: "\(texts.codeLabel)"
        case .code: "\(state == .issued ? Self.grouped(content.code) : "")"
        case .codeSpelled: "\(state == .issued ? Self.spelled(content.code) : "")"
        case .until: "\(words.until(content.expiresAt))"
        case .stateTitle: "\(stateTexts.title)"
        case .stateText: "\(stateTexts.text)"
        case .expiredTitle: "\(texts.expired.title)"
        case .expiredText: "\(texts.expired.text)"
        case .whereHidden: hidden(content.stores.isEmpty)
        case .whereTitle: "\(texts.whereTitle)"
        case .store: content.stores.prefix(1).reduce("") { $0 + item($1) }
        case .othersHidden: hidden(content.stores.count < 2)
        case .othersTitle: "\(texts.othersTitle)"
        case .others: content.stores.dropFirst().reduce("") { $0 + item($1) }
        case .offlineNote: "\(texts.offlineNote)"
        }
    }

    private func hidden(_ isHidden: Bool) -> Markup { isHidden ? " hidden" : "" }

    /// What it is worth in large letters, then the merchant's words. A gift has a name in one language only, so there
    /// the title leads, which may be translated.
    private var promise: (headline: String, detail: String?) {
        guard let value = content.value else { return (content.title, nil) }
        let worth = words.worth(value)
        return switch value {
        case .percent, .amount: (worth, content.title)
        case .gift: (content.title, worth)
        }
    }

    private var stateTexts: VoucherTexts.State {
        switch state {
        case .issued: texts.issued
        case .redeemed: content.redeemedAt.map { texts.redeemed(at: $0, words) } ?? texts.redeemed
        case .expired: texts.expired
        case .revoked: texts.revoked
        }
    }

    /// A link to a map, which is loaded only when it is followed; on Android the page's script makes it a `geo:` link.
    private func item(_ store: VoucherPageContent.Store) -> Markup {
        let (latitude, longitude) = store.position.decimals
        let place = [store.address, store.distance.map(words.distance)].compactMap { $0 }.joined(separator: " · ")
        return """
            <li class="store"><div class="store-text"><p class="store-name">\(store.name)</p><p>\(place)</p></div>\
            <a class="button secondary" href="https://www.openstreetmap.org/directions?to=\(latitude)%2C\(longitude)" \
            data-spot="\(latitude),\(longitude)" data-name="\(store.name)" target="_blank" rel="noopener noreferrer" \
            aria-label="\(texts.directionsTo(store.name))">\(texts.directions)</a></li>
            """
    }

    /// In groups of four, as people read it out: `K7MP 9XQ4 2WHT C`.
    static func grouped(_ code: String) -> String { groups(of: code).joined(separator: " ") }

    /// For a screen reader, which would make words of the groups: `K 7 M P, 9 X Q 4, 2 W H T, C`.
    static func spelled(_ code: String) -> String {
        groups(of: code).map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
    }

    private static func groups(of code: String) -> [Substring] {
        var rest = Substring(code)
        var groups: [Substring] = []
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups
    }
}

extension Position {
    /// Degrees with six decimals, about a tenth of a metre.
    fileprivate var decimals: (latitude: String, longitude: String) {
        func decimal(_ degreesE7: Int64) -> String {
            let millionths = (degreesE7.magnitude + 5) / 10
            let fraction = String(millionths % 1_000_000)
            let zeros = String(repeating: "0", count: 6 - fraction.utf8.count)
            return "\(degreesE7 < 0 ? "-" : "")\(millionths / 1_000_000).\(zeros)\(fraction)"
        }
        return (decimal(latitudeE7), decimal(longitudeE7))
    }
}
