import PhotoDecoding

/// Reduces a picture to a size, each pixel the mean of the area it covers.
///
/// The means keep what is finer than a pixel from turning into patterns, and need no choice of a filter.
struct AreaScaling {
    /// Column sums of the source rows under one row of the result.
    private var columns: [Float] = []

    init() {}

    /// - Parameters:
    ///   - image: the picture, or a part of it.
    ///   - part: in pixels of `image`, inside it.
    ///   - longSide: pixels of the longer side of the result; a smaller picture keeps its size.
    ///   - plane: takes the result.
    /// - Returns: pixels of `image` to a pixel of the result, at least 1.
    @discardableResult
    mutating func scale(
        _ image: LumaImage, part: PixelArea? = nil, longSide: Int, into plane: inout GreyPlane
    ) -> Float {
        let part = part ?? PixelArea(x: 0, y: 0, width: image.width, height: image.height)
        precondition(part.isInside(image), "a part of a picture lies inside it")
        let step = max(1, Float(max(part.width, part.height)) / Float(longSide))
        let width = max(1, min(longSide, Int((Float(part.width) / step).rounded())))
        let height = max(1, min(longSide, Int((Float(part.height) / step).rounded())))
        plane.resize(width: width, height: height)
        let stepX = Float(part.width) / Float(width)
        let stepY = Float(part.height) / Float(height)
        if columns.count < part.width { columns = [Float](repeating: 0, count: part.width) }
        for y in 0..<height {
            sumRows(of: image, part, from: Float(y) * stepY, to: Float(y + 1) * stepY)
            average(part.width, step: stepX, scale: 1 / (stepX * stepY), into: &plane, row: y)
        }
        return step
    }

    /// Adds up the rows between two places, the first and the last by the share that lies between them.
    private mutating func sumRows(of image: LumaImage, _ part: PixelArea, from top: Float, to bottom: Float) {
        let count = part.width
        let first = Int(top)
        let last = min(part.height - 1, max(first, Int(bottom.rounded(.up)) - 1))
        let source = image.pixels.span
        var sums = columns.mutableSpan
        for row in first...last {
            let share = min(bottom, Float(row + 1)) - max(top, Float(row))
            let start = (part.y + row) * image.width + part.x
            let line = source.extracting(start..<(start + count))
            if row == first {
                for x in 0..<count { sums[x] = share * Float(line[x]) }
            } else {
                for x in 0..<count { sums[x] += share * Float(line[x]) }
            }
        }
    }

    private func average(_ count: Int, step: Float, scale: Float, into plane: inout GreyPlane, row: Int) {
        let start = row * plane.width
        if step == 1 {
            for x in 0..<plane.width { plane.values[start + x] = columns[x] * scale }
            return
        }
        for x in 0..<plane.width {
            let left = Float(x) * step
            let right = Float(x + 1) * step
            let first = Int(left)
            let last = min(count - 1, max(first, Int(right.rounded(.up)) - 1))
            var sum: Float = 0
            for column in first...last {
                sum += columns[column] * (min(right, Float(column + 1)) - max(left, Float(column)))
            }
            plane.values[start + x] = sum * scale
        }
    }
}

/// A rectangle of pixels.
struct PixelArea: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    func isInside(_ image: LumaImage) -> Bool {
        width > 0 && height > 0 && x >= 0 && y >= 0 && x + width <= image.width && y + height <= image.height
    }
}
