/// A cover of an index that was found in a photo.
public struct CoverMatch: Sendable, Equatable {
    /// Where it is in the index.
    public let place: CoverPlace
    /// What it was named when it was added, and the names of others with the same artwork, which cannot be told apart.
    public let names: [String]
    /// Where its corners lie in the photo as stored, clockwise as seen from its own top left; pixels, which may lie
    /// outside where the photo shows a part of it.
    public var corners: [SIMD2<Double>]
    /// Features matched one to one.
    public let matches: Int
    /// Share of its picture that agrees with the photo, 0 to 1.
    public let agreement: Double
    public internal(set) var band: CoverBand

    /// What it was named when it was added.
    public var name: String { names.first ?? "" }
}

/// What was found in one photo.
public struct CoverReading: Sendable, Equatable {
    /// Covers that may be told of, the surest first; several that lie in different places are all in the photo, of
    /// several in one place at most one is.
    public var matches: [CoverMatch]
    /// Whether it was given up before all was tried.
    public var ranOutOfTime: Bool
    /// Looks at the photo: one, or a second one at a larger size, and one at each part that was looked at closer.
    public var passes: Int

    /// The best of all matches'.
    public var band: CoverBand { matches.map(\.band).max() ?? .none }
}
