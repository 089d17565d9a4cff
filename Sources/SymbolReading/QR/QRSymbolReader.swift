import PhotoDecoding

/// Reads the symbol that three finders promise: version, alignment, modules, and where the first look is not enough, a
/// finer fit, equalisers, other thresholds and bent surfaces, in the order of what they cost.
struct QRSymbolReader {
    /// Fit from which a symbol is decoded at once; nearly all that can be read are.
    private static let sureFit = 0.75
    /// Below it, nothing was found to be worth a finer fit.
    private static let leastFit = 0.35
    /// After a finer fit: below it no decoding is tried.
    private static let decodingFit = 0.5

    private var solver = LinearSolver()
    private var grid = QRGrid()
    private var score = QRGridScore()
    private var equaliser = QREqualiser()
    private var bending = QRBending()
    private var mesh = QRMesh()
    private var codewords = QRCodewordReader()
    /// Grey values looked at while surfaces were fitted, and grids decoded, in units of a grey value: roughly 10 ns.
    private(set) var work = 0

    /// A message with the grid it came from.
    private struct Decoded {
        let payload: QRPayload
        let format: QRFormat
        let isMirrored: Bool
        let corrected: Int
        let fit: Double
    }

    enum Outcome {
        case read(QRReading)
        case failed(QRObstacle)
    }

    /// - Parameters:
    ///   - triple: its finders, in pixels of the picture.
    ///   - modules: along the symbol's side, as the finders' distance says.
    mutating func read(
        corner: QRFinder, right: QRFinder, below: QRFinder, modules: Double, in pyramid: inout Pyramid
    ) -> Outcome {
        let size = (corner.moduleSize + right.moduleSize + below.moduleSize) / 3
        // The level with modules of at most 7.5 pixels: larger ones cost time and bring noise.
        var number = pyramid.finest
        var level = pyramid.level(number)
        while size / Double(1 << number) > 7.5, min(level.width, level.height) > 64, number < 12 {
            number += 1
            level = pyramid.level(number)
        }
        let scale = 1 / Double(1 << number)
        let along = right.centre - corner.centre
        let down = below.centre - corner.centre
        let finders = [corner, right, below].map { $0.turned(along: along, down: down).scaled(by: scale) }
        let search = QRVersionSearch(corner: finders[0], right: finders[1], below: finders[2], modules: modules)
        let outcome = level.withSampler { sampler in
            read(search, moduleSize: size * scale, scale: scale, in: sampler)
        }
        return outcome
            ?? .failed(
                QRObstacle(
                    step: .version, corners: [], moduleSize: size, blur: SIMD2(0, 0), contrast: 0, fit: nil, quality: 0)
            )
    }

    private mutating func read(
        _ search: QRVersionSearch, moduleSize: Double, scale: Double, in sampler: GreySampler
    ) -> Outcome {
        let candidates = search.candidates(in: sampler, solver: &solver)
        var bestFit: Double?
        var step = QRObstacle.Step.version
        for candidate in candidates {
            let layout = QRLayout.of(version: candidate.version)
            grid.begin(layout, sign: search.corner.sign, isBicubic: moduleSize < 3.5)
            let (decoded, surface, fit) = read(candidate, search, layout, in: sampler)
            if let decoded {
                return .read(
                    QRReading(
                        payload: decoded.payload, version: layout.version, correction: decoded.format.correction,
                        mask: decoded.format.mask,
                        corners: surface.corners(side: layout.side, isMirrored: decoded.isMirrored).map { $0 / scale },
                        moduleSize: moduleSize / scale, fit: decoded.fit, isMirrored: decoded.isMirrored,
                        isInverted: search.corner.isInverted, corrected: decoded.corrected))
            }
            if fit > bestFit ?? -1 { bestFit = fit }
            step = max(step, fit < Self.decodingFit ? .surface : .codewords)
        }
        return .failed(obstacle(search, step: step, fit: bestFit, scale: scale, in: sampler))
    }

