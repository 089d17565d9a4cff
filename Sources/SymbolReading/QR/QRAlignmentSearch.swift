/// Searches alignment patterns: 5×5 modules, dark with a light ring.
struct QRAlignmentSearch {
    let sampler: GreySampler
    /// 1 for dark on light, -1 for light on dark.
    let sign: Float

    /// The best place within a radius, to a sixteenth of a module; distance costs a little, so that of two alike the
    /// nearer one wins.
    /// - Parameters:
    ///   - expected: the pattern's middle in modules.
    ///   - radius: modules.
    /// - Returns: the place in modules and its correlation, -1 to 1.
    func search(
        near expected: SIMD2<Double>, on map: Homography, radius: Double
    ) -> (place: SIMD2<Double>, correlation: Double) {
        let pixels = frame(at: expected, map)
        var best = -1.0
        var bestPlace = expected
        func look(_ offset: SIMD2<Double>) {
            let found = correlation(at: offset, pixels, map, expected) - 0.012 * Plane.length(offset)
            if found > best {
                best = found
                bestPlace = expected + offset
            }
        }
        let steps = Int(2 * radius / 0.5 + 1e-9)
        for row in 0...steps {
            for column in 0...steps {
                look(SIMD2(0.5 * Double(column) - radius, 0.5 * Double(row) - radius))
            }
        }
        for step in [0.25, 0.12, 0.06] {
            let origin = bestPlace - expected
            for row in -1...1 {
                for column in -1...1 { look(origin + step * SIMD2(Double(column), Double(row))) }
            }
        }
        return (bestPlace, correlation(at: bestPlace - expected, pixels, map, expected))
    }

    /// One module along and down at a place, in pixels.
    private func frame(
        at place: SIMD2<Double>, _ map: Homography
    ) -> (along: SIMD2<Float>, down: SIMD2<Float>) {
        let middle = map(place.x, place.y)
        return (
            SIMD2<Float>(map(place.x + 1, place.y) - middle), SIMD2<Float>(map(place.x, place.y + 1) - middle)
        )
    }

    private func correlation(
        at offset: SIMD2<Double>, _ pixels: (along: SIMD2<Float>, down: SIMD2<Float>), _ map: Homography,
        _ expected: SIMD2<Double>
    ) -> Double {
        let middle = SIMD2<Float>(map(expected.x + offset.x, expected.y + offset.y))
        var sum: Float = 0
        var squares: Float = 0
        var light: Float = 0
        for b in -2...2 {
            var place = middle + Float(b) * pixels.down - 2 * pixels.along
            for a in -2...2 {
                let value = sampler.bilinear(place.x, place.y)
                sum += value
                squares += value * value
                if max(abs(a), abs(b)) == 1 { light += value }
                place += pixels.along
            }
        }
        let variance = squares - sum * sum / 25
        // Less than three grey steps of deviation is paper.
        guard variance >= 25 * 9 else { return 0 }
        // Eight of the 25 modules are light.
        return Double(sign * (light - 8 * sum / 25) / ((8 - 64 / 25) * variance).squareRoot())
    }
}
