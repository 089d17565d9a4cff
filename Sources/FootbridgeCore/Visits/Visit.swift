/// A visitor who was at a store: they scanned the QR code at its door.
public struct Visit: Sendable, Hashable {
    public var id: VisitID
    public var store: PublicID
    public var storeName: String
    public var merchant: Merchant
    public var occurredAt: Timestamp
    public var confidence: VisitConfidence
    /// False where the visitor had been there on that day already: this is the visit of then.
    public var isNew: Bool

    public init(
        id: VisitID, store: PublicID, storeName: String, merchant: Merchant, occurredAt: Timestamp,
        confidence: VisitConfidence, isNew: Bool
    ) {
        self.id = id
        self.store = store
        self.storeName = storeName
        self.merchant = merchant
        self.occurredAt = occurredAt
        self.confidence = confidence
        self.isNew = isNew
    }
}

/// How sure it is that a visitor stood at a door, in per cent.
///
/// The code at a door does not change, so a picture of it can be scanned anywhere. Where the phone says that it is speaks
/// for or against the visit; phones are wrong by some hundred metres between high houses, not by kilometres.
public struct VisitConfidence: Sendable, Hashable {
    /// 0 to 100.
    public let percent: Int

    public init(percent: Int) {
        self.percent = percent
    }

    /// Without a position.
    static let unplaced = VisitConfidence(percent: 60)

    /// - Parameter distance: from where the phone says that it is; nil where it does not.
    public init(distance: Meters?) {
        switch distance {
        case nil: self = .unplaced
        case let distance? where distance <= Meters(250): percent = 90
        case let distance? where distance <= Meters(2000): self = .unplaced
        default: percent = 10
        }
    }

    /// As the visit's event in the log says it, so that a visit can be attributed by the log alone.
    public var word: String {
        switch percent {
        case 61...: "near"
        case ..<60: "far"
        default: "unplaced"
        }
    }

    /// Of a ``word``.
    ///
    /// - Returns: nil for any other text.
    public init?(word: String) {
        switch word {
        case "near": percent = 90
        case "unplaced": self = .unplaced
        case "far": percent = 10
        default: return nil
        }
    }
}

/// What is said of a visit.
public struct VisitRequest: Sendable {
    public var store: PublicID
    public var visitor: VisitorHash
    /// The scan of the door's code; nil where the code came by itself.
    public var scan: ScanID?
    /// Where the phone says that it is.
    public var position: Position?
    public var traceID: TraceID

    public init(store: PublicID, visitor: VisitorHash, scan: ScanID?, position: Position?, traceID: TraceID) {
        self.store = store
        self.visitor = visitor
        self.scan = scan
        self.position = position
        self.traceID = traceID
    }
}
