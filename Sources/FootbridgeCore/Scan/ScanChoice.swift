public import ProductIdentifiers

/// What a shopper may pick of a scan, as long as its answer is kept.
public struct ScanChoice: Sendable {
    /// As they were answered; none of a scan that asked nothing.
    public var candidates: [GTIN]
    /// Where the shopper was, and how many stores they asked for; nil without a position.
    public var vicinity: Vicinity?
    /// In which the shopper is spoken to.
    public var language: ShopperLanguage
    /// The country that the language was asked for of.
    public var country: String?
    /// What the scan was answered with.
    public var answer: [UInt8]
    /// What was picked, and what that was answered with.
    public var picked: Picked?

    public struct Picked: Sendable {
        public var gtin: GTIN
        public var answer: [UInt8]

        public init(gtin: GTIN, answer: [UInt8]) {
            self.gtin = gtin
            self.answer = answer
        }
    }

    public init(
        candidates: [GTIN], vicinity: Vicinity?, language: ShopperLanguage, country: String?, answer: [UInt8],
        picked: Picked?
    ) {
        self.candidates = candidates
        self.vicinity = vicinity
        self.language = language
        self.country = country
        self.answer = answer
        self.picked = picked
    }
}

/// A pick as it is recorded.
public struct ScanPick: Sendable {
    public var scan: ScanID
    public var gtin: GTIN
    /// ``ScanOutcome/resolved``, or ``ScanOutcome/unlisted`` where the catalogue does not have it.
    public var outcome: ScanOutcome
    /// The stores it was answered with, nearest first; nil where none were looked for.
    public var shown: [ShownStore]?
    public var answer: [UInt8]
    public var at: Timestamp
    public var traceID: TraceID
    /// Where the request came under an Idempotency-Key.
    public var completion: IdempotencyCompletion?

    public init(
        scan: ScanID, gtin: GTIN, outcome: ScanOutcome, shown: [ShownStore]?, answer: [UInt8], at: Timestamp,
        traceID: TraceID, completion: IdempotencyCompletion? = nil
    ) {
        self.scan = scan
        self.gtin = gtin
        self.outcome = outcome
        self.shown = shown
        self.answer = answer
        self.at = at
        self.traceID = traceID
        self.completion = completion
    }
}

/// What came of a wish to pick.
public enum ScanPickOutcome: Sendable {
    /// This one, now or, as the same wish said, before.
    case picked(RenderedAnswer, isRepeat: Bool)
    /// There is no such scan, it is another owner's, or its answer is no longer kept.
    case unknown
    /// The scan did not ask for it.
    case noCandidate
    /// Another one was picked: vouchers, clicks and reports rest on that by now, so it stays.
    case pickedOther
}
