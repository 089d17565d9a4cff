public import SymbolReading

/// Why a scan was not resolved, and what the shopper can do about it.
public struct ScanDiagnosis: Sendable, Hashable {
    /// How far the scan came.
    public var stage: Stage
    /// The most likely reason.
    public var hint: Hint
    /// Whether another photo of the same thing is likely to help.
    public var retake: Bool
    /// Four corners, in the upright photo, of what looks most like a code and was not read; nil where nothing does.
    public var place: [Point]?

    /// How far the scan came.
    public enum Stage: String, Sendable, CaseIterable {
        /// Nothing that looks like a symbol was found.
        case locate
        /// A symbol was found and could not be read.
        case decode
        /// A symbol was read, and it names no product.
        case identify
        /// A product was named that the catalogue does not have.
        case resolve
    }

    /// The most likely reason. The words are those of the public contract.
    public enum Hint: String, Sendable, CaseIterable {
        case tooBlurry = "too_blurry"
        case tooDark = "too_dark"
        case tooBright = "too_bright"
        case lowContrast = "low_contrast"
        case tooSmall = "too_small"
        case cutOff = "cut_off"
        case bent
        case noneFound = "none_found"
        case notAProduct = "not_a_product"
        case notListed = "not_listed"
    }

    /// Of a scan whose product the shopper has picked.
    ///
    /// - Returns: nil where the catalogue has it.
    public init?(ofPicked outcome: ScanOutcome) {
        guard outcome == .unlisted else { return nil }
        (stage, hint, retake) = (.resolve, .notListed, false)
    }

    /// - Returns: nil where the scan was resolved.
    init?(outcome: ScanOutcome, reading: Reading) {
        switch outcome {
        case .resolved, .voucher, .store:
            return nil
        case .unlisted:
            (stage, hint, retake) = (.resolve, .notListed, false)
        case .notAProduct:
            (stage, hint, retake) = (.identify, .notAProduct, true)
        case .noSymbol:
            stage = reading.diagnosis?.stage == .decode ? .decode : .locate
            hint = reading.diagnosis.map { Hint($0.hint) } ?? .noneFound
            retake = reading.diagnosis?.retake ?? true
            place = reading.diagnosis?.place
        }
    }
}

extension ScanDiagnosis.Hint {
    fileprivate init(_ hint: Diagnosis.Hint) {
        switch hint {
        case .tooBlurry: self = .tooBlurry
        case .tooDark: self = .tooDark
        case .tooBright: self = .tooBright
        case .lowContrast: self = .lowContrast
        case .tooSmall: self = .tooSmall
        case .cutOff: self = .cutOff
        case .bent: self = .bent
        case .noneFound: self = .noneFound
        }
    }
}
