import PhotoDecoding

/// Reads the DataBar symbols of an upright crop, in one row or stacked (ISO/IEC 24724).
struct DataBarReader {
    /// A symbol and where scan lines saw its characters.
    struct Finding {
        let symbol: DataBarSymbol
        let points: [Point]
    }

    private var profile = DarknessProfile()
    private var edges = ScanEdges()
    private var scan = DataBarScan()
    private var line: [Float] = []
    private var evidence = DataBarEvidence()
    /// Where characters were seen, in the whole picture.
    private var seen: [(slot: DataBarSlot, points: (Point, Point))] = []

    /// Scan lines of a crop; symbols have up to 11 rows.
    private static let mostLines = 40
    /// Share that a character explains which stands there without doubt.
    static let sureShare: Float = 0.7
    /// Narrower pictures hold no symbol.
    static let leastColumns = 24
    /// Scan lines in a row that show no character that was not well known, after which there is none.
    private static let mostWithoutNews = 12
    /// Rows of pixels that are averaged to a line.
    private static let mostRows = 3
    /// Half the window in which light and dark are measured, as a share of the line, and in samples.
    private static let window = (share: Float(0.1), least: 10, most: 60)
    /// Scan lines between looks at what they say together.
    private static let linesBetweenLooks = 4

    /// Forgets what was seen: another place is looked at.
    mutating func begin() {
        evidence = DataBarEvidence()
        seen.removeAll(keepingCapacity: true)
    }

    /// Whether any character was seen at the place.
    var hasSeenAnything: Bool { !seen.isEmpty }

    /// Whether characters of a symbol were seen at the place, if not all of them: two at least, well and in several lines.
    var hasSeenParts: Bool {
        let sure = evidence.opinions.values.count { character in
            character.contains { $0.lines >= DataBarSymbol.mostLinesNeeded && $0.explained >= Self.sureShare }
        }
        return sure >= 2
    }

    /// Looks at the place once more, in this size; what earlier looks saw counts too.
    /// - Parameters:
    ///   - swing: see `ScanEdges`.
    ///   - place: from the image's pixels to those of the whole picture.
    mutating func read(
        _ image: LumaImage, swing: Float = ScanEdges.swing, _ place: (Point) -> Point
    ) -> [Finding] {
        guard image.width >= Self.leastColumns else { return [] }
        let lines = min(image.height, Self.mostLines)
        let rows = max(1, min(Self.mostRows, image.height / lines))
        var lastNews = 0
        for (number, index) in Self.order(of: lines).enumerated() {
            if number - lastNews > Self.mostWithoutNews { break }
            let row = (2 * index + 1) * image.height / (2 * lines)
            let first = max(0, min(image.height - rows, row - rows / 2))
            let observations = scan(image, first..<(first + rows), swing: swing)
            for observation in observations {
                if evidence.lines(observation.slot) < DataBarSymbol.mostLinesNeeded { lastNews = number }
                evidence.add(observation)
                let ends = [observation.start, observation.end].map { place(Point(x: $0.whole, y: row)) }
                seen.append((observation.slot, (ends[0], ends[1])))
            }
            if number % Self.linesBetweenLooks == Self.linesBetweenLooks - 1, !observations.isEmpty {
                let symbols = evidence.symbols
                if !symbols.isEmpty, symbols.allSatisfy(\.isSure) { break }
            }
        }
        return evidence.symbols.filter(\.isSure).map { symbol in
            let points = seen.filter { symbol.slots.contains($0.slot) }.flatMap { [$0.points.0, $0.points.1] }
            return Finding(symbol: symbol, points: points)
        }
    }

    /// The characters that a scan line shows, the mean of some rows.
    mutating func scan(_ image: LumaImage, _ rows: Range<Int>, swing: Float) -> [DataBarObservation] {
        average(image, rows)
        let half = max(Self.window.least, min(Self.window.most, (Self.window.share * Float(image.width)).whole))
        profile.measure(line, halfWindow: half)
        edges.find(in: profile.darkness, swing: swing)
        scan.read(profile.darkness, edges)
        return scan.observations
    }

    /// Changes between dark and light in the line scanned last.
    var edgeCount: Int { edges.places.count }

    /// All numbers below `count`, those that follow each other far apart.
    static func order(of count: Int) -> [Int] {
        guard count > 2 else { return Array(0..<count) }
        // Steps near the golden section that reach every number.
        var step = max(1, Int(0.618 * Double(count)))
        while Self.commonDivisor(step, count) > 1 { step += 1 }
        return (1...count).map { $0 * step % count }
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }

    private mutating func average(_ image: LumaImage, _ rows: Range<Int>) {
        if line.count != image.width { line = [Float](repeating: 0, count: image.width) }
        let share = 1 / Float(rows.count)
        for x in 0..<image.width {
            var sum = 0
            for y in rows { sum += Int(image.pixels[y * image.width + x]) }
            line[x] = Float(sum) * share
        }
    }
}
