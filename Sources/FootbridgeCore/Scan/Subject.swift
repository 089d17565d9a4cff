public import ProductIdentifiers
public import SymbolReading

/// What a scan is about: which of the symbols read, and what it means.
///
/// The policy when several were read is the public contract's: a GS1 Digital Link, then a 978/979 EAN-13, then other
/// GTINs, then anything else, in reading order. The gateway's own signed codes come before all of these.
public struct Subject: Sendable, Hashable {
    /// The index of the primary symbol; nil where nothing was read.
    public let primary: Int?
    /// What the primary symbol says.
    public let meaning: Meaning
    /// A price printed on the cover: the EAN-5 beside the symbol, or the lower tier of a Japanese cover.
    public let printedPrice: Money?
    /// Products that other symbols name, each once, in reading order; the first ``FurtherProduct/most``.
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

    /// What `reading` is about, by the policy above.
    ///
    /// - Parameter keys: with which our own codes are signed.
    public init(of reading: Reading, keys: SigningKeys, at now: Timestamp) {
        for (index, symbol) in reading.symbols.enumerated() {
            guard let code = SignedCode(symbol.text, verifiedWith: keys, at: now) else { continue }
            self.init(primary: index, meaning: .signed(code))
            return
        }
        self.init(symbols: reading.symbols)
    }

    private init(primary: Int, meaning: Meaning) {
        (self.primary, self.meaning, printedPrice, further) = (primary, meaning, nil, [])
    }

    init(symbols: [Symbol]) {
        let identified = symbols.map { ($0, $0.identifier) }
        let best = identified.enumerated().min { Self.rank($0.element.1) < Self.rank($1.element.1) }
        guard let (index, (symbol, identifier)) = best else {
            (primary, meaning, printedPrice, further) = (nil, .nothing, nil, [])
            return
        }
        primary = index
        guard let gtin = identifier.gtin else {
            (meaning, printedPrice, further) = (.notAProduct, nil, [])
            return
        }
        meaning = .product(gtin)
        further = identified.reduce(into: []) { further, one in
            guard let other = one.1.gtin, other != gtin, !further.contains(other), further.count < FurtherProduct.most
            else { return }
            further.append(other)
        }
        let addOnPrice = symbol.addOn.flatMap(AddOn.init)?.suggestedPrice(beside: gtin)
        let lowerTier = identified.lazy.compactMap { _, identifier in
            if case .japaneseSecondTier(let tier) = identifier { tier.suggestedPrice } else { nil }
        }.first
        printedPrice = (addOnPrice ?? (gtin.isbn == nil ? nil : lowerTier)).flatMap(Money.init)
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
