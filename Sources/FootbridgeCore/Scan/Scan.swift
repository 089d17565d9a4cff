/// One upload that is complete: who sent it, when, and what they asked.
public struct Scan: Sendable {
    /// New with every upload.
    public var id: ScanID
    /// When its last byte had arrived; what is open and in stock is told as of then.
    public var receivedAt: Timestamp
    /// Whose it is; nobody else gets its answer.
    public var owner: Owner
    /// The shopper: a session's own, or the one that the client named; nil where it named none.
    public var visitor: VisitorHash?
    /// What was asked.
    public var parameters: ScanParameters
    /// Of the request that brought it; joins it with what comes of it later.
    public var traceID: TraceID

    public init(
        id: ScanID, receivedAt: Timestamp, owner: Owner, visitor: VisitorHash?, parameters: ScanParameters,
        traceID: TraceID
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.owner = owner
        self.visitor = visitor
        self.parameters = parameters
        self.traceID = traceID
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
    /// The country that the language was asked for of, two letters (ISO 3166-1); nil where none was named.
    public var country: String?
    /// Whether the photo is a frame of a viewfinder: of one in which nothing is read nothing is kept, and it gives way to
    /// other photos.
    public var isLive = false
    /// Click ids of ad platforms by parameter name (`gclid` …), each at most 500 bytes.
    public var adClicks: [AdClickKind: String]
    /// What the shopper allows the ad platforms behind ``adClicks``.
    public var consent: AdConsent

    public init(
        vicinity: Vicinity? = nil, visitor: String? = nil, campaign: String? = nil,
        language: ShopperLanguage = .english, adClicks: [AdClickKind: String] = [:],
        consent: AdConsent = AdConsent()
    ) {
        self.vicinity = vicinity
        self.visitor = visitor
        self.campaign = campaign
        self.language = language
        self.adClicks = adClicks
        self.consent = consent
    }
}

/// The ad platforms' click ids that are kept for offline conversions.
public enum AdClickKind: String, Sendable, CaseIterable {
    case gclid, gbraid, wbraid, fbclid, msclkid
}

/// What a shopper was asked about ads, in the two questions that ad platforms want answered; nil where it was not asked.
public struct AdConsent: Sendable, Hashable {
    /// Whether data about the shopper may be sent to the platform for its ads.
    public var adUserData: Answer?
    /// Whether that data may be used to show them ads.
    public var adPersonalization: Answer?

    /// An answer in the words of the uploads' parameters.
    public enum Answer: String, Sendable {
        case granted, denied
    }

    public init(adUserData: Answer? = nil, adPersonalization: Answer? = nil) {
        self.adUserData = adUserData
        self.adPersonalization = adPersonalization
    }
}
