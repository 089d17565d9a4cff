/// Moves the map of a symbol until its modules agree best: four places of it, one after the other, in steps of half a
/// module down to a sixteenth.
enum QRMapRefinement {
    private static let steps = [0.5, 0.25, 0.12, 0.06]

    /// - Parameter work: counts the grey values looked at.
    static func refine(
        _ map: Homography, side: Int, score: borrowing QRGridScore, in sampler: GreySampler, work: inout Int
    ) -> Homography {
        let end = Double(side)
        // Clockwise: the three finders and, between the latter two, where version 2 to 6 have their alignment pattern.
        let anchors: InlineArray<4, SIMD2<Double>> = [
            SIMD2(3.5, 3.5), SIMD2(end - 3.5, 3.5), SIMD2(end - 6.5, end - 6.5), SIMD2(3.5, end - 3.5),
        ]
        var pixels = InlineArray<4, SIMD2<Double>>(repeating: SIMD2(0, 0))
        for index in 0..<4 { pixels[index] = map(anchors[index].x, anchors[index].y) }
        let module = Plane.length(pixels[1] - pixels[0]) / (end - 7)
        var result = map
        var best = score.score(map, in: sampler)
        work += score.count
        for step in steps {
            for _ in 0..<3 {
                var hasMoved = false
                // The corner without a finder is the least certain and goes first.
                for anchor in [2, 3, 1, 0] {
                    for way in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
                        for _ in 0..<3 {
                            let before = pixels[anchor]
                            pixels[anchor] += step * module * way
                            guard let moved = Homography(from: anchors, to: pixels) else {
                                pixels[anchor] = before
                                break
                            }
                            let found = score.score(moved, in: sampler)
                            work += score.count
                            guard found > best + 1e-6 else {
                                pixels[anchor] = before
                                break
                            }
                            best = found
                            result = moved
                            hasMoved = true
                        }
                    }
                }
                if !hasMoved { break }
            }
        }
        return result
    }
}
