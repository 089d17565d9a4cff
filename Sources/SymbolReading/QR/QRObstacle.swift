/// What was measured of a symbol that was seen and could not be read, for whoever tells people why.
struct QRObstacle {
    /// The step that failed, in the order of the steps.
    enum Step: Int, Comparable {
        /// Timing patterns of no version fit between the finders.
        case version
        /// No surface was found on which the known modules have their tones.
        case surface
        /// The modules are there, but too many of them are wrong.
        case codewords

        static func < (a: Step, b: Step) -> Bool { a.rawValue < b.rawValue }
    }

    let step: Step
    /// Corners in pixels of the picture, by the three finders.
    let corners: [SIMD2<Double>]
    /// Pixels along a module's side.
    let moduleSize: Double
    /// Standard deviation of the blur along and down the symbol, in modules, 0.2 to 1.
    let blur: SIMD2<Double>
    /// Half the grey steps between dark and light.
    let contrast: Double
    /// Agreement of the known modules on the best surface, at most 1; nil if it did not come to that.
    let fit: Double?
    /// Mean quality of the three finders.
    let quality: Double
}

/// Measures how blurred a finder is.
enum QRBlur {
    /// Light and dark of the ring in a profile through the finder's middle tell the blur: what is left of their
    /// difference, as a share of that between core and margin, for a Gaussian of each standard deviation in modules.
    /// Computed from the normal distribution for edges 1.5, 2.5 and 3.5 modules out.
    private static let remainders: [(sigma: Double, remainder: Double)] = [
        (0.20, 0.975), (0.25, 0.909), (0.30, 0.808), (0.35, 0.691), (0.40, 0.574), (0.45, 0.465), (0.50, 0.368),
        (0.60, 0.208), (0.70, 0.086), (0.75, 0.036), (1.00, -0.142),
    ]

    /// - Returns: standard deviations in modules along and down, and half the grey steps between dark and light.
    static func measure(_ finder: QRFinder, in sampler: GreySampler) -> (blur: SIMD2<Double>, contrast: Double) {
        func mean(_ distance: Double, isAlong: Bool) -> Double {
            var sum: Float = 0
            for side in [-distance, distance] {
                for offset in [-0.5, 0, 0.5] {
                    sum += sampler.bilinear(isAlong ? finder.place(side, offset) : finder.place(offset, side))
                }
            }
            return Double(sum / 6)
        }
        func sigma(isAlong: Bool) -> (sigma: Double, contrast: Double) {
            let core = mean(0, isAlong: isAlong)
            let margin = max(
                Double(finder.sign) * mean(2, isAlong: isAlong), Double(finder.sign) * mean(4.2, isAlong: isAlong))
            let whole = margin - Double(finder.sign) * core
            guard whole > 1 else { return (1, max(0, whole / 2)) }
            let ring = Double(finder.sign) * (mean(2, isAlong: isAlong) - mean(3, isAlong: isAlong))
            let remainder = ring / whole
            var previous = remainders[0]
            for entry in remainders {
                if remainder >= entry.remainder {
                    let share = (previous.remainder - remainder) / max(1e-9, previous.remainder - entry.remainder)
                    let value = previous.sigma + share * (entry.sigma - previous.sigma)
                    return (max(0.2, min(1, value)), whole / 2)
                }
                previous = entry
            }
            return (1, whole / 2)
        }
        let along = sigma(isAlong: true)
        let down = sigma(isAlong: false)
        return (SIMD2(along.sigma, down.sigma), max(along.contrast, down.contrast))
    }
}
