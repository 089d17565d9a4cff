import PhotoDecoding

/// Reads the QR codes of one picture, in stages that a cascade may run one by one.
///
/// Each stage looks for finders in one version of the picture and adds them to what was seen; then triples of finders
/// are tried as symbols. What fails is remembered, both to try nothing twice and to tell why.
struct QRReader {
    /// Triples that may fail in one stage, and in a picture.
    private static let failuresInStage = 4
    private static let failuresInPicture = 14
    private static let mostFinders = 60
    /// Grey values that may be looked at for one picture, some 100 ms: a bound for hostile ones. The slowest photo of
    /// the corpus takes a sixth of it.
    private static let mostWork = 12_000_000
    /// Codes that cover less of the picture than this leave room for others as large.
    private static let smallShare = 0.3
    /// Sides shorter than this hold no symbol.
    private static let leastSide = 16

    /// Finder patterns seen so far, in pixels of the picture, best or not.
    private(set) var finders: [QRFinder] = []
    /// Codes read so far.
    private(set) var readings: [QRReading] = []
    /// What was measured of symbols that could not be read, in the order of trying.
    private(set) var obstacles: [QRObstacle] = []

    private var blocks = QRBlocks()
    private var measured: (level: Int, isSharpened: Bool)?
    private var bits = QRDarkBits()
    private var scan = QRFinderScan()
    private let frame = QRFinderFrame()
    private var symbol = QRSymbolReader()
    private var pairs = QRPairSearch()
    private var tried: Set<[Int]> = []
    private var triedPairs: Set<[Int]> = []
    private var failures = 0
    private var stagesRun: [QRStage] = []

    init() {}

    /// Runs all stages in order and finds all codes of the picture.
    mutating func read(in pyramid: inout Pyramid) -> [QRReading] {
        if runFirstStage(in: &pyramid) {
            runRemainder(in: &pyramid)
        } else {
            runLaterStages(in: &pyramid)
        }
        return readings
    }

    /// The first look, which reads nearly all that can be read.
    /// - Returns: whether it read a code.
    @discardableResult
    mutating func runFirstStage(in pyramid: inout Pyramid) -> Bool {
        let (width, height) = (pyramid.size.width, pyramid.size.height)
        let hasRead = run(QRStage.first(width: width, height: height), isFirst: true, in: &pyramid)
        if hasRead, unexplainedFinders(quality: 0.5) > 0 || coveredShare(width * height) < Self.smallShare {
            run(QRStage.half(width: width, height: height), isFirst: false, in: &pyramid)
        }
        return hasRead
    }

    /// What follows where the first look read nothing; ends with the first stage that reads a code, after looking for
    /// more beside it.
    @discardableResult
    mutating func runLaterStages(in pyramid: inout Pyramid) -> Bool {
        for stage in QRStage.later(width: pyramid.size.width, height: pyramid.size.height) {
            if run(stage, isFirst: false, in: &pyramid) {
                runRemainder(in: &pyramid)
                return true
            }
        }
        return false
    }

    /// The stage at half size alone, for a picture in which something else was read and three finders are left.
    @discardableResult
    mutating func runHalfSizeStage(in pyramid: inout Pyramid) -> Bool {
        run(QRStage.half(width: pyramid.size.width, height: pyramid.size.height), isFirst: false, in: &pyramid)
    }

    /// Looks for more codes where finders are left over after a success.
    mutating func runRemainder(in pyramid: inout Pyramid) {
        let (width, height) = (pyramid.size.width, pyramid.size.height)
        var stages = [QRStage.half(width: width, height: height)]
        if let double = QRStage.double(width: width, height: height) { stages.append(double) }
        stages.append(
            QRStage(level: QRStage.baseLevel(width: width, height: height), isSharpened: true, gate: .likelyFinder))
        for stage in stages where unexplainedFinders() >= 2 {
            run(stage, isFirst: false, in: &pyramid)
        }
    }

    /// The share of the picture that the codes cover.
    private func coveredShare(_ pixels: Int) -> Double {
        readings.reduce(0) { $0 + Plane.area($1.corners) } / Double(pixels)
    }

