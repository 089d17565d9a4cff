import Glibc
import PhotoDecoding

/// Reads the bar codes that are no retail codes: DataBar by a reader of our own, the others by ZBar, whose claims of
/// retail codes it collects. Where our own reader saw only parts of a DataBar symbol, ZBar is asked for that, too.
///
/// Both look at upright crops of the places that the localisation found. What ZBar says is believed by how well the
/// symbology protects itself: Code 128 has a check that textures do not pass, if three lines agree; the others need two
/// looks that agree, and many lines in one of them.
struct OtherBarReader {
    /// One content and what speaks for it.
    struct Opinion {
        let symbology: Symbology
        let bytes: [UInt8]
        let isGS1: Bool
        let engine: Symbol.Engine
        /// Where scan lines left it, in pixels of the picture.
        fileprivate(set) var points: [Point]
        /// Looks that saw it.
        fileprivate(set) var looks: Int
        /// Looks in which a good share of the lines saw it.
        fileprivate(set) var strongLooks: Int
        /// Scan lines that agreed in all looks, and in the best.
        fileprivate(set) var lines: Int
        fileprivate(set) var mostLines: Int
    }

    private var opinions: [Opinion] = []
    private var dataBar = DataBarReader()

    /// Opinions and points kept; a picture full of stripes shall not make comparing them dear.
    private static let mostOpinions = 128
    private static let mostPoints = 1024
    /// So many lines are a good share of any picture; of a low one, one in so many rows. Parts of EAN codes are taken for
    /// Interleaved 2 of 5 on one row in fifteen.
    private static let manyLines = 20
    private static let rowsALine = 4
    /// Places at which something was read.
    private var places: [BarCandidate] = []
    /// Places that were glanced at.
    private var glances: [(candidate: BarCandidate, glance: BarGlance)] = []
    /// Directions across the bars of the places that may hold a code.
    private var directions: [Float] = []
    /// Sizes of the looks at a place, against the picture's own pixels.
    private static let scales = [1, 0.7, 1.6]
    /// The same for DataBar, of which one module may be one pixel, or bars may be printed unevenly; with how faint bars may
    /// be.
    private static let dataBarLooks: [(scale: Double, swing: Float)] = [
        (1, ScanEdges.swing), (2, ScanEdges.smallSwing), (0.5, ScanEdges.swing),
    ]

    /// What is believed.
    var readings: [Opinion] {
        opinions.filter { !$0.symbology.isRetail && ($0.engine == .footbridge || isBelieved($0)) }
    }

    /// Retail codes that ZBar claims to have read, the best first; for whoever can verify them.
    var claims: [Opinion] { opinions.filter(\.symbology.isRetail).sorted { $0.lines > $1.lines } }

    /// Reads the DataBar symbol of a place that shows one at first glance.
    /// - Returns: where it is, in pixels of the picture; nil where there is none.
    mutating func readAtFirstGlance(_ candidate: BarCandidate, in pyramid: inout Pyramid) -> [Point]? {
        guard let natural = BarCrop(of: candidate, in: &pyramid),
            glance(at: candidate, natural, in: &pyramid).isLikelyDataBar,
            readDataBar(at: candidate, natural, in: &pyramid)
        else { return nil }
        places.append(candidate)
        return opinions.last?.points
    }