    private mutating func read(
        _ candidate: QRVersionSearch.Candidate, _ search: QRVersionSearch, _ layout: QRLayout, in sampler: GreySampler
    ) -> (Decoded?, QRSurface, fit: Double) {
        let first = QRSurface(candidate.map)
        var surfaces = [first]
        if let aligned = alignedMap(candidate, search, layout, in: sampler) {
            surfaces.insert(QRSurface(aligned), at: 0)
        }
        let firstMap = surfaces[0].map
        var best = first
        var bestFit = -9.0
        for surface in surfaces {
            grid.sample(surface, in: sampler)
            grid.soften()
            let fit = grid.fit
            work += layout.side * layout.side * 3
            if fit > Self.sureFit, let decoded = decode(fit: fit) { return (decoded, surface, fit) }
            // Bent paper may fit nowhere yet; a version read beside the finders is reason enough to go on.
            if fit < Self.leastFit, !(candidate.isNamed && fit > -0.1) { continue }
            score.begin(grid, mostData: 800, dataWeight: 0.3)
            let refined = QRSurface(
                QRMapRefinement.refine(surface.map, side: layout.side, score: score, in: sampler, work: &work))
            grid.sample(refined, in: sampler)
            grid.soften()
            let finer = grid.fit
            if finer > bestFit {
                bestFit = finer
                best = refined
            }
            guard finer >= Self.decodingFit else { continue }
            if let decoded = decodeThoroughly(refined, fit: finer, in: sampler) { return (decoded, refined, finer) }
        }
        guard bestFit > 0.45 || candidate.isNamed else { return (nil, best, bestFit) }
        if bestFit < 0 { best = QRSurface(firstMap) }
        return bent(candidate, best: best, bestFit: bestFit, firstMap: firstMap, search, layout, in: sampler)
    }

    /// The map corrected by the alignment pattern at the bottom right, where version 2 and later have one.
    private mutating func alignedMap(
        _ candidate: QRVersionSearch.Candidate, _ search: QRVersionSearch, _ layout: QRLayout, in sampler: GreySampler
    ) -> Homography? {
        guard layout.version > 1 else { return nil }
        let side = Double(layout.side)
        let place = SIMD2(side - 6.5, side - 6.5)
        let found = QRAlignmentSearch(sampler: sampler, sign: search.corner.sign).search(
            near: place, on: candidate.map, radius: min(8, 2 + side * 0.06))
        guard found.correlation > 0.55 else { return nil }
        var points = search.correspondences(side: side, centreWeight: 20, cornerWeight: 0.3)
        points.append(.init(module: place, pixel: candidate.map(found.place.x, found.place.y), weight: 20))
        return Homography(fitting: points, side: side, ridge: 0, solver: &solver)
    }

    private mutating func bent(
        _ candidate: QRVersionSearch.Candidate, best: QRSurface, bestFit: Double, firstMap: Homography,
        _ search: QRVersionSearch, _ layout: QRLayout, in sampler: GreySampler
    ) -> (Decoded?, QRSurface, fit: Double) {
        grid.sample(best, in: sampler)
        grid.soften()
        if layout.version >= 7 {
            var walk = QRAlignmentWalk(
                layout, map: best.map, search: QRAlignmentSearch(sampler: sampler, sign: search.corner.sign))
            var surface = walk.surface()
            work += layout.alignment.count * layout.alignment.count * 5_000
            score.begin(grid, mostData: 3_000, dataWeight: 0.35)
            mesh.refine(&surface, steps: [0.3, 0.15, 0.08], score: score, in: sampler, work: &work)
            let (decoded, fit) = decodeBent(surface, in: sampler)
            return (decoded, decoded == nil ? best : surface, decoded == nil ? bestFit : fit)
        }
        score.begin(grid, mostData: 700, dataWeight: 0.35)
        let one = bending.fit(best.map, side: layout.side, score: score, in: sampler, work: &work)
        let other = bending.fit(firstMap, side: layout.side, score: score, in: sampler, work: &work)
        var surface = one.score > other.score ? one.surface : other.surface
        score.begin(grid, mostData: 1_500, dataWeight: 0.35)
        mesh.refine(&surface, steps: [0.25, 0.12, 0.06], score: score, in: sampler, work: &work)
        let (decoded, fit) = decodeBent(surface, in: sampler)
        if let decoded { return (decoded, surface, fit) }
        // Once more from the flat surface with a mesh of 4×4, for paper that is bent in more than one sweep.
        grid.sample(best, in: sampler)
        grid.soften()
        let nodes = (0..<4).map { 3.5 + Double(layout.side - 7) * Double($0) / 3 }
        surface = QRSurface(best.map, nodes: nodes, displacements: Array(repeating: SIMD2(0, 0), count: 16))
        score.begin(grid, mostData: 1_500, dataWeight: 0.35)
        mesh.refine(&surface, steps: [0.6, 0.3, 0.15, 0.08], score: score, in: sampler, work: &work)
        let (second, secondFit) = decodeBent(surface, in: sampler)
        return (second, second == nil ? best : surface, second == nil ? bestFit : secondFit)
    }

