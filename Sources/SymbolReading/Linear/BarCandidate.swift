import Glibc

/// A place where parallel bars seem to be: a rectangle with the direction in which a scan line crosses the bars.
struct BarCandidate: Sendable, Equatable {
    /// Middle, in pixels of the picture (level 0).
    var x: Float
    var y: Float
    /// Direction across the bars, in radians from the x axis; the way of reading may be either.
    var direction: Float
    /// Half the extent across the bars, in pixels of the picture.
    var halfWidth: Float
    /// Half the extent along the bars, in pixels of the picture.
    var halfHeight: Float
    /// Area in pixels, times the eighth power of the coherence, times how full the rectangle is.
    var score: Float
    /// Mean coherence of its blocks: 1 where all gradients are parallel.
    var coherence: Float
    /// Level of the pyramid that it was found in.
    var level: Int
    /// Whether its bars are taken to be light on dark.
    var isInverted = false

    /// Distance of a place from the middle, across and along the bars, in pixels.
    func offset(ofX x: Float, y: Float) -> (across: Float, along: Float) {
        let (c, s) = (cosf(direction), sinf(direction))
        let (dx, dy) = (x - self.x, y - self.y)
        return (abs(dx * c + dy * s), abs(-dx * s + dy * c))
    }

    /// Whether a place is inside.
    func contains(x: Float, y: Float) -> Bool {
        let offset = offset(ofX: x, y: y)
        return offset.across < halfWidth && offset.along < halfHeight
    }

    /// Whether the middle of one is inside the other.
    func overlaps(_ other: BarCandidate) -> Bool {
        contains(x: other.x, y: other.y) || other.contains(x: x, y: y)
    }

    /// Its corners, clockwise from the top left across the bars.
    var corners: [Point] {
        let (c, s) = (cosf(direction), sinf(direction))
        return [(-1, -1), (1, -1), (1, 1), (-1, 1)].map { (across: Float, along: Float) in
            let (u, v) = (across * halfWidth, along * halfHeight)
            return Point(x: (x + u * c - v * s).rounded().whole, y: (y + u * s + v * c).rounded().whole)
        }
    }

    /// The same place, its bars taken to be the other way.
    var inverted: BarCandidate {
        var candidate = self
        candidate.isInverted.toggle()
        return candidate
    }

    /// The part of the height from `low` to `high`, as shares of it from -1 to 1.
    func part(from low: Float, to high: Float) -> BarCandidate {
        var part = self
        let along = halfHeight * (low + high) / 2
        part.x -= along * sinf(direction)
        part.y += along * cosf(direction)
        part.halfHeight = halfHeight * (high - low) / 2
        return part
    }

    /// The part of the width from `low` to `high`, as shares of it from -1 to 1.
    func narrowed(from low: Float, to high: Float) -> BarCandidate {
        var part = self
        let across = halfWidth * (low + high) / 2
        part.x += across * cosf(direction)
        part.y += across * sinf(direction)
        part.halfWidth = halfWidth * (high - low) / 2
        return part
    }

    /// Angle between two directions of bars, 0 to a quarter turn.
    static func angle(_ one: Float, _ other: Float) -> Float {
        let difference = abs(fmodf(one - other, .pi))
        return min(difference, .pi - difference)
    }
}
