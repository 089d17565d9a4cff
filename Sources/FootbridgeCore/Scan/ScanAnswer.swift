public import ProductIdentifiers
public import SymbolReading

/// What a scan is answered with.
public struct ScanAnswer: Sendable {
    /// The scan's.
    public var id: ScanID
    /// The scan's.
    public var receivedAt: Timestamp
    /// How it ended.
    public var outcome: ScanOutcome
    /// Everything that was read, in reading order.
    public var symbols: [Symbol]
    /// The index in ``symbols`` of the one that the answer is about; nil where nothing was read.
    public var primary: Int?
    /// The GTIN that the primary symbol names, known to the catalogue or not.
    public var gtin: GTIN?
    /// What is known of ``gtin``; empty without one.
    public var catalog: CatalogAnswer
    /// The price printed beside the symbol (EAN-5), which speaks for the copy in the shopper's hand.
    public var printedPrice: Money?
    /// Only where nothing was resolved.
    public var diagnosis: ScanDiagnosis?
    /// Where the time went.
    public var timings: ScanTimings
}

/// How a scan ended. The words are those of the public contract.
public enum ScanOutcome: String, Sendable, CaseIterable {
    /// The product is in the catalogue.
    case resolved
    /// A product's number that the catalogue does not have.
    case unlisted
    /// Something was read, and it names no product.
    case notAProduct = "not_a_product"
    /// Nothing was read.
    case noSymbol = "no_symbol"
}

/// Where the time of a scan went.
public struct ScanTimings: Sendable, Hashable {
    /// Photo to pixels.
    public var decode: Duration = .zero
    /// Pixels to symbols.
    public var read: Duration = .zero
    /// Symbols to product, listings and stores.
    public var resolve: Duration = .zero
    /// From the complete photo to the answer, waiting for a decoding place included.
    public var total: Duration = .zero

    public init() {}
}
