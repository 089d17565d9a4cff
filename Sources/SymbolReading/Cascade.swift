import PhotoDecoding

/// The order in which a picture is read: the cheap and likely first, and no dear step once something was read.
///
/// Measured over 3 300 photos: nearly all that can be read is read by the first two steps, in 1 to 5 ms. Each step is
/// bounded in work, not in time, so that the same picture always gives the same answer.
struct Cascade {
    /// What is done, in this order; the raw values are the names in `Reading.passes`.
    enum Step: String, CaseIterable {
        /// QR codes in a picture of at most two megapixels.
        case qrCodes = "qr"
        /// Where bars are, and a first effort at the most promising places outside the QR codes.
        case bars
        /// More QR codes, where finders are left over.
        case moreQRCodes = "more-qr"
        /// Our DataBar reader, then ZBar, at the most promising places: the bar codes that are no retail codes.
        case otherBars = "other-bars"
        /// A finer size of a large photo, for what follows.
        case finerSize = "finer-size"
        /// QR codes that are small, large, blurred or faint: other sizes, sharpened, other thresholds.
        case harderQRCodes = "harder-qr"
        /// Bars of at most an eighth of a large picture's side.
        case smallBars = "small-bars"
        /// Second effort at the two best places.
        case harderBars = "harder-bars"
        /// What ZBar claims to be retail codes, if the pixels bear it out.
        case claims
        /// Our DataBar reader and ZBar over the whole picture.
        case wholePicture = "whole"
    }

    private var picture: Picture
    private(set) var pyramid: Pyramid
    private(set) var qr = QRReader()
    private(set) var bars = LinearReader()
    private var others = OtherBarReader()
    /// Steps that ran.
    private(set) var steps: [Step] = []

    /// Pixels of a photo that is looked at first, and of its finer size: JPEG is decoded straight to a size.
    private static let firstPixels = 4_000_000
    private static let finerPixels = 16_000_000

    /// - Throws: what decoding throws.
    init(_ picture: Picture) throws(PhotoError) {
        self.picture = picture
        let reduction = picture.reduction(toPixels: Self.firstPixels)
        let image = try self.picture.image(reduction)
        pyramid = Pyramid(
            image, level: reduction.divisor.trailingZeroBitCount,
            of: PictureSize(width: picture.width, height: picture.height))
    }

    /// Runs what is left, as long as it may.
    /// - Parameter mayBegin: asked before each step but the first.
    mutating func run(while mayBegin: () -> Bool) throws(PhotoError) {
        for step in Step.allCases where isDue(step) {
            guard steps.isEmpty || mayBegin() else { return }
            try run(step)
            steps.append(step)
        }
    }

    private var hasReadRetailOrQR: Bool { !qr.readings.isEmpty || !bars.readings.isEmpty }
    private var hasReadAnything: Bool { hasReadRetailOrQR || !others.readings.isEmpty }

    private func isDue(_ step: Step) -> Bool {
        switch step {
        case .qrCodes, .bars: true
        case .moreQRCodes:
            hasReadRetailOrQR && qr.unexplainedFinders() >= (qr.readings.isEmpty ? 3 : 2)
        case .otherBars: !places.isEmpty
        case .finerSize: !hasReadAnything && finerReduction != nil
        case .harderQRCodes, .smallBars, .harderBars: !hasReadAnything
        case .claims: !hasReadAnything && !others.claims.isEmpty
        case .wholePicture:
            !hasReadAnything && (others.hasSeenBars || pyramid.size.width * pyramid.size.height <= Self.tinyPixels)
        }
    }

