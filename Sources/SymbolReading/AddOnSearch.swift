import PhotoDecoding

/// Looks for the add-on of a book or magazine where it must be: right of the code, in the code's own direction.
///
/// A pass over the photo misses add-ons that are small, or that lie at an angle: fewer lines cross them, and ZBar takes
/// them for noise. Measured on the samples: of 42 add-ons the passes miss three, all read here; a millisecond each.
enum AddOnSearch {
    /// Modules right of the last bar looked at. The standard's gap is 7 to 12, the add-on 47; the rest is for
    /// perspective and the quiet zone.
    private static let reach = 2...82
    /// Modules above and below the lines that read the code.
    private static let height = -30...30
    /// The module against what the lines say. Where no single line crosses the whole code, ZBar joins halves from two,
    /// and the points are the ends of one half or little more.
    private static let scales = [1, 1.65]
    /// Rows of the close-up, half a module each, that must agree.
    private static let leastLines = 6

    /// The digits, if exactly one add-on of a right length is right of the code.
    /// - Parameter digits: which lengths the code may have beside it.
    static func addOn(
        beside frame: CodeFrame, in image: LumaImage, dividedBy divisor: Int, digits: Set<Int>
    ) throws(PhotoError) -> String? {
        for scale in scales {
            let frame = frame.scaled(by: scale)
            guard
                let closeUp = CloseUp(of: image, dividedBy: divisor, frame: frame, along: reach, down: height)
            else { continue }
            guard hasBars(closeUp.image) else { continue }
            if let addOn = try addOn(in: closeUp, digits: digits) { return addOn }
        }
        return nil
    }

    /// Whether some rows change between dark and light as often as the shortest add-on (7 bars) does, or nearly.
    ///
    /// Most books have nothing right of the code, and scanning nothing twice took a quarter as long as reading the code
    /// itself. On the samples and the corpus nothing is read differently for asking first.
    private static func hasBars(_ image: LumaImage) -> Bool {
        var crowded = 0
        for row in stride(from: 0, to: image.height, by: 6) where edges(in: image, row: row) >= 10 {
            crowded += 1
            if crowded == 2 { return true }
        }
        return false
    }

    /// Changes of at least `leastContrast` between one turn of the brightness and the next.
    private static func edges(in image: LumaImage, row: Int) -> Int {
        let leastContrast = 20
        let pixels = image.pixels[(row * image.width)..<((row + 1) * image.width)]
        guard let first = pixels.first.map(Int.init) else { return 0 }
        var (low, high, edges, isRising) = (first, first, 0, Bool?.none)
        for pixel in pixels.lazy.map(Int.init) {
            low = min(low, pixel)
            high = max(high, pixel)
            if isRising != true, pixel >= low + leastContrast {
                (isRising, high) = (true, pixel)
                edges += 1
            } else if isRising != false, pixel <= high - leastContrast {
                (isRising, low) = (false, pixel)
                edges += 1
            }
        }
        return edges
    }

    private static func addOn(in closeUp: CloseUp, digits: Set<Int>) throws(PhotoError) -> String? {
        let findings = try ZBarScanner(for: .addOns, density: 1, lines: .rows).scan(closeUp.image)
            .filter { $0.kind == .addOn }
        let fitting = findings.filter { digits.contains($0.bytes.count) && $0.scanLines >= leastLines && isInPlace($0) }
        guard let best = fitting.max(by: { $0.scanLines < $1.scanLines }),
            !findings.contains(where: { $0.bytes != best.bytes && $0.scanLines * 3 > best.scanLines })
        else { return nil }
        return String(validating: best.bytes, as: UTF8.self)
    }

    private static func isInPlace(_ addOn: ZBarFinding) -> Bool {
        guard addOn.direction == .rightwards, let end = addOn.points.map(\.x).max() else { return false }
        // ZBar tells where an add-on ends, rarely where it begins. By the standard: 54 to 59, 27 to 32 modules.
        let place = end / CloseUp.columnsPerModule + reach.lowerBound
        return addOn.bytes.count == 5 ? (40...76).contains(place) : (20...45).contains(place)
    }
}