    /// Finders of at least this quality outside the codes that were read.
    func unexplainedFinders(quality: Double = 0.7, enlargedBy factor: Double = 1.15) -> Int {
        finders.count { $0.quality >= quality && !isInsideReading($0.centre, enlargedBy: factor) }
    }

    private func isInsideReading(_ place: SIMD2<Double>, enlargedBy factor: Double = 1) -> Bool {
        readings.contains { $0.contains(place, enlargedBy: factor) }
    }

    /// - Returns: whether it read a code.
    @discardableResult
    private mutating func run(_ stage: QRStage, isFirst: Bool, in pyramid: inout Pyramid) -> Bool {
        let size = pyramid.size
        guard min(size.width, size.height) >= Self.leastSide, stage.level >= pyramid.finest,
            !stagesRun.contains(stage), isOpen(stage, size)
        else { return false }
        stagesRun.append(stage)
        var level = pyramid.level(stage.level)
        guard min(level.width, level.height) >= Self.leastSide else { return false }
        if stage.isSharpened { level = QRSharpening.sharpened(level) }
        addFinders(of: level, stage)
        let before = readings.count
        tryTriples(in: &pyramid)
        for _ in 0..<(isFirst ? 0 : stage.isSharpened ? 2 : 1) where isWorthSearching(before) {
            searchPairs(in: &pyramid)
            tryTriples(in: &pyramid)
        }
        return readings.count > before
    }

    private func isWorthSearching(_ before: Int) -> Bool {
        guard readings.count == before else { return false }
        return readings.isEmpty ? finders.count >= 2 : unexplainedFinders() >= 2
    }

    private func isOpen(_ stage: QRStage, _ size: PictureSize) -> Bool {
        if symbol.work > Self.mostWork { return false }
        switch stage.gate {
        case .always: return true
        case .likelyFinder: return finders.contains { $0.quality > 0.6 }
        case .sureFinder:
            guard finders.count <= 35 else { return false }
            // A larger picture helps only finders that were small in this one.
            let isFiner = stage.level < QRStage.baseLevel(width: size.width, height: size.height)
            let most = isFiner ? 2.5 * Double(2 << stage.level) * (stage.isSharpened ? 1 : 0.7) : .infinity
            return finders.contains { $0.quality > 0.75 && $0.moduleSize < most }
        }
    }

    private mutating func addFinders(of level: LumaImage, _ stage: QRStage) {
        if measured ?? (-1, false) != (stage.level, stage.isSharpened) {
            blocks.measure(level)
            measured = (stage.level, stage.isSharpened)
        }
        bits.binarise(level, blocks: blocks, radius: stage.windowRadius, by: stage.threshold)
        scan.scan(bits)
        let scale = Double(1 << stage.level)
        _ = level.withSampler { sampler in
            for candidate in scan.candidates {
                let centre = SIMD2(Double(candidate.x), Double(candidate.y)) * scale
                let isKnown = finders.contains {
                    $0.isInverted == candidate.isInverted && $0.quality > 0.85
                        && Plane.length($0.centre - centre) < 1.5 * $0.moduleSize
                }
                if isKnown { continue }
                guard let found = frame.finder(candidate, in: sampler)?.scaled(by: scale) else { continue }
                add(found)
            }
        }
    }

    /// Adds a finder, or puts it in the place of a worse one that is the same.
    private mutating func add(_ finder: QRFinder) {
        for index in finders.indices {
            let known = finders[index]
            let ratio = finder.moduleSize / known.moduleSize
            guard known.isInverted == finder.isInverted, ratio < 1.5, ratio > 0.67,
                Plane.length(known.centre - finder.centre) < 2 * min(known.moduleSize, finder.moduleSize)
            else { continue }
            if finder.quality > known.quality + 0.02 { finders[index] = finder }
            return
        }
        if finders.count < Self.mostFinders { finders.append(finder) }
    }

