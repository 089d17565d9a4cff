/// A part of a photo that is looked at once more, by itself: a cover that is small there.
///
/// What of a cover is smaller than a pixel or so is not seen, and a small cover's title is the first that is not. The part
/// around it alone takes little time, however large the photo.
struct ClosePart {
    /// Parts of one photo that are looked at.
    static let most = 2
    /// Pixels of a cover's longer side at which it is looked at: as its picture was for the index.
    private static let coverSide = Double(CoverRecord.longSide)
    /// Pixels of a cover's longer side, as it was looked at, from which a closer look shows nothing more.
    private static let largeEnough = 330.0
    /// A closer look is as much larger at least.
    private static let leastGain = 1.3
    /// Around a cover this share of its size is looked at, too.
    private static let margin = 0.1
    /// Pixels of the longer side to which a photo is decoded for it at most.
    private static let mostLongSide = 2560.0

    /// In pixels of the photo.
    let area: PixelArea
    /// Pixels of the area's longer side at which it is looked at.
    let seenLongSide: Int

    /// - Parameters:
    ///   - match: with corners in pixels of the photo.
    ///   - width: of the photo.
    /// - Returns: nil where the match is sure, or was looked at large enough.
    init?(of match: CoverMatch, width: Int, height: Int) {
        guard match.band == .ask else { return nil }
        let side = Self.side(of: match)
        let seen = side * min(1, Double(CoverRecognizer.Pass.first.longSide) / Double(max(width, height)))
        guard side > 0, seen < Self.largeEnough, side >= Self.leastGain * seen else { return nil }
        let around = Self.margin * side
        let (x, y) = (match.corners.map(\.x), match.corners.map(\.y))
        let left = Self.inside((x.min() ?? 0) - around, width)
        let right = Self.inside((x.max() ?? 0) + around, width)
        let top = Self.inside((y.min() ?? 0) - around, height)
        let bottom = Self.inside((y.max() ?? 0) + around, height)
        guard right > left, bottom > top else { return nil }
        area = PixelArea(x: left, y: top, width: right - left, height: bottom - top)
        let longSide = Double(max(area.width, area.height))
        seenLongSide = Int(longSide * min(1, Self.coverSide / side))
    }

    /// - Parameters:
    ///   - reading: with corners in pixels of the photo.
    ///   - width: of the photo.
    /// - Returns: pixels of the photo's longer side at which a closer look shows what there is to see; nil where none would
    ///   show more.
    static func longSide(for reading: CoverReading, width: Int, height: Int) -> Int? {
        guard !reading.ranOutOfTime else { return nil }
        let longSide = Double(max(width, height))
        let sides = reading.matches.filter { ClosePart(of: $0, width: width, height: height) != nil }.map(side)
        return sides.min().map { Int(min(longSide, mostLongSide, longSide * coverSide / $0)) }
    }

    func holdsMiddle(of match: CoverMatch) -> Bool {
        let middle = match.corners.reduce(SIMD2(0, 0), +) / Double(max(1, match.corners.count))
        let (x, y) = (Double(area.x), Double(area.y))
        return middle.x >= x && middle.y >= y && middle.x < x + Double(area.width) && middle.y < y + Double(area.height)
    }

    /// Of the cover in the photo: the longer of the two sides at its first corner.
    private static func side(of match: CoverMatch) -> Double {
        guard match.corners.count == 4 else { return 0 }
        let (top, left) = (match.corners[1] - match.corners[0], match.corners[3] - match.corners[0])
        return max((top * top).sum(), (left * left).sum()).squareRoot()
    }

    private static func inside(_ place: Double, _ length: Int) -> Int {
        Int(max(0, min(Double(length), place)))
    }
}