    /// Looks at a place, unless something was read there.
    mutating func look(at candidate: BarCandidate, in pyramid: inout Pyramid) throws(PhotoError) {
        if places.contains(where: { $0.overlaps(candidate) }) { return }
        guard let natural = BarCrop(of: candidate, in: &pyramid) else { return }
        let glance = glance(at: candidate, natural, in: &pyramid)
        guard glance.mayBeCode else { return }
        directions.append(candidate.direction)
        if readDataBar(at: candidate, natural, in: &pyramid) {
            places.append(candidate)
            return
        }
        for (number, scale) in Self.scales.enumerated() {
            guard let crop = number == 0 ? natural : BarCrop(of: candidate, in: &pyramid, scale: scale),
                let image = crop.image(in: &pyramid)
            else { return }
            let seen = try look(at: image, lines: .rows, for: dataBar.hasSeenParts ? .linearAndDataBar : .linear) {
                crop.place($0)
            }
            if seen.contains(where: { !opinions[$0].symbology.isRetail && isBelieved(opinions[$0]) }) {
                places.append(candidate)
                return
            }
            // Further opinions only where there is a first: no code of the corpus or its copies needs them otherwise. A
            // claim of a retail code is verified by its pixels, whoever else makes it.
            if number == 0, seen.allSatisfy({ opinions[$0].symbology.isRetail }) { return }
        }
    }

    /// What a place shows at first glance; looked at once.
    private mutating func glance(
        at candidate: BarCandidate, _ crop: BarCrop, in pyramid: inout Pyramid
    ) -> BarGlance {
        if let known = glances.first(where: { $0.candidate == candidate }) { return known.glance }
        let glance = dataBar.glance(at: crop, in: &pyramid)
        glances.append((candidate, glance))
        return glance
    }

    /// Whether a place looked at may hold a code.
    var hasSeenBars: Bool { !directions.isEmpty }

    /// Which way scan lines over the whole picture run: across the bars, where all of them stand nearly one way.
    private var wholeLines: ScanLines {
        guard hasSeenBars else { return .both }
        let sines = directions.map { abs(sinf($0)) }
        if sines.allSatisfy({ $0 < Self.sineOfNearly }) { return .rows }
        return sines.allSatisfy { $0 > (1 - Self.sineOfNearly * Self.sineOfNearly).squareRoot() } ? .columns : .both
    }

    /// Sine of an angle at which scan lines still cross all bars of a code: 30°.
    private static let sineOfNearly: Float = 0.5

    /// Looks at the whole picture, at two sizes if the first saw anything.
    mutating func lookAtWhole(_ pyramid: inout Pyramid) throws(PhotoError) {
        let level = max(pyramid.finest, BarLocaliser.firstLevel(of: pyramid.size))
        let image = pyramid.level(level)
        let isSmall = image.width * image.height <= Self.smallPixels
        // Rows of a stack that were localised apart, and symbols of a few rows of pixels.
        dataBar.begin()
        if readDataBar(image, { Point(x: $0.x << level, y: $0.y << level) }) { return }
        let lines = wholeLines
        let seen = try look(at: image, lines: lines, for: .logistics, density: isSmall ? 1 : 2) {
            Point(x: $0.x << level, y: $0.y << level)
        }
        guard !seen.isEmpty else { return }
        let other =
            isSmall
            ? image.sampled(
                from: SIMD2(-0.25, -0.25), right: SIMD2(0.5, 0), down: SIMD2(0, 0.5), width: 2 * image.width,
                height: 2 * image.height) : pyramid.level(level + 1)
        guard let other else { return }
        // As many lines as before.
        _ = try look(at: other, lines: lines, for: .logistics, density: isSmall ? 2 : 1) {
            isSmall ? Point(x: $0.x / 2, y: $0.y / 2) : Point(x: $0.x << (level + 1), y: $0.y << (level + 1))
        }
    }

    /// Pixels across a place up to which a DataBar symbol may be too small to show any character at first.
    private static let smallWidth: Float = 200

    /// Pixels up to which a picture is looked at in twice its size rather than half of it.
    private static let smallPixels = 400_000

    /// Reads the DataBar symbols of a place; in other sizes where the first shows a part of one, or may be too small to.
    /// - Parameter natural: the place in its own size.
    private mutating func readDataBar(
        at candidate: BarCandidate, _ natural: BarCrop, in pyramid: inout Pyramid
    ) -> Bool {
        dataBar.begin()
        for (number, (scale, swing)) in Self.dataBarLooks.enumerated() {
            if number > 0, !dataBar.hasSeenAnything, 2 * candidate.halfWidth > Self.smallWidth { return false }
            guard let crop = number == 0 ? natural : BarCrop(of: candidate, in: &pyramid, scale: scale) else {
                return false
            }
            guard let image = crop.image(in: &pyramid) else { return false }
            if readDataBar(image, swing: swing, { crop.place($0) }) { return true }
        }
        return false
    }

