/// What the content of a symbol means, as far as its digits and letters tell: the one way from a payload to a product.
public enum ProductIdentifier: Sendable, Hashable {
    /// A product that a catalogue can be asked for. A carton (indicator 1 to 9) is its own product, not its content.
    case gtin(GTIN, source: Source)
    /// An issue of a serial; the GTIN carries the serial and its variant, an add-on beside the symbol the issue.
    case serial(ISSN, GTIN, source: Source)
    /// The price barcode of a Japanese book; the product is the barcode above it.
    case japaneseSecondTier(JapaneseSecondTier)
    /// A valid number that is no product everywhere: a shop's own number, a coupon, a refund. Never look it up.
    case restricted(GTIN)
    /// A GS1 key that is not a product, such as the number of a store (AI 414).
    case key(GS1Element)
    /// A web address that names no product. Never fetch it.
    case url(String)
    /// Anything else.
    case text(String)

    /// What the product was told by.
    public enum Source: Sendable, Hashable, CaseIterable {
        /// The digits of a linear symbol.
        case linear
        /// A GS1 Digital Link URI.
        case digitalLink
        /// A GS1 element string.
        case elementString
        /// An ISBN in plain text, or a number that is all of the text.
        case text
        /// An ISBN in a web address that is no Digital Link.
        case url
    }

    /// The product to look up, or nil when the content names none.
    public var gtin: GTIN? {
        switch self {
        case .gtin(let gtin, _), .serial(_, let gtin, _): gtin
        case .japaneseSecondTier, .restricted, .key, .url, .text: nil
        }
    }

    /// Tells what a payload means.
    ///
    /// The work is linear in the payload and bounded; any content is answered, ``text(_:)`` being the last resort.
    /// - Parameters:
    ///   - payload: the content of the symbol as text, also from a hostile source; of an FNC1 symbol with GS (1D
    ///     hexadecimal) where its separators stood.
    ///   - symbology: the kind of symbol.
    public static func identify(payload: String, symbology: PayloadSymbology) -> ProductIdentifier {
        // A byte order mark is no part of the content.
        if payload.unicodeScalars.first == "\u{FEFF}" {
            let content = payload.unicodeScalars.drop { $0 == "\u{FEFF}" }
            return identify(payload: String(content), symbology: symbology)
        }
        if let gtin = linearNumber(payload, symbology) { return meaning(of: gtin, source: .linear) }
        if let meaning = identifySelfDescribing(payload: payload, symbology: symbology) { return meaning }
        if symbology == .qr, let meaning = numberAlone(payload) { return meaning }
        if !symbology.isRetail, let isbn = ISBN.find(in: payload) { return .gtin(isbn.gtin, source: .text) }
        return .text(payload)
    }

    /// Tells what an element string, a Digital Link or another web address means.
    /// - Returns: nil for anything else.
    static func identifySelfDescribing(payload: String, symbology: PayloadSymbology) -> ProductIdentifier? {
        // Why a payload is no element string or no link does not matter: it is then tried as the next kind.
        if mayBeElementString(payload, symbology), let elements = try? ElementString(parsing: payload) {
            if let gtin = elements.gtin { return meaning(of: gtin, source: .elementString) }
            if let key = elements.elements.first(where: \.identifier.isPrimaryKey) { return .key(key) }
        }
        if DigitalLink.isPlausible(payload), let link = try? DigitalLink(parsing: payload, options: .scanned) {
            if let gtin = link.gtin { return meaning(of: gtin, source: .digitalLink) }
            return .key(link.key)
        }
        guard isWebAddress(payload) else { return nil }
        return ISBN.inURL(payload).map { .gtin($0.gtin, source: .url) } ?? .url(payload)
    }

    /// The number that is all the text there is, as a person would type it. One of eight or ten digits needs its label:
    /// dates and telephone numbers have as many, and one in ten would pass.
    private static func numberAlone(_ payload: String) -> ProductIdentifier? {
        let line = NumberLine(NumberText.folded(payload, limit: TypedNumber.longestText)[...])
        guard line.beginsWithNumber,
            line.label != nil || (line.isAlone && line.digits(of: line.groups.count).count >= 12)
        else { return nil }
        do {
            return meaning(of: try TypedNumber(payload).gtin, source: .text)
        } catch .notAProduct(let gtin) {
            return .restricted(gtin)
        } catch .priceLine(let tier) {
            return .japaneseSecondTier(tier)
        } catch {
            return nil
        }
    }

    /// What a valid number stands for.
    private static func meaning(of gtin: GTIN, source: Source) -> ProductIdentifier {
        if let issn = gtin.issn { return .serial(issn, gtin, source: source) }
        if let tier = JapaneseSecondTier(gtin: gtin) { return .japaneseSecondTier(tier) }
        return gtin.scope.isProduct ? .gtin(gtin, source: source) : .restricted(gtin)
    }

    /// The number of a symbol that holds nothing else, if its length is the symbology's and its check digit right.
    private static func linearNumber(_ payload: String, _ symbology: PayloadSymbology) -> GTIN? {
        let length = payload.utf8.count
        switch symbology {
        case .ean13: return length == 13 ? GTIN(payload) : nil
        case .ean8: return length == 8 ? GTIN(payload) : nil
        case .upcA: return length == 12 || length == 13 ? upcA(payload) : nil
        case .upcE: return length == 8 ? GTIN(upcE: payload) : upcA(payload)
        case .isbn10: return length == 10 || length == 13 ? ISBN(payload)?.gtin : nil
        case .itf14, .dataBar: return length == 14 ? GTIN(payload) : nil
        case .qr, .qrGS1, .dataMatrixGS1, .code128, .gs1_128, .other: return nil
        }
    }

    private static func upcA(_ payload: String) -> GTIN? {
        switch payload.utf8.count {
        case 12: GTIN(payload)
        case 13 where payload.utf8.first == ASCII.zero: GTIN(payload)
        default: nil
        }
    }

    /// Digits alone are too easily taken for an element string, so plain symbols must show that they mean one.
    private static func mayBeElementString(_ payload: String, _ symbology: PayloadSymbology) -> Bool {
        switch symbology {
        case .qrGS1, .dataMatrixGS1, .gs1_128, .dataBar: true
        case .qr, .code128, .other:
            payload.utf8.first == ASCII.openingParenthesis || payload.utf8.first == ASCII.groupSeparator
                || ElementString.hasSymbologyIdentifier(payload)
        case .ean13, .ean8, .upcA, .upcE, .isbn10, .itf14: false
        }
    }

    private static func isWebAddress(_ payload: String) -> Bool {
        let start = payload.utf8.prefix(8).map { ASCII.isLetter($0) ? $0 | 0x20 : $0 }
        return URICharacters.webSchemeLength(start) != nil
    }
}

extension PayloadSymbology {
    /// Whether the symbol can hold nothing but a number with a check digit, so that text is not searched in it.
    var isRetail: Bool {
        switch self {
        case .ean13, .ean8, .upcA, .upcE, .isbn10, .itf14: true
        case .dataBar, .qr, .qrGS1, .dataMatrixGS1, .code128, .gs1_128, .other: false
        }
    }
}
