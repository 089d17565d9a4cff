/// One upload: who sent it, when, and what they asked. Its photos travel beside it, in a ``PhotoBurst``.
public struct Scan: Sendable {
    /// Given to the scan before it is read.
    public var id: ScanID
    /// When its last byte had arrived; what is open and in stock is told as of then.
    public var receivedAt: Timestamp
    /// Who uploaded it; nobody else gets its answer.
    public var principal: PrincipalID
    /// What was asked.
    public var parameters: ScanParameters
    /// Of the request that brought it; joins it with what comes of it later.
    public var traceID: TraceID
    /// Set where the client sent an Idempotency-Key.
    public var claim: IdempotencyClaim?

    public init(
        id: ScanID, receivedAt: Timestamp, principal: PrincipalID, parameters: ScanParameters,
        traceID: TraceID = TraceID(), claim: IdempotencyClaim? = nil
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.principal = principal
        self.parameters = parameters
        self.traceID = traceID
        self.claim = claim
    }
}

/// What a client may say along with its photos.
public struct ScanParameters: Sendable, Hashable {
    /// Where to look for stores; nil without a position.
    public var vicinity: Vicinity?
    /// The client's own opaque name for the shopper, at most 200 bytes. Only its keyed hash is ever stored.
    public var visitor: String?
    /// The campaign that the shopper came by, at most 200 bytes.
    public var campaign: String?
    /// For the sentences of a diagnosis.
    public var language: ShopperLanguage
    /// Click ids of ad platforms by parameter name (`gclid` …), each at most 500 bytes.
    public var adClicks: [AdClickKind: String]

    public init(
        vicinity: Vicinity? = nil, visitor: String? = nil, campaign: String? = nil,
        language: ShopperLanguage = .english, adClicks: [AdClickKind: String] = [:]
    ) {
        self.vicinity = vicinity
        self.visitor = visitor
        self.campaign = campaign
        self.language = language
        self.adClicks = adClicks
    }
}

/// The ad platforms' click ids that are kept for offline conversions.
public enum AdClickKind: String, Sendable, CaseIterable {
    case gclid, gbraid, wbraid, fbclid, msclkid
}
