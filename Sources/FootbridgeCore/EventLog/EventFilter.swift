/// Which events of the log are asked for; those that meet all of it.
public struct EventFilter: Sendable, Hashable {
    /// Happened at this time or later.
    public var from: Timestamp?
    /// Happened before this time.
    public var to: Timestamp?
    /// Concern this merchant, by its integer key; scans concern none.
    public var merchant: Int64?
    /// Happened at this store, by its integer key.
    public var store: Int64?
    /// Are of one of these kinds.
    public var kinds: Set<Event.Kind>

    /// Every event but for what is said.
    public init(
        from: Timestamp? = nil, to: Timestamp? = nil, merchant: Int64? = nil, store: Int64? = nil,
        kinds: Set<Event.Kind> = Set(Event.Kind.allCases)
    ) {
        self.from = from
        self.to = to
        self.merchant = merchant
        self.store = store
        self.kinds = kinds
    }
}
