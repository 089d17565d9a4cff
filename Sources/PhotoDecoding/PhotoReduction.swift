/// By how much a photo is reduced while it is decoded.
public enum PhotoReduction: Int, Sendable, CaseIterable, Comparable {
    /// The stored size.
    case full = 1
    /// Half the width and height.
    case half = 2
    /// A quarter of the width and height.
    case quarter = 4
    /// An eighth of the width and height.
    case eighth = 8

    /// What width and height are divided by.
    public var divisor: Int { rawValue }

    /// Less reduced comes first.
    public static func < (one: PhotoReduction, other: PhotoReduction) -> Bool {
        one.rawValue < other.rawValue
    }
}