    /// Reads the DataBar symbols of a picture with upright bars.
    /// - Returns: whether there was one.
    private mutating func readDataBar(
        _ image: LumaImage, swing: Float = ScanEdges.swing, _ place: (Point) -> Point
    ) -> Bool {
        let findings = dataBar.read(image, swing: swing, place)
        for finding in findings where opinions.count < Self.mostOpinions {
            let symbol = finding.symbol
            let bytes = Array(symbol.text.utf8)
            guard !opinions.contains(where: { $0.symbology == symbol.symbology && $0.bytes == bytes }) else { continue }
            opinions.append(
                Opinion(
                    symbology: symbol.symbology, bytes: bytes, isGS1: true, engine: .footbridge,
                    points: Array(finding.points.prefix(Self.mostPoints)), looks: 1, strongLooks: 1,
                    lines: symbol.lines, mostLines: symbol.lines))
        }
        return !findings.isEmpty
    }

    /// Looks at a picture of any kind.
    /// - Parameter place: from its pixels to those of the whole picture.
    /// - Returns: which opinions it adds to.
    private mutating func look(
        at image: LumaImage, lines: ScanLines, for symbologies: SymbologySet = .linear, density: Int = 1,
        _ place: (Point) -> Point
    ) throws(PhotoError) -> [Int] {
        let scanner = try ZBarScanner(for: symbologies, density: density, lines: lines)
        var seen: [Int] = []
        let rows = lines == .both ? min(image.width, image.height) : image.height
        let manyLines = max(1, min(Self.manyLines, rows / density / Self.rowsALine))
        for finding in try scanner.scan(image) {
            guard !finding.points.isEmpty else { continue }
            let (symbology, bytes) = Self.named(finding.symbology, finding.bytes)
            let points = finding.points.prefix(Self.mostPoints).map(place)
            if let index = opinions.firstIndex(where: { $0.symbology == symbology && $0.bytes == bytes }) {
                opinions[index].looks += 1
                opinions[index].strongLooks += finding.scanLines >= manyLines ? 1 : 0
                opinions[index].lines += finding.scanLines
                opinions[index].mostLines = max(opinions[index].mostLines, finding.scanLines)
                opinions[index].points += points.prefix(max(0, Self.mostPoints - opinions[index].points.count))
                seen.append(index)
            } else if opinions.count < Self.mostOpinions {
                seen.append(opinions.count)
                opinions.append(
                    Opinion(
                        symbology: symbology, bytes: bytes, isGS1: finding.isGS1, engine: .zbar,
                        points: points, looks: 1,
                        strongLooks: finding.scanLines >= manyLines ? 1 : 0, lines: finding.scanLines,
                        mostLines: finding.scanLines))
            }
        }
        return seen
    }

    /// An EAN-13 with a leading zero is the same bars as a UPC-A, and is called that.
    private static func named(_ symbology: Symbology, _ bytes: [UInt8]) -> (Symbology, [UInt8]) {
        guard symbology == .ean13, bytes.first == UInt8(ascii: "0") else { return (symbology, bytes) }
        return (.upcA, Array(bytes.dropFirst()))
    }

    private func isBelieved(_ opinion: Opinion) -> Bool {
        switch opinion.symbology {
        case .code128, .dataBarExpanded: opinion.mostLines >= 3 || opinion.looks >= 2 && opinion.lines >= 3
        case .code93, .code39, .codabar, .interleaved2of5, .dataBar: opinion.looks >= 2 && opinion.strongLooks >= 1
        case .ean13, .ean8, .upcA, .upcE, .qr: false
        }
    }
}
