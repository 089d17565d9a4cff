/// One click on a listing that was followed to the merchant.
public struct Click: Sendable, Hashable {
    /// Goes to the merchant with the shopper.
    public var id: ClickID
    /// The scan whose answer showed the listing; nil for a look-up.
    public var scan: ScanID?
    /// What was clicked.
    public var listing: ListingID
    /// When the redirect was given.
    public var occurredAt: Timestamp
    /// Of the request that followed the link.
    public var traceID: TraceID

    public init(
        id: ClickID, scan: ScanID?, listing: ListingID, occurredAt: Timestamp, traceID: TraceID = TraceID()
    ) {
        self.id = id
        self.scan = scan
        self.listing = listing
        self.occurredAt = occurredAt
        self.traceID = traceID
    }
}
