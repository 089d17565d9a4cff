public import ProductIdentifiers
public import SymbolReading

/// What a scan is about: which of the symbols read, or of the covers seen where no symbol says it, and what it means.
///
/// The policy when several were read is the public contract's: a GS1 Digital Link, then a 978/979 EAN-13, then other
/// GTINs, then anything else, in reading order. The gateway's own signed codes come before all of these. Only where no
/// symbol names a product, and none is our own, do covers count.
public struct Subject: Sendable, Hashable {
    /// The index of the primary symbol; nil where nothing was read, or a cover says what it is.
    public let primary: Int?
    /// The index, among the covers seen, of the one that says what it is, or may; nil where none does.
    public let cover: Int?
    /// What the primary symbol says, or the cover.
    public let meaning: Meaning
    /// Of which the shopper must say which it is; none where the meaning is sure.
    public let candidates: [CoverCandidate]
    /// A price printed on the cover: the EAN-5 beside the symbol, or the lower tier of a Japanese cover.
    public let printedPrice: Money?
    /// Products that other symbols name, or other covers for sure, each once, in their order; the first
    /// ``FurtherProduct/most``.
    public let further: [GTIN]

    /// What a scan can be about.
    public enum Meaning: Sendable, Hashable {
        case product(GTIN)
        /// One of our own QR codes, whose signature is good.
        case signed(SignedCode)
        case notAProduct
        case nothing
    }

    /// The product's number; nil where it is none.
    public var gtin: GTIN? {
        if case .product(let gtin) = meaning { gtin } else { nil }
    }

    /// What a photo is about, by the policy above.
    ///
    /// - Parameter keys: with which our own codes are signed.
    public init(of photo: PhotoReading, keys: SigningKeys, at now: Timestamp) {
        for (index, symbol) in photo.reading.symbols.enumerated() {
            guard let code = SignedCode(symbol.text, verifiedWith: keys, at: now) else { continue }
            self.init(primary: index, meaning: .signed(code))
            return
        }
        self.init(symbols: Subject(symbols: photo.reading.symbols), covers: photo.covers)
    }

    init(
        primary: Int?, cover: Int? = nil, meaning: Meaning, candidates: [CoverCandidate] = [],
        printedPrice: Money? = nil, further: [GTIN] = []
    ) {
        self.primary = primary
        self.cover = cover
        self.meaning = meaning
        self.candidates = candidates
        self.printedPrice = printedPrice
        self.further = further
    }

    init(symbols: [Symbol]) {
        let identified = symbols.map { ($0, $0.identifier) }
        let best = identified.enumerated().min { Self.rank($0.element.1) < Self.rank($1.element.1) }
        guard let (index, (symbol, identifier)) = best else {
            self.init(primary: nil, meaning: .nothing)
            return
        }
        guard let gtin = identifier.gtin else {
            self.init(primary: index, meaning: .notAProduct)
            return
        }
        let further: [GTIN] = identified.reduce(into: []) { further, one in
            guard let other = one.1.gtin, other != gtin, !further.contains(other), further.count < FurtherProduct.most
            else { return }
            further.append(other)
        }
        let addOnPrice = symbol.addOn.flatMap(AddOn.init)?.suggestedPrice(beside: gtin)
        let lowerTier = identified.lazy.compactMap { _, identifier in
            if case .japaneseSecondTier(let tier) = identifier { tier.suggestedPrice } else { nil }
        }.first
        self.init(
            primary: index, meaning: .product(gtin),
            printedPrice: (addOnPrice ?? (gtin.isbn == nil ? nil : lowerTier)).flatMap(Money.init), further: further)
    }

    /// Lower is more the subject; equals stay in reading order.
    private static func rank(_ identifier: ProductIdentifier) -> Int {
        switch identifier {
        case .gtin(_, .digitalLink), .serial(_, _, .digitalLink): 0
        case .gtin(let gtin, .linear) where gtin.isbn != nil: 1
        case .gtin, .serial: 2
        case .key, .url, .text: 3
        case .restricted, .japaneseSecondTier: 4
        }
    }
}

extension Money {
    fileprivate init?(_ price: SuggestedPrice) {
        guard let currency = Currency(price.currency) else { return nil }
        self.init(minorUnits: price.minorUnits, currency: currency)
    }
}

extension Symbol {
    /// What it names. A part of a message may look like a number that the whole does not say, and names nothing.
    fileprivate var identifier: ProductIdentifier {
        part == nil ? ProductIdentifier.identify(payload: text, symbology: payloadSymbology) : .text(text)
    }

    fileprivate var payloadSymbology: PayloadSymbology {
        switch symbology {
        case .ean13: .ean13
        case .ean8: .ean8
        case .upcA: .upcA
        case .upcE: .upcE
        case .qr: isGS1 ? .qrGS1 : .qr
        case .code128: isGS1 ? .gs1_128 : .code128
        case .interleaved2of5: .itf14
        case .dataBar, .dataBarExpanded: .dataBar
        case .code93, .code39, .codabar: .other
        }
    }
}
