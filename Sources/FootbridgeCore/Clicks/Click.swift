/// One click on a listing that was followed to the merchant.
///
/// Of the clicks with one ``repeatKey`` the first counts, and no other ``window`` long: who goes back and taps again, and
/// who replays a link, is one shopper at one shop.
public struct Click: Sendable, Hashable {
    /// Goes to the merchant with the shopper.
    public var id: ClickID
    /// The scan whose answer showed the listing; nil for a look-up.
    public var scan: ScanID?
    /// What was clicked.
    public var listing: ListingID
    /// 32 bytes, the same for whoever follows the same link again (``ClickTokens/repeatKey(of:by:)``).
    public var repeatKey: [UInt8]
    /// When the redirect was given.
    public var occurredAt: Timestamp
    /// Of the request that followed the link.
    public var traceID: TraceID

    /// Half open: a click this long after the one that counted counts again.
    public static let window = Duration.seconds(30 * 60)

    public init(
        id: ClickID, scan: ScanID?, listing: ListingID, repeatKey: [UInt8], occurredAt: Timestamp,
        traceID: TraceID = TraceID()
    ) {
        self.id = id
        self.scan = scan
        self.listing = listing
        self.repeatKey = repeatKey
        self.occurredAt = occurredAt
        self.traceID = traceID
    }
}
