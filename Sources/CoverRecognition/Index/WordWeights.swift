import Glibc

/// How much a word says: the square of the logarithm of how many covers there are for each that has it.
///
/// Frozen when a large part of an index is made, so that adding covers changes no scores of others.
public struct WordWeights: Sendable, Equatable {
    /// A weight for each word.
    public let values: [Float]
    /// What a word that nearly all covers have still counts.
    private static let least: Float = 0.01

    /// - Parameters:
    ///   - coverCounts: covers that have each word.
    ///   - covers: all covers.
    public init(coverCounts: [UInt32], covers: Int) {
        values = coverCounts.map {
            let share = logf(Float(max(1, covers)) / (Float($0) + 1))
            return share > 0 ? max(Self.least, share * share) : Self.least
        }
    }

    /// - Returns: nil unless there is a weight from 0 to 1 000 for each word.
    public init?(values: [Float]) {
        guard values.count == Vocabulary.wordCount, values.allSatisfy({ $0 >= 0 && $0 <= 1000 }) else { return nil }
        self.values = values
    }
}