    /// A finder's place to two pixels, by which what was tried is remembered.
    private func key(_ finder: QRFinder) -> Int {
        Int(max(0, min(1e6, finder.centre.x / 2))) << 20 | Int(max(0, min(1e6, finder.centre.y / 2)))
    }

    private mutating func tryTriples(in pyramid: inout Pyramid) {
        var failed = 0
        for triple in QRTriple.all(of: finders) {
            let (corner, right, below) = (finders[triple.corner], finders[triple.right], finders[triple.below])
            let quality = corner.quality + right.quality + below.quality
            guard quality >= 1.95, triple.score <= (quality > 2.3 ? 3.4 : 2.2) else { continue }
            let keys = [key(corner), key(right), key(below)]
            guard !tried.contains(keys) else { continue }
            if [corner, right, below].contains(where: { isInsideReading($0.centre) }) { continue }
            guard failed < Self.failuresInStage, failures < Self.failuresInPicture, symbol.work < Self.mostWork else {
                return
            }
            tried.insert(keys)
            switch symbol.read(corner: corner, right: right, below: below, modules: triple.modules, in: &pyramid) {
            case .read(let reading):
                // Finders of one code seen twice, a little apart, would read it twice.
                let middle = reading.corners.reduce(SIMD2(0, 0), +) / 4
                if !isInsideReading(middle) { readings.append(reading) }
            case .failed(let obstacle):
                obstacles.append(obstacle)
                failed += 1
                failures += 1
            }
        }
    }

    private mutating func searchPairs(in pyramid: inout Pyramid) {
        var searched = 0
        for pair in QRPairSearch.pairs(of: finders) {
            let (a, b) = (finders[pair.first], finders[pair.second])
            guard searched < 5, triedPairs.count <= 14, !pairs.isExhausted, finders.count <= Self.mostFinders + 10,
                pair.score <= 1, a.quality + b.quality >= 1.3
            else { return }
            if !readings.isEmpty, isInsideReading(a.centre) || isInsideReading(b.centre) { continue }
            guard triedPairs.insert([key(a), key(b)]).inserted else { continue }
            searched += 1
            searchThird(of: a, and: b, in: &pyramid)
        }
    }

    private mutating func searchThird(of a: QRFinder, and b: QRFinder, in pyramid: inout Pyramid) {
        // The level with modules of at most five pixels.
        var number = pyramid.finest
        var level = pyramid.level(number)
        while a.moduleSize / Double(1 << number) > 5, min(level.width, level.height) > 64, number < 12 {
            number += 1
            level = pyramid.level(number)
        }
        let scale = 1 / Double(1 << number)
        let (width, height) = (Double(pyramid.size.width), Double(pyramid.size.height))
        let distance = Plane.length(a.modules(b.centre - a.centre))
        let scaled = a.scaled(by: scale)
        var found: [QRFinder] = []
        _ = level.withSampler { sampler in
            let own = QRFinderTemplate(of: scaled, in: sampler)
            for target in QRPairSearch.targets(from: a, to: b) {
                let place = a.place(target.x, target.y)
                guard place.x >= 0, place.y >= 0, place.x <= width, place.y <= height else { continue }
                let isKnown = (finders + found).contains {
                    $0.isInverted == a.isInverted
                        && Plane.length($0.centre - place) < (1.5 + 0.1 * distance) * a.moduleSize
                }
                if isKnown { continue }
                guard let third = pairs.search(near: target, like: scaled, own: own, in: sampler) else { continue }
                let candidate = QRFinderCandidate(
                    x: Float(third.place.x), y: Float(third.place.y), moduleSize: Float(scaled.moduleSize),
                    isInverted: a.isInverted, hits: 1)
                let ratio = 0.67..<1.5
                if let framed = frame.finder(candidate, in: sampler), framed.quality > third.correlation - 0.1,
                    ratio.contains(framed.moduleSize / scaled.moduleSize)
                {
                    found.append(framed.scaled(by: 1 / scale))
                } else {
                    var copy = a
                    copy.centre = third.place / scale
                    copy.quality = third.correlation
                    copy.hits = 1
                    found.append(copy)
                }
            }
        }
        finders.append(contentsOf: found)
    }
}