    private mutating func decodeBent(_ surface: QRSurface, in sampler: GreySampler) -> (Decoded?, fit: Double) {
        grid.sample(surface, in: sampler)
        grid.soften()
        let fit = grid.fit
        guard fit >= 0.6 else { return (nil, fit) }
        return (decodeThoroughly(surface, fit: fit, in: sampler), fit)
    }

    /// Plain, then equalised three ways, then with other thresholds and a wider kernel.
    private mutating func decodeThoroughly(_ surface: QRSurface, fit: Double, in sampler: GreySampler) -> Decoded? {
        if let decoded = decode(fit: fit) { return decoded }
        equaliser.observe(grid, surface, in: sampler)
        work += grid.side * grid.side * 40
        if let linear = equaliser.equalise(grid) {
            grid.soft = linear
            if let decoded = decode(fit: fit) { return decoded }
            var earlier = linear
            if let retrained = equaliser.equalise(grid, earlier: linear) {
                grid.soft = retrained
                if let decoded = decode(fit: fit) { return decoded }
                earlier = retrained
            }
            if let cancelled = equaliser.cancel(grid, earlier: earlier) {
                grid.soft = cancelled
                if let decoded = decode(fit: fit) { return decoded }
            }
        }
        // Against glare, which leaves little contrast within a small part.
        grid.soften(radius: 3, prior: 0.4, floor: 0.06)
        if let decoded = decode(fit: fit) { return decoded }
        grid.soften(radius: 3)
        if let decoded = decode(fit: fit) { return decoded }
        grid.sample(surface, in: sampler, spread: 0.22)
        grid.soften()
        if let decoded = decode(fit: fit) { return decoded }
        grid.soften(radius: 9)
        return decode(fit: fit)
    }

    /// Tries the two likeliest formats as seen and mirrored, the likelier first.
    private mutating func decode(fit: Double) -> Decoded? {
        let plain = QRFormat.best(of: grid.soft, layout: grid.layout, isMirrored: false)
        let mirrored = QRFormat.best(of: grid.soft, layout: grid.layout, isMirrored: true)
        var formats = [(plain.0, false), (mirrored.0, true), (plain.1, false), (mirrored.1, true)]
        // A mirror image is the rarer: it must agree a little better.
        func rank(_ entry: (QRFormat, Bool)) -> Float { entry.0.score - (entry.1 ? 0.02 : 0) }
        formats.sort { rank($0) > rank($1) }
        let best = formats[0].0.score
        for (format, isMirrored) in formats where format.score >= 0.3 && format.score >= best - 0.35 {
            work += grid.side * grid.side * 2
            guard
                let result = codewords.read(grid.soft, layout: grid.layout, format: format, isMirrored: isMirrored),
                let payload = QRPayload(codewords: result.data, version: grid.layout.version)
            else { continue }
            // Ten checks or fewer are met by chance too often to be believed alone.
            let checks =
                format.correction.checkCodewords(version: grid.layout.version)
                * format.correction.blocks(version: grid.layout.version)
            if checks <= 10, !payload.hasRegularPadding, fit < 0.6 { continue }
            return Decoded(
                payload: payload, format: format, isMirrored: isMirrored, corrected: result.corrected, fit: fit)
        }
        return nil
    }

    private func obstacle(
        _ search: QRVersionSearch, step: QRObstacle.Step, fit: Double?, scale: Double, in sampler: GreySampler
    ) -> QRObstacle {
        let finders = [search.corner, search.right, search.below]
        var blur = SIMD2(0.0, 0.0)
        var contrast = 0.0
        for finder in finders {
            let measured = QRBlur.measure(finder, in: sampler)
            blur += measured.blur / 3
            contrast += measured.contrast / 3
        }
        let side = search.modules
        let map = Homography(
            origin: SIMD2(3.5, 3.5), at: search.corner.centre,
            along: (search.right.centre - search.corner.centre) / (side - 7),
            down: (search.below.centre - search.corner.centre) / (side - 7))
        let corners = [map(0, 0), map(side, 0), map(side, side), map(0, side)].map { $0 / scale }
        return QRObstacle(
            step: step, corners: corners, moduleSize: finders.reduce(0) { $0 + $1.moduleSize } / 3 / scale, blur: blur,
            contrast: contrast, fit: fit, quality: finders.reduce(0) { $0 + $1.quality } / 3)
    }
}
