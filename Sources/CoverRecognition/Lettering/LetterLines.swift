/// Where a cover has its lettering: letters of one height, one stroke and one colour that stand in a row.
///
/// After Chen and others, "Robust Text Detection in Natural Images with Edge-Enhanced Maximally Stable Extremal Regions"
/// (2011): parts that may be letters by their proportions, joined to lines by what letters of one line have in common. A line
/// may be found more than once, and in pieces. Few parts are a line only where they are even, or like another line beside them;
/// what looks like one, such as a row of windows, is found, too.
struct LetterLines {
    /// Letters of a line at least: two of a kind are beside each other anywhere.
    private static let leastLetters = 3
    /// Pixels of the lowest letter whose strokes can be told apart.
    private static let leastHeight = 5
    /// Height of the highest letter, as a share of the picture's longer side.
    private static let mostHeight = 0.3
    /// Width of a letter, or of several that touch, in heights.
    private static let widths = 0.08...3.0
    /// Stroke of a letter in heights: from light to black faces.
    private static let strokes = 0.03...0.36
    /// Ink of a letter as a share of the box around it.
    private static let leastFill = 0.12
    /// How many times the other's height and stroke those of a line's letter may be: capitals and small letters.
    private static let mostTimes = (height: 2.0, stroke: 1.7)
    /// Between neighbours of a line, in heights of the higher: a space is narrower.
    private static let mostDistance = 0.9
    /// Grey by which letters of one line differ at most.
    private static let mostGreyDifference: Float = 25

    private(set) var lines: [LetterLine] = []
    private var mask = InkMask()
    private var parts = InkParts()

    init() {}

    mutating func find(_ picture: borrowing GreyPlane) {
        lines.removeAll(keepingCapacity: true)
        mask.load(picture)
        let mostHeight = Self.mostHeight * Double(max(picture.width, picture.height))
        for square in InkMask.squareSides {
            mask.fill(picture, square: square)
            parts.find(mask, of: picture)
            var letters = parts.parts.filter { Double($0.height) <= mostHeight && Self.mayBeLetter($0) }
            letters.sort { ($0.left, $0.top) < ($1.left, $1.top) }
            lines += Self.joined(letters)
        }
        let certain = lines.filter(\.isCertain)
        lines.removeAll { line in !line.isCertain && !certain.contains { line.isLike($0) } }
    }

    private static func mayBeLetter(_ part: InkPart) -> Bool {
        let (width, height) = (Double(part.width), Double(part.height))
        return part.height >= leastHeight && widths.contains(width / height) && strokes.contains(part.stroke / height)
            && Double(part.area) >= leastFill * width * height
    }

    /// - Parameter letters: from left to right.
    private static func joined(_ letters: [InkPart]) -> [LetterLine] {
        var leaders = Array(letters.indices)
        func leader(_ index: Int) -> Int {
            var index = index
            while leaders[index] != index {
                leaders[index] = leaders[leaders[index]]
                index = leaders[index]
            }
            return index
        }
        for (index, letter) in letters.enumerated() {
            // No letter of its line is so much higher that it could stand further away.
            let end = letter.right + Int(mostDistance * mostTimes.height * Double(letter.height)) + 1
            for other in letters.indices.dropFirst(index + 1) {
                if letters[other].left > end { break }
                if areNeighbours(letter, letters[other]) { leaders[leader(other)] = leader(index) }
            }
        }
        let groups = Dictionary(grouping: letters.indices, by: leader)
        return groups.sorted { $0.key < $1.key }.filter { $0.value.count >= leastLetters }
            .map { LetterLine($0.value.map { letters[$0] }) }
    }

    private static func areNeighbours(_ left: InkPart, _ right: InkPart) -> Bool {
        let lower = Double(min(left.height, right.height))
        let higher = Double(max(left.height, right.height))
        let overlap = Double(min(left.bottom, right.bottom) - max(left.top, right.top))
        // They stand on one line, or hang from one.
        let offset = Double(min(abs(left.bottom - right.bottom), abs(left.top - right.top)))
        return higher <= mostTimes.height * lower && overlap >= 0.6 * lower && offset <= 0.1 * higher + 1
            && Double(right.left - left.right) <= mostDistance * higher
            && max(left.stroke, right.stroke) <= mostTimes.stroke * min(left.stroke, right.stroke)
            && abs(left.grey - right.grey) <= mostGreyDifference
    }
}
