public import ProductIdentifiers
public import SymbolReading

/// Everything of a scan that is kept.
public struct ScanRecord: Sendable {
    /// Who, when and what was asked.
    public var scan: Scan
    /// How it ended.
    public var outcome: ScanOutcome
    /// Of the subject, listed or not; nil where it was no product.
    public var gtin: GTIN?
    /// Of the primary symbol.
    public var symbology: Symbology?
    /// What said which product or code of ours it is.
    public var recognisedBy: Recognition?
    /// Of the cover that it is about, or asks about.
    public var coverBand: SeenCover.Band?
    /// What the shopper is asked to pick from.
    public var candidates: [GTIN]
    /// The stores it was answered with, nearest first; nil where none were looked for.
    public var shown: [ShownStore]?
    /// Where the time went.
    public var timings: ScanTimings
    /// The response body, to be given again to the same owner until `keptUntil`.
    public var answer: [UInt8]
    /// When the answer is deleted.
    public var keptUntil: Timestamp
    /// Where the upload came under an Idempotency-Key: its answer, stored together with the scan.
    public var completion: IdempotencyCompletion?

    public init(
        scan: Scan, outcome: ScanOutcome, gtin: GTIN?, symbology: Symbology?, recognisedBy: Recognition? = nil,
        coverBand: SeenCover.Band? = nil, candidates: [GTIN] = [], shown: [ShownStore]? = nil,
        timings: ScanTimings, answer: [UInt8], keptUntil: Timestamp, completion: IdempotencyCompletion? = nil
    ) {
        self.scan = scan
        self.outcome = outcome
        self.gtin = gtin
        self.symbology = symbology
        self.recognisedBy = recognisedBy
        self.coverBand = coverBand
        self.candidates = candidates
        self.shown = shown
        self.timings = timings
        self.answer = answer
        self.keptUntil = keptUntil
        self.completion = completion
    }
}
