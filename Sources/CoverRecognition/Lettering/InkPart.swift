/// A connected part of one ink: a letter, part of one, or several that touch.
struct InkPart {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int
    /// Pixels.
    var area = 0
    /// Sides of pixels that face others.
    var outline = 0
    /// Sum of its pixels' greys.
    var greys: Float = 0

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
    /// Mean grey.
    var grey: Float { greys / Float(max(1, area)) }
    /// Pixels across a stroke, were the whole one long stroke.
    var stroke: Double { 2 * Double(area) / Double(max(1, outline)) }
}

/// Finds the connected parts of a mask, in buffers that are reused.
struct InkParts {
    private(set) var parts: [InkPart] = []
    private var labels: [Int32] = []
    private var parents: [Int32] = []

    init() {}

    mutating func find(_ mask: borrowing InkMask, of picture: borrowing GreyPlane) {
        let (width, height) = (mask.width, mask.height)
        parts.removeAll(keepingCapacity: true)
        parents.removeAll(keepingCapacity: true)
        labels = [Int32](repeating: -1, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                let here = y * width + x
                let ink = mask.pixels[here]
                guard ink != 0 else { continue }
                var label: Int32 = -1
                if x > 0, mask.pixels[here - 1] == ink { label = labels[here - 1] }
                if y > 0, mask.pixels[here - width] == ink {
                    let above = labels[here - width]
                    label = label < 0 ? above : join(label, above)
                }
                if label < 0 {
                    label = Int32(parents.count)
                    parents.append(label)
                }
                labels[here] = label
            }
        }
        measure(mask, picture)
    }

    private mutating func measure(_ mask: borrowing InkMask, _ picture: borrowing GreyPlane) {
        let (width, height) = (mask.width, mask.height)
        var numbers = [Int32](repeating: -1, count: parents.count)
        for y in 0..<height {
            for x in 0..<width {
                let here = y * width + x
                guard labels[here] >= 0 else { continue }
                let root = Int(root(labels[here]))
                if numbers[root] < 0 {
                    numbers[root] = Int32(parts.count)
                    parts.append(InkPart(left: x, top: y, right: x, bottom: y))
                }
                let number = Int(numbers[root])
                let ink = mask.pixels[here]
                parts[number].left = min(parts[number].left, x)
                parts[number].right = max(parts[number].right, x)
                parts[number].bottom = y
                parts[number].area += 1
                parts[number].greys += picture.values[here]
                if x == 0 || mask.pixels[here - 1] != ink { parts[number].outline += 1 }
                if x == width - 1 || mask.pixels[here + 1] != ink { parts[number].outline += 1 }
                if y == 0 || mask.pixels[here - width] != ink { parts[number].outline += 1 }
                if y == height - 1 || mask.pixels[here + width] != ink { parts[number].outline += 1 }
            }
        }
    }

    private mutating func join(_ one: Int32, _ other: Int32) -> Int32 {
        let (first, second) = (root(one), root(other))
        let least = min(first, second)
        parents[Int(first)] = least
        parents[Int(second)] = least
        return least
    }

    private mutating func root(_ label: Int32) -> Int32 {
        var label = label
        while parents[Int(label)] != label {
            parents[Int(label)] = parents[Int(parents[Int(label)])]
            label = parents[Int(label)]
        }
        return label
    }
}
