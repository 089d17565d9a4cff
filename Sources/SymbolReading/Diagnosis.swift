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
        /// Nearly everything is washed out.
        case tooBright = "too_bright"
        /// Dark and light hardly differ.
        case lowContrast = "low_contrast"
        /// The photo, or the code in it, has too few pixels.
        case tooSmall = "too_small"
        /// The photo is good enough; there seems to be no code in it.
        case noneFound = "none_found"
    }

    /// How far the reading came.
    public let stage: Stage
    /// What most likely stood in the way.
    public let hint: Hint
    /// Whether another photo of the same thing is likely to help.
    public let retake: Bool

    /// A diagnosis from its parts.
    public init(stage: Stage, hint: Hint, retake: Bool) {
        self.stage = stage
        self.hint = hint
        self.retake = retake
    }
}

extension Diagnosis {
    /// Judges a picture in which nothing was read.
    ///
    /// Thresholds from the corpus. Sharpness: the pictures known to be out of focus (`ean13-5`, `upca-6`) have 0.12 to
    /// 0.2, of those that read 95 in 100 have more than 0.2. Stripes: of the retail pictures missed, 95 in 100 have
    /// more than 0.04, of the pictures without a code half have less; text looks like stripes, too, so that the stage
    /// is a guess and no more.
    init(_ quality: PhotoQuality, width: Int, height: Int) {
        let seemsToHoldCode = quality.stripes >= 0.04
        let hint: Hint
        if min(width, height) < 80 {
            hint = .tooSmall
        } else if quality.meanLuma < 50, quality.contrast < 80 {
            hint = .tooDark
        } else if quality.meanLuma > 225, quality.contrast < 80 {
            hint = .tooBright
        } else if quality.contrast < 40 {
            hint = .lowContrast
        } else if quality.sharpness < (seemsToHoldCode ? 0.3 : 0.2) {
            hint = .tooBlurry
        } else {
            // A code in focus and in good light that did not read most often has too few pixels for its bars.
            hint = seemsToHoldCode ? .tooSmall : .noneFound
        }
        self.init(stage: seemsToHoldCode ? .decode : .locate, hint: hint, retake: hint != .noneFound)
    }
}
