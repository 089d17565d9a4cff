/// The grey values of a symbol's modules and how dark each is: the soft value S = (threshold - grey) / contrast,
/// about 1 for dark, -1 for light.
///
/// Threshold and contrast are local, from the means of dark and light modules around, so that shadows and gradients do
/// not matter. The modules that the standard sets weigh in with their known tone, and as a prior of a few modules with
/// the symbol's overall tones, so that a light corner gets no invented dark.
struct QRGrid {
    private(set) var layout = QRLayout.of(version: 1)
    var side: Int { layout.side }
    /// 1 for dark on light, -1 for light on dark.
    private(set) var sign: Float = 1
    /// Whether the grey values are sampled with a kernel that keeps contrast, for modules of few pixels.
    var isBicubic = false
    private(set) var greys: [Float] = []
    private(set) var thresholds: [Float] = []
    private(set) var contrasts: [Float] = []
    var soft: [Float] = []
    private var darkSums: [Float] = []
    private var lightSums: [Float] = []
    private var darkCounts: [Float] = []

    mutating func begin(_ layout: QRLayout, sign: Float, isBicubic: Bool) {
        self.layout = layout
        self.sign = sign
        self.isBicubic = isBicubic
        let count = layout.side * layout.side
        if greys.count != count {
            greys = [Float](repeating: 0, count: count)
            thresholds = greys
            contrasts = greys
            soft = greys
            darkSums = [Float](repeating: 0, count: (layout.side + 1) * (layout.side + 1))
            lightSums = darkSums
            darkCounts = darkSums
        }
    }

    func value(at place: SIMD2<Double>, in sampler: GreySampler) -> Float {
        isBicubic ? sampler.bicubic(place) : sampler.bilinear(place)
    }

    /// Takes each module's grey value at its middle.
    /// - Parameter spread: if more than 0, four more places this many modules away diagonally are averaged in, against
    ///   noise and print that is full of holes.
    mutating func sample(_ surface: QRSurface, in sampler: GreySampler, spread: Double = 0) {
        let side = side
        let isBicubic = isBicubic
        var greysBuffer: [Float] = []
        swap(&greysBuffer, &greys)
        defer { swap(&greysBuffer, &greys) }
        var greys = greysBuffer.mutableSpan
        for y in 0..<side {
            for x in 0..<side {
                let (column, row) = (Double(x) + 0.5, Double(y) + 0.5)
                let place = surface(column, row)
                var value = isBicubic ? sampler.bicubic(place) : sampler.bilinear(place)
                if spread > 0 {
                    let along = surface(column + spread, row) - place
                    let down = surface(column, row + spread) - place
                    var corners = sampler.bilinear(place + along + down) + sampler.bilinear(place - along + down)
                    corners += sampler.bilinear(place + along - down) + sampler.bilinear(place - along - down)
                    value = (2 * value + corners) / 6
                }
                greys[y * side + x] = value
            }
        }
    }

    /// Sets thresholds, contrasts and soft values from the grey values.
    /// - Parameters:
    ///   - radius: modules around each that its tones are taken from.
    ///   - prior: how many modules the overall tones count for.
    ///   - floor: the least contrast, a share of the overall one.
    mutating func soften(radius: Int = 5, prior: Float = 3, floor: Float = 0.3) {
        let overall = overallTones()
        firstThresholds(radius: radius)
        for _ in 0..<2 { refineThresholds(radius: radius, prior: prior, overall, floor: floor) }
        var softBuffer: [Float] = []
        swap(&softBuffer, &soft)
        defer { swap(&softBuffer, &soft) }
        let greys = greys.span
        let thresholds = thresholds.span
        let contrasts = contrasts.span
        let sign = sign
        var soft = softBuffer.mutableSpan
        for place in greys.indices {
            soft[place] = max(-1.5, min(1.5, sign * (thresholds[place] - greys[place]) / contrasts[place]))
        }
    }

    /// The middle between dark and light function modules and half the way from one to the other, at least 4.
    private func overallTones() -> (threshold: Float, contrast: Float) {
        var (dark, light): (Float, Float) = (0, 0)
        var (darkCount, lightCount): (Float, Float) = (0, 0)
        for place in layout.functionPlaces {
            let value = greys[Int(place)]
            if Float(layout.functions[Int(place)]) * sign > 0 {
                dark += value
                darkCount += 1
            } else {
                light += value
                lightCount += 1
            }
        }
        dark /= max(1, darkCount)
        light /= max(1, lightCount)
        return ((dark + light) / 2, max(4, abs(light - dark) / 2))
    }

