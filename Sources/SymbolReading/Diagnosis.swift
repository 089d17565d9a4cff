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
    init(_ quality: PhotoQuality, width: Int, height: Int) {
        let hint: Hint
        if min(width, height) < 80 {
            hint = .tooSmall
        } else if quality.meanLuma < 30 {
            hint = .tooDark
        } else if quality.meanLuma > 245 {
            hint = .tooBright
        } else if quality.contrast < 40 {
            hint = .lowContrast
        } else if quality.sharpness < 0.2 {
            hint = .tooBlurry
        } else {
            hint = .noneFound
        }
        self.init(stage: .locate, hint: hint, retake: hint != .noneFound)
    }
}
