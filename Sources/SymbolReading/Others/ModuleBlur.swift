/// What is seen at three places of a module through a Gaussian blur, by the colours of it and of three modules on either
/// side: 128 possible surroundings.
struct ModuleBlur: Sendable {
    /// Standard deviation in modules.
    let sigma: Float
    /// How far each edge of a bar lies outside its place, in modules.
    let spread: Float
    /// Darkness of each surrounding, for one place after the other. The module itself is bit 3, the first one bit 6.
    let darkness: [Float]

    static let places: [Float] = [-1.0 / 3, 0, 1.0 / 3]
    static let windows = 128

    static let sigmas: [Float] = [0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.2]
    static let spreads: [Float] = [-0.3, -0.15, 0, 0.15, 0.3]

    /// Each blur of `sigmas` with each of `spreads`.
    static let all: [ModuleBlur] = sigmas.flatMap { sigma in spreads.map { ModuleBlur(sigma: sigma, spread: $0) } }

    static func index(sigma: Int, spread: Float) -> Int {
        let step = spreads[1] - spreads[0]
        let nearest = ((spread - spreads[0]) / step).rounded().clamped(0, Float(spreads.count - 1))
        return sigma * spreads.count + nearest.whole
    }

    private init(sigma: Float, spread: Float) {
        self.sigma = sigma
        self.spread = spread
        var darkness: [Float] = []
        for place in Self.places {
            for window in 0..<Self.windows {
                func isDark(_ module: Int) -> Float { Float((window >> (3 - module)) & 1) }
                var seen = isDark(-3)
                for module in -3..<3 {
                    let change = isDark(module + 1) - isDark(module)
                    let edge = Float(module) + 0.5 - change * spread
                    seen += change * NormalDistribution.cumulative((place - edge) / sigma)
                }
                darkness.append(seen)
            }
        }
        self.darkness = darkness
    }
}
