/// Why nothing was read from a photo, as advice to whoever takes the next one.
public struct Diagnosis: Sendable, Equatable {
    /// How far the reading came.
    public enum Stage: String, Sendable, CaseIterable {
        /// No code was found in the photo.
        case locate
        /// There seems to be a code, but it could not be read.
        case decode
    }

    /// What most likely stood in the way.
    public enum Hint: String, Sendable, CaseIterable {
        /// Edges are smeared: out of focus or moved.
        case tooBlurry = "too_blurry"
        /// Nearly everything is dark.
        case tooDark = "too_dark"
        /// Nearly everything is washed out, or a reflection lies on the code.
        case tooBright = "too_bright"
        /// Dark and light hardly differ.
        case lowContrast = "low_contrast"
        /// The photo, or the code in it, has too few pixels.
        case tooSmall = "too_small"
        /// The code reaches beyond the photo, or something covers a part of it.
        case cutOff = "cut_off"
        /// The code is on a curve or a fold, or seen from far aside.
        case bent
        /// The photo is good enough; there seems to be no code in it.
        case noneFound = "none_found"
    }

    /// How far the reading came.
    public let stage: Stage
    /// What most likely stood in the way.
    public let hint: Hint
    /// Whether another photo of the same thing is likely to help.
    public let retake: Bool
    /// Four corners, in the upright photo, of the place that looks most like a code; nil where none does.
    public let place: [Point]?
    /// Width of a module there in pixels, if it is a retail code.
    public let moduleWidth: Double?
    /// Blur across the bars there, as the standard deviation in modules.
    public let blur: Double?
    /// Blur along the bars there, likewise, at most 20; nil where the photo is not blurred, or no ends of bars are to be seen.
    public let blurAlong: Double?

    /// A diagnosis from its parts.
    public init(
        stage: Stage, hint: Hint, retake: Bool, place: [Point]? = nil, moduleWidth: Double? = nil, blur: Double? = nil,
        blurAlong: Double? = nil
    ) {
        self.stage = stage
        self.hint = hint
        self.retake = retake
        self.place = place
        self.moduleWidth = moduleWidth
        self.blur = blur
        self.blurAlong = blurAlong
    }
}

extension Diagnosis {
    /// The way in which the camera moved, against the bars of a code.
    public enum Motion: String, Sendable, CaseIterable {
        /// Across the bars, which runs them into each other.
        case across
        /// Along the bars; harms little unless they lean.
        case along
    }

    /// The way in which the photo is blurred much more than in the other one; nil for one out of focus, or where it is
    /// not known.
    public var motion: Motion? {
        guard hint == .tooBlurry, let blur, let blurAlong, blur > 0 else { return nil }
        let ratio = blurAlong / blur
        return ratio < Self.mostAcross ? .across : ratio > Self.leastAlong ? .along : nil
    }

    /// Blur along the bars against blur across them. Of 90 drawn codes those blurred by a Gaussian had 0.60 to 1.03, those
    /// moved across 0.30 and less but for one.
    private static let mostAcross = 0.42
    private static let leastAlong = 2.0
}

extension Diagnosis {
    /// Judges a picture in which nothing was read.
    /// - Parameters:
    ///   - place: its most code-like place.
    ///   - upright: from the stored photo to the upright one.
    ///   - blurAlong: measures the blur along the bars of a place in pixels; asked only where blur is to be blamed.
    init(
        _ quality: PhotoQuality, features: HintFeatures, place: CodePlace?, size: PictureSize,
        upright: (Point) -> Point = { $0 }, blurAlong: (BarCandidate) -> Double? = { _ in nil }
    ) {
        let hint: Hint
        if min(size.width, size.height) < Self.leastSide {
            hint = .tooSmall
        } else if quality.meanLuma < 50, quality.contrast < 80 {
            hint = .tooDark
        } else if quality.meanLuma > 225, quality.contrast < 80 {
            hint = .tooBright
        } else if quality.contrast < 40 {
            hint = .lowContrast
        } else {
            hint = HintWeights.likeliest(features)
        }
        let shown = hint == .noneFound ? nil : place
        let isBlurry = hint == .tooBlurry
        // Blur swallows the edges that a module's width is told by.
        let module = shown.map { isBlurry ? $0.width / Double(RetailLayout.mostModules) : $0.module }
        func inModules(_ sigma: Double) -> Double? { module.map { sigma / $0 } }
        self.init(
            stage: shown == nil ? .locate : .decode, hint: hint, retake: hint != .noneFound,
            place: shown.map { $0.candidate.corners.map(upright) }, moduleWidth: module,
            blur: shown.flatMap { inModules($0.sigma) },
            blurAlong: isBlurry
                ? shown.flatMap { blurAlong($0.candidate) }.flatMap(inModules).map { min($0, Self.mostBlur) } : nil)
    }

    private static let mostBlur = 20.0
    /// Pixels of a photo's shorter side below which nothing but its size is to be blamed.
    private static let leastSide = 80
}
