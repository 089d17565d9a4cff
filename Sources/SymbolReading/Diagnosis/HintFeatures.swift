import Glibc

/// What the reason for a failure is judged by: the picture as a whole and its most code-like place, on scales on which
/// reasons lie apart.
struct HintFeatures {
    /// In the order of `HintWeights`.
    let values: [Double]

    /// - Parameters:
    ///   - place: the most code-like place; nil where there are no bars.
    ///   - area: score of the best candidate of the localisation, as a share of the picture.
    ///   - finders: finder patterns of QR codes that are beyond doubt.
    init(_ quality: PhotoQuality, place: CodePlace?, area: Double, finders: Int) {
        func log(_ value: Double) -> Double { Glibc.log(value + 1e-3) }
        let sharpness = log(quality.sharpness)
        var values = [
            log(quality.sharpness * quality.evenness),
            sharpness,
            sharpness * sharpness,
            log(quality.saturation + 0.01),
            log(quality.contrast),
            quality.stripes.squareRoot(),
            log(area + 0.003),
            Double(min(finders, 3)),
        ]
        if let place {
            let width = place.width
            let edges = Double(min(place.edges, 60)) / 60
            values += [
                1, edges, edges * edges, log(width / 100), max(0, -log(width / 95)), place.coherence,
                place.isCutOff ? 1 : 0, place.isCutOff ? edges : 0, log(place.crowding), log(place.sigma),
                log(place.saturated + 0.02), log(place.contrast / 50), log(width / Double(max(1, place.edges))),
            ]
        } else {
            values += Array(repeating: 0, count: 13)
        }
        self.values = values
    }
}
