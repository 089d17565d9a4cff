public import ProductIdentifiers
public import SymbolReading

/// Keeps scans; storage is behind it.
public protocol ScanLog: Sendable {
    /// Records a scan with its event, its visitor, its kept answer and the end of its idempotency claim, all or nothing;
    /// it is on disk when this returns.
    ///
    /// - Throws: ``StorageError/claimLost`` where the claim ran out and was taken over; nothing is then recorded.
    func append(_ record: ScanRecord) async throws(StorageError)

    /// The body a scan was answered with, while it is kept.
    ///
    /// - Returns: nil where there is none, it has expired, or it is another principal's.
    func keptAnswer(
        _ id: ScanID, of principal: PrincipalID, at now: Timestamp
    ) async throws(StorageError) -> [UInt8]?
}

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
    /// ``ServerSecret/visitorHash(of:for:)``; nil where the client named none.
    public var visitorHash: [UInt8]?
    /// Where the time went.
    public var timings: ScanTimings
    /// The response body, to be given again to the same principal until `keptUntil`.
    public var answer: [UInt8]
    /// When the answer is deleted.
    public var keptUntil: Timestamp

    public init(
        scan: Scan, outcome: ScanOutcome, gtin: GTIN?, symbology: Symbology?, visitorHash: [UInt8]?,
        timings: ScanTimings, answer: [UInt8], keptUntil: Timestamp
    ) {
        self.scan = scan
        self.outcome = outcome
        self.gtin = gtin
        self.symbology = symbology
        self.visitorHash = visitorHash
        self.timings = timings
        self.answer = answer
        self.keptUntil = keptUntil
    }
}
