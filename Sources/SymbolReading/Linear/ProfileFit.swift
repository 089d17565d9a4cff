/// A code fitted to a profile of grey levels: thirteen parameters by Gauss and Newton, damped after Levenberg and
/// Marquardt.
///
/// Offset and gain are quadratic along the code, the warp is quartic, the whole is blurred by one Gaussian; ink spread
/// moves dark edges outwards. Weak priors hold what the data do not tell.
struct ProfileFit {
    static let parameterCount = 13
    /// Quiet zone on either side that takes part, in modules.
    private static let quietModules: Float = 3
    private static let samplesPerModule = DigitTemplates.samplesPerModule
    static let mostVectors = EdgeRendering.mostVectors
    static let work = 60.0

    private(set) var modules = 0
    /// Samples, and vectors of eight.
    private(set) var samples = 0
    private(set) var vectors = 0
    /// Grey levels, module coordinates without warp, 1 where the profile reaches and 0 elsewhere.
    private(set) var grey: [Float8]
    private(set) var nominal: [Float8]
    private(set) var valid: [Float8]
    /// Module coordinates with warp, gain, and what the model leaves of the grey levels.
    private(set) var places: [Float8]
    private(set) var gain: [Float8]
    private(set) var residual: [Float8]
    /// 0 to 2 offset, 3 to 5 gain, 6 to 10 warp, 11 blur, 12 spread.
    private(set) var parameters = InlineArray<13, Double>(repeating: 0)
    /// Sum of squared residuals, with the priors' share.
    private(set) var residualSum: Float = 0
    /// Sum of squares about the mean.
    private(set) var totalSum: Float = 0

    init() {
        grey = [Float8](repeating: .zero, count: Self.mostVectors)
        nominal = grey
        valid = grey
        places = grey
        gain = grey
        residual = grey
    }

    /// Share of the variance that the model explains.
    var explained: Float { 1 - residualSum / max(1e-9, totalSum) }
    /// Blur in modules.
    var sigma: Float { Float(parameters[11]) }
    /// Ink spread in modules.
    var spread: Float { Float(parameters[12]) }

    /// - Parameters:
    ///   - profile: grey levels.
    ///   - sigma: blur to begin with, in modules; spread likewise.
    ///   - steps: at most.
    mutating func fit(
        _ profile: [Float], _ warp: ModuleWarp, _ code: CodeModules, sigma: Float, spread: Float, steps: Int,
        _ scratch: inout FitScratch
    ) {
        let deviation = sample(profile, warp)
        scratch.rendering.take(code)
        for a in 0..<Self.parameterCount { parameters[a] = 0 }
        parameters[0] = Double(mean) - deviation
        parameters[3] = 2 * deviation
        parameters[11] = Double(sigma)
        parameters[12] = Double(spread)
        let prior = FitPrior(deviation: deviation, sigma: Double(sigma), spread: Double(spread))
        var best = parameters
        var bestSum = Float.infinity
        var damping = 1e-3
        var isCurrent = true
        var step = 0
        while true {
            evaluate(&scratch, derivatives: step < steps)
            var sum: Float = 0
            var eight = Float8.zero
            for j in 0..<vectors { eight += residual[j] * residual[j] }
            sum = eight.total
            let variance = max(1e-4, Double(sum) / Double(max(count, 1)))
            sum += Float(prior.cost(parameters, variance))
            let isBetter = sum < bestSum
            isCurrent = isBetter
            if isBetter {
                let gained = bestSum - sum
                bestSum = sum
                best = parameters
                if step >= 2, gained < 0.002 * sum { break }
                damping = max(damping * 0.3, 1e-6)
            } else {
                damping *= 10
            }
            if step >= steps { break }
            if isBetter {
                scratch.accumulate(vectors, residual, prior, parameters, variance)
            } else {
                parameters = best
            }
            guard let change = scratch.solution(damping: damping) else { break }
            for a in 0..<Self.parameterCount {
                let isWarp = a >= 6 && a < 11
                parameters[a] += isWarp ? max(-0.6, min(0.6, change[a])) : change[a]
            }
            parameters[11] = max(0.18, min(1.8, parameters[11]))
            parameters[12] = max(-0.4, min(0.4, parameters[12]))
            step += 1
        }
        parameters = best
        residualSum = bestSum
        if !isCurrent { evaluate(&scratch, derivatives: false) }
    }

    private var mean: Float = 0
    private var count = 0

    /// Takes the profile at 4 samples a module.
    /// - Returns: its standard deviation.
    private mutating func sample(_ profile: [Float], _ warp: ModuleWarp) -> Double {
        modules = warp.modules
        let per = Float(Self.samplesPerModule)
        samples = min(8 * Self.mostVectors, ((Float(modules) + 2 * Self.quietModules) * per).whole)
        vectors = (samples + 7) / 8
        let last = Float(profile.count - 1)
        var sum = 0.0
        count = 0
        for j in 0..<(8 * vectors) {
            let t = -Self.quietModules + (Float(j) + 0.5) / per
            let x = warp.place(of: t)
            let isValid = j < samples && x >= 0 && x <= last
            let value = isValid ? ModuleWarp.interpolated(profile, at: x) : 0
            nominal[j / 8][j % 8] = t
            valid[j / 8][j % 8] = isValid ? 1 : 0
            grey[j / 8][j % 8] = value
            if isValid {
                sum += Double(value)
                count += 1
            }
        }
        mean = Float(sum / Double(max(count, 1)))
        var squares = Float8.zero
        for j in 0..<vectors {
            let difference = (grey[j] - mean) * valid[j]
            squares += difference * difference
        }
        totalSum = squares.total
        return (Double(totalSum) / Double(max(count, 1))).squareRoot() + 1e-3
    }

    /// Renders the code with the present parameters.
    private mutating func evaluate(_ scratch: inout FitScratch, derivatives: Bool) {
        let p = parameters
        let scale = 2 / Float(modules)
        for j in 0..<vectors {
            let t1 = nominal[j] * scale - 1
            var warp = Float(p[9]) + t1 * Float(p[10])
            warp = Float(p[8]) + t1 * warp
            warp = Float(p[7]) + t1 * warp
            places[j] = nominal[j] + Float(p[6]) + t1 * warp
        }
        scratch.rendering.render(places, vectors: vectors, sigma: sigma, spread: spread)
        for j in 0..<vectors {
            let t1 = nominal[j] * scale - 1
            let rendered = scratch.rendering.darkness[j]
            let gain = Float(p[3]) + t1 * (Float(p[4]) + t1 * Float(p[5]))
            let offset = Float(p[0]) + t1 * (Float(p[1]) + t1 * Float(p[2]))
            self.gain[j] = gain
            residual[j] = (grey[j] - offset - gain * rendered) * valid[j]
        }
        if derivatives { scratch.derive(vectors, nominal, valid, gain, scale: scale) }
    }
}
