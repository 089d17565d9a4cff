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
    /// The place in the burst, from 0, of the photo that was read, or looked at where none could be.
    public var photo: Int
    /// Its picture's size, upright.
    public var image: ImageSize
    /// What was read in it, in reading order; corners are pixels of the upright picture. Of very many, or of very long
    /// ones, some are left out (``AnsweredSymbols``).
    public var symbols: [Symbol]
    /// The index in ``symbols`` of the one that the answer is about; nil where nothing was read, or a cover says it.
    public var primary: Int?
    /// Covers that were seen in it, the surest first; corners as above.
    public var covers: [SeenCover]
    /// The index in ``covers`` of the one that the answer is about, or asks about.
    public var primaryCover: Int?
    /// What said which product or code of ours it is; nil where nothing did.
    public var recognisedBy: Recognition?
    /// What the shopper is asked to pick from, at most ``CoverCandidate/most``; none where it is known.
    public var candidates: [CoverCandidate] = []
    /// The GTIN that the primary symbol or cover names, known to the catalogue or not.
    public var gtin: GTIN?
    /// What is known of ``gtin``; empty without one.
    public var catalog: CatalogAnswer
    /// Products that other symbols or covers in the picture name, in their order.
    public var also: [FurtherProduct] = []
    /// The voucher whose QR code was read, where it is the sender's own.
    public var voucher: Voucher?
    /// Where the QR code of a store's door was read by a visitor who can be told apart.
    public var visit: Visit?
    /// The price printed beside the symbol (EAN-5), which speaks for the copy in the shopper's hand.
    public var printedPrice: Money?
    /// In which the shopper is spoken to.
    public var language: ShopperLanguage
    /// Only where nothing was resolved, and there is nothing to pick from.
    public var diagnosis: ScanDiagnosis?
    /// Where the time went.
    public var timings: ScanTimings

    /// How long an answer can be asked for again.
    public static let kept = Duration.seconds(24 * 60 * 60)

    /// - Parameters:
    ///   - photo: the place of `reading`'s photo in the burst.
    ///   - catalog: what is known of the subject, and how long that took to find out.
    ///   - begun: when the first photo was complete.
    init(
        to scan: Scan, about subject: Subject, reading seen: PhotoReading, photo: Int,
        catalog: (answer: CatalogAnswer, time: Duration), begun: ContinuousClock.Instant
    ) {
        let reading = seen.reading
        id = scan.id
        receivedAt = scan.receivedAt
        outcome = ScanOutcome(of: subject, isListed: catalog.answer.product != nil)
        self.photo = photo
        image = ImageSize(width: reading.width, height: reading.height)
        let answered = AnsweredSymbols(of: reading.symbols, primary: subject.primary)
        symbols = answered.symbols
        primary = answered.primary
        covers = seen.covers
        primaryCover = subject.cover
        recognisedBy = Recognition(of: subject)
        gtin = subject.gtin
        self.catalog = catalog.answer
        printedPrice = subject.printedPrice
        language = scan.parameters.language
        diagnosis = subject.candidates.isEmpty ? ScanDiagnosis(outcome: outcome, reading: reading) : nil
        timings = ScanTimings(
            decode: reading.decodeTime, read: reading.readTime, covers: seen.coverTime, resolve: catalog.time,
            total: begun.duration(to: .now))
    }
}

/// A product in a photo that the answer is not about.
public struct FurtherProduct: Sendable, Hashable {
    public var gtin: GTIN
    /// Nil where the catalogue does not have it.
    public var title: String?

    public init(gtin: GTIN, title: String?) {
        self.gtin = gtin
        self.title = title
    }

    /// So many of a photo's are named.
    static let most = 4
}

/// Width and height of a picture in pixels, each at least 1.
public struct ImageSize: Sendable, Hashable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// What said what a scan is about. The words are those of the public contract.
public enum Recognition: String, Sendable, CaseIterable {
    /// A product's bar or QR code, or one of our own.
    case symbol
    /// The picture on its front.
    case cover

    init?(of subject: Subject) {
        switch subject.meaning {
        case .product: self = subject.cover == nil ? .symbol : .cover
        case .signed: self = .symbol
        case .notAProduct, .nothing: return nil
        }
    }
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
    /// The QR code of a voucher was read.
    case voucher
    /// The QR code of a store's door was read.
    case store

    init(of subject: Subject, isListed: Bool) {
        switch subject.meaning {
        case .product: self = isListed ? .resolved : .unlisted
        case .notAProduct: self = .notAProduct
        case .signed(.voucher): self = .voucher
        case .signed(.door): self = .store
        case .nothing: self = .noSymbol
        }
    }
}

/// Where the time of a scan went.
public struct ScanTimings: Sendable, Hashable {
    /// Photo to pixels.
    public var decode: Duration
    /// Pixels to symbols.
    public var read: Duration
    /// Looking for covers; zero where no symbol left room for them, or nobody looks for any.
    public var covers: Duration
    /// Symbols to product, listings and stores.
    public var resolve: Duration
    /// From the complete photo to the answer, waiting for a decoding place included.
    public var total: Duration

    public init(
        decode: Duration = .zero, read: Duration = .zero, covers: Duration = .zero, resolve: Duration = .zero,
        total: Duration = .zero
    ) {
        self.decode = decode
        self.read = read
        self.covers = covers
        self.resolve = resolve
        self.total = total
    }
}
