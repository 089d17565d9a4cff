/// Correlation of a profile with the guards of a code and the quiet zones beside them.
struct GuardTemplates: Sendable {
    /// What is correlated. The raw value is its place in the tables.
    enum Guard: Int, Sendable {
        /// Three light modules and 1010.
        case start
        /// 0101 and three light modules.
        case end
        /// 1010101 about the middle of the code.
        case centre
        /// The dark end of the last digit, 010101 and three light modules.
        case upcEEnd

        fileprivate var modules: [Bool] {
            switch self {
            case .start: [false, false, false, true, false, true, false]
            case .end: [false, true, false, true, false, false, false]
            case .centre: [true, false, true, false, true, false, true]
            case .upcEEnd: [true, false, true, false, true, false, true, false, false, false]
            }
        }

        /// Modules between its beginning and the place that it is asked about.
        fileprivate var lead: Float {
            switch self {
            case .start: 3
            case .end: 4
            case .centre: 3.5
            case .upcEEnd: 7
            }
        }
    }

    private static let samplesPerModule = 3
    private static let blurs = 32
    /// Steps of the blur in the tables, in modules.
    private static let blurStep: Float = 1.0 / 20
    private static let longest = 30

    /// By guard, blur, sample: the rendered guard less its mean; and the sum of its squares.
    private var samples: [Float]
    private var squares: [Float]

    static let shared = GuardTemplates()

    private init() {
        samples = [Float](repeating: 0, count: 4 * Self.blurs * Self.longest)
        squares = [Float](repeating: 0, count: 4 * Self.blurs)
        for kind in [Guard.start, .end, .centre, .upcEEnd] {
            for blur in 0..<Self.blurs {
                let place = kind.rawValue * Self.blurs + blur
                let rendered = Self.render(kind.modules, sigma: max(0.2, Float(blur) * Self.blurStep))
                let mean = rendered.reduce(0, +) / Float(rendered.count)
                for (j, value) in rendered.enumerated() {
                    samples[place * Self.longest + j] = value - mean
                    squares[place] += (value - mean) * (value - mean)
                }
            }
        }
    }

    private static func render(_ modules: [Bool], sigma: Float) -> [Float] {
        (0..<(modules.count * samplesPerModule)).map { j in
            let t = (Float(j) + 0.5) / Float(samplesPerModule)
            var value: Float = modules[0] ? 1 : 0
            for k in 1..<modules.count where modules[k] != modules[k - 1] {
                value += (modules[k] ? 1 : -1) * NormalDistribution.cumulative((t - Float(k)) / sigma)
            }
            return value
        }
    }

    /// Normalised correlation; −1 where the profile does not reach.
    /// - Parameters:
    ///   - place: the boundary between guard and quiet zone, or the middle of the code, in samples.
    ///   - module: width in samples.
    ///   - sigma: blur in modules.
    func correlation(_ kind: Guard, _ darkness: [Float], at place: Float, module: Float, sigma: Float) -> Float {
        let blur = min(Self.blurs - 1, max(0, (sigma / Self.blurStep + 0.5).whole))
        let at = kind.rawValue * Self.blurs + blur
        let count = kind.count * Self.samplesPerModule
        let step = module / Float(Self.samplesPerModule)
        let first = place + (0.5 / Float(Self.samplesPerModule) - kind.lead) * module
        guard first >= 0, first + step * Float(count - 1) <= Float(darkness.count - 2) else { return -1 }
        var (sum, square, product): (Float, Float, Float) = (0, 0, 0)
        for j in 0..<count {
            let x = first + Float(j) * step
            let i = Int(Int32(x))
            let value = darkness[i] + (x - Float(i)) * (darkness[i + 1] - darkness[i])
            sum += value
            square += value * value
            product += samples[at * Self.longest + j] * value
        }
        let variance = square - sum * sum / Float(count)
        return product / (max(1e-9, variance * squares[at]) + 1e-3).squareRoot()
    }
}

extension GuardTemplates.Guard {
    fileprivate var count: Int { self == .upcEEnd ? 10 : 7 }
}
