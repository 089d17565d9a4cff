/// Parts of one ink in a row, as the letters of a line.
struct LetterLine: Equatable {
    /// Letters of a line which three or four shapes of a picture seldom are.
    private static let certainLetters = 5
    /// By how much the letters of a short line differ at most: times in height and stroke, in grey, and in heights of a letter
    /// from the line that most of them stand on, or hang from. In drawn covers 642 of 2 139 such rows of letters are as
    /// even, and 28 of 1 047 of something else.
    private static let evenness = (height: 1.6, stroke: 1.4, grey: 12.0, offset: 0.1)
    /// The same for two lines of one text, and how far apart they may be in heights of a letter.
    private static let likeness = (height: 1.5, stroke: 1.4, grey: 12.0, distance: 1.5)

    /// Pixels of the picture.
    let left: Int
    let top: Int
    let right: Int
    let bottom: Int
    /// Letters, or groups of letters that touch.
    let count: Int
    /// Of the middle one, in pixels; stroke and grey, too.
    let letterHeight: Int
    let stroke: Double
    let grey: Double
    /// Whether its letters are as like each other as those of a word.
    let isEven: Bool

    /// - Parameter letters: from left to right, at least one.
    init(_ letters: [InkPart]) {
        left = letters.map(\.left).min() ?? 0
        top = letters.map(\.top).min() ?? 0
        right = letters.map(\.right).max() ?? 0
        bottom = letters.map(\.bottom).max() ?? 0
        count = letters.count
        let heights = letters.map { Double($0.height) }.sorted()
        let strokes = letters.map(\.stroke).sorted()
        let greys = letters.map { Double($0.grey) }.sorted()
        letterHeight = Int(heights[count / 2])
        stroke = strokes[count / 2]
        grey = greys[count / 2]
        let offset = min(Self.spread(letters.map(\.bottom)), Self.spread(letters.map(\.top)))
        isEven =
            heights[count - 1] <= Self.evenness.height * heights[0]
            && strokes[count - 1] <= Self.evenness.stroke * strokes[0]
            && greys[count - 1] - greys[0] <= Self.evenness.grey && offset <= Self.evenness.offset * heights[count / 2]
            && zip(letters, letters.dropFirst()).allSatisfy { $0.right < $1.left }
    }

    /// How far three quarters of the places are from the middle one at most.
    private static func spread(_ places: [Int]) -> Double {
        let middle = places.sorted()[places.count / 2]
        return Double(places.map { abs($0 - middle) }.sorted()[places.count * 3 / 4])
    }

    /// Middles of the stretches it falls into, each about as long as its letters are high.
    var places: [SIMD2<Float>] {
        let length = Float(right - left + 1)
        let stretches = max(1, (length / Float(letterHeight)).rounded())
        return (0..<Int(stretches)).map {
            SIMD2(Float(left) + (Float($0) + 0.5) * length / stretches, Float(top + bottom) / 2)
        }
    }

    /// Whether it is lettering by itself, as a long row or an even one is.
    var isCertain: Bool { count >= Self.certainLetters || isEven }

    /// Whether it is of one text with another: set alike, and close above, below or beside it.
    func isLike(_ other: LetterLine) -> Bool {
        let height = Double(max(letterHeight, other.letterHeight))
        let apart = Double(max(other.top - bottom, top - other.bottom, 0))
        return height <= Self.likeness.height * Double(min(letterHeight, other.letterHeight))
            && max(stroke, other.stroke) <= Self.likeness.stroke * min(stroke, other.stroke)
            && abs(grey - other.grey) <= Self.likeness.grey && apart <= Self.likeness.distance * height
            && left <= other.right && other.left <= right
    }
}
