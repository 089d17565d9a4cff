/// Where a character stands in a DataBar symbol.
struct DataBarSlot: Hashable, Sendable {
    let family: DataBarFinder.Family
    /// Number of the finder pattern that it stands beside.
    let finder: Int
    /// Whether that begins with a bar: in DataBar Omnidirectional the right one, in DataBar Expanded one that is
    /// printed backwards.
    let beginsDark: Bool
    /// Whether it stands on the side of the finder's first element.
    let isOuter: Bool
}

/// A character as one scan line shows it.
struct DataBarObservation: Sendable {
    let slot: DataBarSlot
    let value: Int
    /// How much better it fits than any other value: difference of the sums of squares over twice the variance of the
    /// finder's samples.
    let llr: Float
    /// Share of the stretch's variation that it explains.
    let explained: Float
    /// From the character's outer end to the finder's other end, in samples.
    let start: Float
    let end: Float
}
