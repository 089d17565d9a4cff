/// Which rows of a run are asked for; those that meet all of it.
public struct ConversionFilter: Sendable, Hashable {
    /// Their outcome happened at this time or later.
    public var from: Timestamp?
    /// Their outcome happened before this time.
    public var to: Timestamp?
    /// Are of this merchant, by its integer key.
    public var merchant: Int64?
    /// Their outcome happened at this store, by its integer key.
    public var store: Int64?
    /// Their outcome is of one of these kinds.
    public var kinds: Set<OutcomeKind>

    /// Every row but for what is said.
    public init(
        from: Timestamp? = nil, to: Timestamp? = nil, merchant: Int64? = nil, store: Int64? = nil,
        kinds: Set<OutcomeKind> = Set(OutcomeKind.allCases)
    ) {
        self.from = from
        self.to = to
        self.merchant = merchant
        self.store = store
        self.kinds = kinds
    }
}
