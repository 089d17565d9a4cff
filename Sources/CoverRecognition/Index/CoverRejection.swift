/// Why a picture cannot serve as a cover in an index.
public enum CoverRejection: Error, Sendable, Equatable {
    /// The shorter side has fewer pixels than features can be found in.
    case tooSmall(width: Int, height: Int)
    /// One side is many times the other: a spine or a banner, no front.
    case tooLong(width: Int, height: Int)
    /// There is too little in it to tell it from others: one colour, or a line of text.
    case tooFewFeatures(count: Int)
    /// Nearly all of it is finer than a photo shows: noise.
    case nothingButGrain
    /// It would not be found in a photo of itself, as where patterns repeat.
    case notRecognisable
    /// The name is empty or too long to be kept, or one with a character that cannot be shown.
    case unusableName

    /// Least pixels of the shorter side.
    public static let leastSide = 100
    /// How many times the shorter side the longer may be.
    public static let mostProportion = 3
    /// Share of the greys' variance that must be left in the thumbnail. Of noise a twenty-fifth is, of covers more than
    /// half, of a page of text a quarter.
    static let leastCoarseShare: Float = 0.1
    /// Least features: with fewer hardly a photo has the matches that being sure needs. Of 41 photos of fronts of real pictures
    /// with 30 to 59 features, 29 are found for sure.
    public static let leastFeatures = 30
}
