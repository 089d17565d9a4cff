public import PhotoDecoding

/// What an upload brings, in the order of its arrival: one to four photos, each once it is complete, and at last the word
/// that all of it is here.
public enum UploadPart: Sendable {
    /// The next photo, or why it is refused as one.
    case photo(Result<Photo, PhotoError>)
    /// Nothing more comes.
    case end(UploadEnd)

    /// A burst has no more than this many photos.
    public static let maximumPhotos = 4
}

/// What is known of an upload once all of it has arrived.
public struct UploadEnd: Sendable {
    /// What was asked; parameters may have come behind the photos.
    public var parameters: ScanParameters
    /// SHA-256 over the photos and parameters, whatever they were packed in; nil where no Idempotency-Key asks for it.
    public var fingerprint: [UInt8]?

    public init(parameters: ScanParameters, fingerprint: [UInt8]? = nil) {
        self.parameters = parameters
        self.fingerprint = fingerprint
    }
}

/// Who uploads, known before the first byte has come.
public struct ScanSender: Sendable {
    /// Whose the scan will be.
    public var owner: Owner
    /// Of the request.
    public var traceID: TraceID
    /// Set where the client sent an Idempotency-Key.
    public var claim: IdempotencyClaim?
    /// Whether a viewfinder's frame was announced: see ``ScanParameters/isLive``, which a form may say too late.
    public var isLive: Bool
    /// Whether covers are looked for where no symbol says what it is; a form may say it too late, as above.
    public var looksForCovers: Bool

    public init(
        owner: Owner, traceID: TraceID, claim: IdempotencyClaim? = nil, isLive: Bool = false,
        looksForCovers: Bool = true
    ) {
        self.owner = owner
        self.traceID = traceID
        self.claim = claim
        self.isLive = isLive
        self.looksForCovers = looksForCovers
    }
}
