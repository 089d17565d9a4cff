public import PhotoDecoding

/// Reads the symbols in photos.
///
/// A value without state: any number of threads may use one at the same time. Reading blocks its thread, and runs C
/// libraries over hostile bytes; a daemon calls it away from its event loops.
public struct SymbolReader: Sendable {
    private let budget: ReadingBudget

    /// - Parameter budget: what reading one photo may cost.
    public init(budget: ReadingBudget = ReadingBudget()) {
        self.budget = budget
    }

    /// Decodes a photo and reads its symbols.
    ///
    /// All symbols are reported that were found until the first pass that was sure of a retail code that can be a
    /// product, or until all passes had run or the budget was spent.
    /// - Returns: the symbols, or why there are none; an unreadable picture is a result, not an error.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public func read(_ photo: Photo) throws(PhotoError) -> Reading {
        try readToTheEnd(Picture(photo))
    }

    /// Decodes a photo and reads its symbols as long as somebody wants to know them.
    /// - Parameter isWanted: asked before the photo is decoded and before each pass, so at most about a second apart.
    /// - Returns: nil where reading was given up because it was no longer wanted.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public func read(_ photo: Photo, while isWanted: () -> Bool) throws(PhotoError) -> Reading? {
        try read(Picture(photo), while: isWanted)
    }

    /// Reads the symbols in grey pixels; coordinates are those of the image.
    /// - Throws: `PhotoError.outOfMemory`.
    public func read(_ image: LumaImage) throws(PhotoError) -> Reading {
        try readToTheEnd(Picture(image))
    }

    private func readToTheEnd(_ picture: Picture) throws(PhotoError) -> Reading {
        guard let reading = try read(picture, while: { true }) else {
            preconditionFailure("what is always wanted is never given up")
        }
        return reading
    }

    private func read(_ source: Picture, while isWanted: () -> Bool) throws(PhotoError) -> Reading? {
        guard isWanted() else { return nil }
        let clock = ReadingClock()
        var picture = source
        var evidence = Evidence(maximumTextBytes: budget.maximumTextBytes)
        var passes: [String] = []
        var ranOutOfTime = false
        var pace = PassPace()
        let (width, height) = (picture.width, picture.height)
        func limited(_ point: Point) -> Point {
            Point(x: min(max(0, point.x), width - 1), y: min(max(0, point.y), height - 1))
        }
        let base = picture.reduction(toPixels: ReadingPass.basePixels)
        // Decoded once at the base size; smaller pictures are made from it.
        _ = try picture.image(base)
        for step in ReadingPass.cascade {
            guard let reduction = Self.reduction(of: step, base: base, picture: picture) else { continue }
            let width = picture.width / reduction.divisor
            let height = picture.height / reduction.divisor
            let pass = step.adapted(toPixels: width * height)
            if evidence.hasAny {
                guard
                    pass.isForCompanions || evidence.awaitsSecondOpinion
                        || (pass.isForProducts && evidence.hasOnlyOtherRetail)
                else { continue }
            } else if pass.isForCompanions {
                continue
            }
            // The first pass always runs: a photo that was worth decoding is worth one look.
            let lines = pass.linePixels(width: width, height: height)
            guard passes.isEmpty || clock.hasRoom(for: pace.forecast(lines), within: budget) else {
                ranOutOfTime = true
                continue
            }
            guard isWanted() else { return nil }
            let image = try picture.image(reduction)
            let passStart = clock.processor
            let prepared = PreparedPicture(image, pass.preparation)
            let scanner = try ZBarScanner(
                for: pass.symbologies, density: pass.density, lines: pass.preparation.lines)
            let findings = try scanner.scan(prepared.image)
            pace.record(clock.processor - passStart, for: lines)
            passes.append(pass.name)
            evidence.add(findings, density: pass.density) { point in
                let point = prepared.place(point)
                return limited(
                    Point(x: point.x * picture.width / image.width, y: point.y * picture.height / image.height))
            }
            if evidence.hasSureProduct { break }
            if !passes.contains(Self.aboveTier) {
                let near = try picture.image(base)
                for frame in evidence.loneSecondTiers(in: near, dividedBy: base.divisor) {
                    guard
                        let closeUp = CloseUp(
                            of: near, dividedBy: base.divisor, frame: frame, along: -105...10, down: -80...20)
                    else { continue }
                    if !passes.contains(Self.aboveTier) { passes.append(Self.aboveTier) }
                    let findings = try ZBarScanner(for: .retail, density: 1, lines: .rows).scan(closeUp.image)
                    evidence.add(findings, density: 1) { limited(closeUp.place($0)) }
                    evidence.addNeighbours(findings, leastGap: 5 * CloseUp.rowsPerModule)
                }
                if evidence.hasSureProduct { break }
            }
        }
        if evidence.hasAny {
            let near = try picture.image(base)
            try evidence.completeAddOns(in: near, dividedBy: base.divisor) { frame, digits throws(PhotoError) in
                try AddOnSearch.addOn(beside: frame, in: near, dividedBy: base.divisor, digits: digits)
            }
        }
        let symbols = evidence.symbols(maximum: budget.maximumSymbols) { picture.upright($0) }
        var quality: PhotoQuality?
        if symbols.isEmpty {
            quality = PhotoQuality(try picture.image(picture.reduction(toPixels: PhotoQuality.measuredPixels)))
        }
        let upright = picture.uprightSize
        return Reading(
            symbols: symbols,
            diagnosis: quality.map { Diagnosis($0, width: upright.width, height: upright.height) },
            quality: quality, passes: passes, ranOutOfTime: ranOutOfTime, width: upright.width,
            height: upright.height, decodeTime: picture.decodeTime,
            readTime: clock.wall - picture.decodeTime)
    }

    /// The name of the close-up above a Japanese second tier.
    private static let aboveTier = "above-tier"

    /// The reduction that a pass works on; nil if the photo does not have it.
    private static func reduction(
        of pass: ReadingPass, base: PhotoReduction, picture: Picture
    ) -> PhotoReduction? {
        func pixels(_ reduction: PhotoReduction) -> Int {
            picture.width * picture.height / (reduction.divisor * reduction.divisor)
        }
        let half = PhotoReduction(rawValue: base.divisor * 2)
        switch pass.size {
        case .base: return base
        case .larger: return PhotoReduction(rawValue: base.divisor / 2)
        case .quick: return pixels(base) > ReadingPass.modestPixels ? half : nil
        case .modest: return pixels(base) <= ReadingPass.modestPixels ? base : half
        case .small: return pixels(.full) <= ReadingPass.modestPixels ? .full : nil
        case .smaller:
            guard let half, pixels(half) >= ReadingPass.smallestPixels else { return nil }
            return half
        }
    }
}
