/// Where each module boundary of a code lies in a profile.
struct ModuleWarp {
    /// Modules of the code.
    let modules: Int
    /// Sample of boundary 0 to `modules`.
    private(set) var places: [Float]

    /// Evenly spaced.
    init(modules: Int, from start: Float, module: Float) {
        self.modules = modules
        places = [Float](repeating: 0, count: modules + 1)
        for i in 0...modules { places[i] = start + module * Float(i) }
    }

    /// Between `start` and `end`, bent by t(1−t)(bend + skew (t−½) + wave (t−½)²) samples at t of the way.
    init(modules: Int, from start: Float, to end: Float, bend: Float, skew: Float, wave: Float) {
        self.modules = modules
        places = [Float](repeating: 0, count: modules + 1)
        for i in 0...modules {
            let t = Float(i) / Float(modules)
            let h = t - 0.5
            places[i] = start + (end - start) * t + t * (1 - t) * (bend + skew * h + wave * h * h)
        }
    }

    /// The same code, after each segment's beginning was found moved.
    init(_ warp: ModuleWarp, movedBy paths: DigitPaths, _ layout: RetailLayout) {
        modules = warp.modules
        places = [Float](repeating: 0, count: warp.modules + 1)
        let segments = layout.segments.count
        func knot(_ k: Int) -> (module: Float, place: Float) {
            let module = Float(k < segments ? layout.segments[k].start : layout.modules)
            return (module, warp.place(of: module + paths.offsets[k] / Float(DigitTemplates.samplesPerModule)))
        }
        var k = 0
        var (low, high) = (knot(0), knot(1))
        for i in 0...modules {
            while k < segments - 1, high.module < Float(i) {
                k += 1
                (low, high) = (high, knot(k + 1))
            }
            let share = (Float(i) - low.module) / (high.module - low.module)
            places[i] = low.place + share * (high.place - low.place)
        }
    }

    /// First and last boundary.
    var start: Float { places[0] }
    var end: Float { places[modules] }
    /// Width of the first and the last three modules, by which the warp goes on beyond the code.
    var firstModule: Float { (places[3] - places[0]) / 3 }
    var lastModule: Float { (places[modules] - places[modules - 3]) / 3 }

    /// Sample at a module coordinate, also outside the code.
    @inline(__always)
    func place(of module: Float) -> Float {
        if module <= 0 { return places[0] + module * firstModule }
        if module >= Float(modules) { return places[modules] + (module - Float(modules)) * lastModule }
        let i = Int(module)
        return places[i] + (module - Float(i)) * (places[i + 1] - places[i])
    }

    /// The narrowest module, in samples.
    var narrowest: Float {
        var narrowest = Float.infinity
        for i in 0..<modules { narrowest = min(narrowest, places[i + 1] - places[i]) }
        return narrowest
    }

    /// Modules of quiet zone before and after the code in what `resample` makes.
    static let marginSamples = 40

    /// Darkness at 4 samples a module, with a margin at either end; light beyond the profile.
    func resample(_ darkness: [Float], into resampled: inout [Float]) {
        let margin = Self.marginSamples
        let count = 2 * margin + modules * DigitTemplates.samplesPerModule
        // Templates are longer than the shortest segments; what they read beyond is multiplied by zero.
        let padded = count + 40
        if resampled.count < padded { resampled = [Float](repeating: 0, count: padded) }
        var target = resampled.mutableSpan
        let source = darkness.span
        let per = DigitTemplates.samplesPerModule
        let outside = margin / per
        for module in -outside..<(modules + outside) {
            let start = place(of: Float(module))
            let step = (place(of: Float(module + 1)) - start) / Float(per)
            for k in 0..<per {
                let x = start + (Float(k) + 0.5) * step
                target[margin + module * per + k] = Self.value(source, at: x)
            }
        }
        for j in count..<padded { target[j] = 0 }
    }

    /// The value between samples; 0 beyond the profile.
    @inline(__always)
    private static func value(_ profile: Span<Float>, at x: Float) -> Float {
        guard x >= 0, x < Float(profile.count - 1) else { return 0 }
        let i = Int(Int32(x))
        return profile[i] + (x - Float(i)) * (profile[i + 1] - profile[i])
    }

    /// The value between samples; the ends go on beyond the profile.
    @inline(__always)
    static func interpolated(_ profile: [Float], at x: Float) -> Float {
        let place = x.clamped(0, Float(profile.count) - 1.001)
        let i = Int(place)
        guard i + 1 < profile.count else { return profile.last ?? 0 }
        return profile[i] + (place - Float(i)) * (profile[i + 1] - profile[i])
    }
}