    /// Means over the window, from sums over the rectangle above.
    private mutating func firstThresholds(radius: Int) {
        let side = side
        let width = side + 1
        var darkSumsBuffer: [Float] = []
        swap(&darkSumsBuffer, &darkSums)
        defer { swap(&darkSumsBuffer, &darkSums) }
        var thresholdsBuffer: [Float] = []
        swap(&thresholdsBuffer, &thresholds)
        defer { swap(&thresholdsBuffer, &thresholds) }
        let greys = greys.span
        var sums = darkSumsBuffer.mutableSpan
        for y in 0..<side {
            var sum: Float = 0
            for x in 0..<side {
                sum += greys[y * side + x]
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + sum
            }
        }
        var thresholds = thresholdsBuffer.mutableSpan
        for y in 0..<side {
            let top = max(0, y - radius) * width
            let bottom = min(side, y + radius + 1) * width
            for x in 0..<side {
                let left = max(0, x - radius)
                let right = min(side, x + radius + 1)
                let sum = sums[bottom + right] - sums[top + right] - sums[bottom + left] + sums[top + left]
                thresholds[y * side + x] = sum / Float((right - left) * ((bottom - top) / width))
            }
        }
    }

    private mutating func refineThresholds(
        radius: Int, prior: Float, _ overall: (threshold: Float, contrast: Float), floor: Float
    ) {
        let side = side
        let width = side + 1
        let sign = sign
        var thresholdsBuffer: [Float] = []
        swap(&thresholdsBuffer, &thresholds)
        defer { swap(&thresholdsBuffer, &thresholds) }
        var contrastsBuffer: [Float] = []
        swap(&contrastsBuffer, &contrasts)
        defer { swap(&contrastsBuffer, &contrasts) }
        var darkSumsBuffer: [Float] = []
        swap(&darkSumsBuffer, &darkSums)
        defer { swap(&darkSumsBuffer, &darkSums) }
        var lightSumsBuffer: [Float] = []
        swap(&lightSumsBuffer, &lightSums)
        defer { swap(&lightSumsBuffer, &lightSums) }
        var darkCountsBuffer: [Float] = []
        swap(&darkCountsBuffer, &darkCounts)
        defer { swap(&darkCountsBuffer, &darkCounts) }
        let functions = layout.functions.span
        let greys = greys.span
        var thresholds = thresholdsBuffer.mutableSpan
        var darkSums = darkSumsBuffer.mutableSpan
        var lightSums = lightSumsBuffer.mutableSpan
        var counts = darkCountsBuffer.mutableSpan
        for y in 0..<side {
            var (dark, light, count): (Float, Float, Float) = (0, 0, 0)
            for x in 0..<side {
                let place = y * side + x
                let function = functions[place]
                let isDark =
                    function == 1 || function == -1
                    ? Float(function) * sign > 0 : greys[place] < thresholds[place]
                if isDark {
                    dark += greys[place]
                    count += 1
                } else {
                    light += greys[place]
                }
                let corner = (y + 1) * width + x + 1
                darkSums[corner] = darkSums[corner - width] + dark
                lightSums[corner] = lightSums[corner - width] + light
                counts[corner] = counts[corner - width] + count
            }
        }
        var contrasts = contrastsBuffer.mutableSpan
        let darkPrior = prior * (overall.threshold - overall.contrast)
        let lightPrior = prior * (overall.threshold + overall.contrast)
        let least = floor * overall.contrast
        for y in 0..<side {
            let top = max(0, y - radius) * width
            let bottom = min(side, y + radius + 1) * width
            for x in 0..<side {
                let left = max(0, x - radius)
                let right = min(side, x + radius + 1)
                let count = counts[bottom + right] - counts[top + right] - counts[bottom + left] + counts[top + left]
                let dark =
                    darkSums[bottom + right] - darkSums[top + right] - darkSums[bottom + left] + darkSums[top + left]
                let light =
                    lightSums[bottom + right] - lightSums[top + right] - lightSums[bottom + left]
                    + lightSums[top + left]
                let rest = Float((right - left) * ((bottom - top) / width)) - count
                let darkMean = (dark + darkPrior) / (count + prior)
                let lightMean = (light + lightPrior) / (rest + prior)
                thresholds[y * side + x] = (darkMean + lightMean) / 2
                contrasts[y * side + x] = max((lightMean - darkMean) / 2, least)
            }
        }
    }

    /// The mean agreement of the function modules with their known tones, at most 1: 1 for a clean print, 0 for chance.
    var fit: Double {
        let soft = soft.span
        let functions = layout.functions.span
        let places = layout.functionPlaces.span
        var sum: Float = 0
        for index in places.indices {
            let place = Int(places[index])
            sum += min(1, soft[place] * Float(functions[place]))
        }
        return Double(sum) / Double(places.count)
    }
}
