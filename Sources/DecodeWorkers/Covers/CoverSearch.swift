/// What covers are looked for with.
public struct CoverSearch: Sendable, Hashable {
    /// The folder of the index, which may not be there yet.
    public var index: String
    /// Processor time for one photo, beside what reading its symbols takes; four times that on the wall.
    public var budget: Duration

    public init(index: String, budget: Duration) {
        self.index = index
        self.budget = budget
    }
}