    private mutating func run(_ step: Step) throws(PhotoError) {
        switch step {
        case .qrCodes:
            qr.runFirstStage(in: &pyramid)
        case .bars:
            bars.begin()
            bars.isAnythingRead = !qr.readings.isEmpty
            bars.excluded = qr.readings.map { CodeArea($0.points) }
            bars.localise(in: &pyramid)
            readDataBarAtBestPlace()
            bars.tryCandidates(in: &pyramid)
        case .moreQRCodes:
            if qr.readings.isEmpty {
                qr.runHalfSizeStage(in: &pyramid)
            } else {
                qr.runRemainder(in: &pyramid)
            }
        case .otherBars:
            for place in places { try others.look(at: place, in: &pyramid) }
        case .finerSize:
            guard let reduction = finerReduction else { return }
            pyramid.add(try picture.image(reduction), level: reduction.divisor.trailingZeroBitCount)
        case .harderQRCodes:
            qr.runLaterStages(in: &pyramid)
        case .smallBars:
            bars.trySmallCodes(in: &pyramid)
        case .harderBars:
            bars.tryHarder(in: &pyramid)
        case .claims:
            bars.tryClaims(others.claims, in: &pyramid)
        case .wholePicture:
            try others.lookAtWhole(&pyramid)
        }
    }

    /// DataBar first where the best place shows one: there is then no need to try it as a retail code.
    private mutating func readDataBarAtBestPlace() {
        guard let best = bars.candidates.first(where: { $0.coherence >= Self.leastCoherence }), !bars.covers(best),
            let points = others.readAtFirstGlance(best, in: &pyramid)
        else { return }
        bars.isAnythingRead = true
        bars.excluded.append(CodeArea(Outline.corners(around: points)))
    }

    /// The most promising places for other bar codes. Beside other codes only what is bars without doubt.
    private var places: ArraySlice<BarCandidate> {
        guard let best = bars.candidates.first else { return [] }
        let isBeside = hasReadAnything
        let leastCoherence = isBeside ? Self.leastCoherenceBeside : Self.leastCoherence
        return bars.candidates.filter { place in
            place.coherence >= leastCoherence && place.score >= Self.leastShare * best.score && !bars.covers(place)
        }
        .prefix(isBeside ? 2 : 4)
    }

    /// How parallel the gradients of a place are at least, and of one beside a code that was read.
    private static let leastCoherence: Float = 0.68
    private static let leastCoherenceBeside: Float = 0.9
    /// Least score of a place against the best one's.
    private static let leastShare: Float = 0.08
    /// Pixels up to which a whole picture is looked at though no bars were localised: too low for that, perhaps.
    private static let tinyPixels = 40_000

    /// The reduction that a finer size would have; nil where the finest is at hand.
    private var finerReduction: PhotoReduction? {
        let reduction = picture.reduction(toPixels: Self.finerPixels)
        return reduction.divisor.trailingZeroBitCount < pyramid.finest ? reduction : nil
    }

    /// What was read, as symbols in reading order.
    func symbols(within budget: ReadingBudget) -> [Symbol] {
        var found = FoundSymbols(budget: budget, picture: picture)
        found.add(qr.readings)
        found.add(bars.readings)
        found.add(others.readings)
        return found.sorted
    }

    /// Why nothing was read.
    mutating func diagnosis() -> (Diagnosis, PhotoQuality) {
        let quality = PhotoQuality(image(toPixels: PhotoQuality.measuredPixels))
        let (features, place) = hintFeatures(quality)
        let diagnosis = Diagnosis(
            quality, features: features, place: place, size: pyramid.size,
            upright: { picture.upright(picture.limited($0)) },
            blurAlong: { [pyramid] place in
                var pyramid = pyramid
                return EndBlur(of: place, in: &pyramid)?.sigma
            })
        return (diagnosis, quality)
    }

    func hintFeatures(_ quality: PhotoQuality) -> (HintFeatures, CodePlace?) {
        var pyramid = pyramid
        let place = CodePlace.best(of: bars.candidates, in: &pyramid)
        let pixels = Double(pyramid.size.width * pyramid.size.height)
        let features = HintFeatures(
            quality, place: place, area: Double(bars.candidates.first?.score ?? 0) / pixels,
            finders: qr.finders.count { $0.quality > 0.7 })
        return (features, place)
    }

    /// The finest level with at most so many pixels.
    mutating func image(toPixels pixels: Int) -> LumaImage {
        var level = pyramid.finest
        while (pyramid.size.width * pyramid.size.height) >> (2 * level) > pixels { level += 1 }
        return pyramid.level(level)
    }

    /// Time spent decoding the file.
    var decodeTime: Duration { picture.decodeTime }
}
