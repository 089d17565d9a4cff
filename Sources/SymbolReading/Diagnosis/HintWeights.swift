/// Which reason is the likeliest: one weighted sum of the features for each, the greatest wins.
///
/// The weights are a logistic regression (multinomial, ridge) over 703 photos in which nothing was read: 180 photos of
/// the corpus and the samples, each blurred, moved, lit by a lamp, cut off, bent, made small; photos without a code; and
/// the samples made for a diagnosis. On photos whose sources were left out of the fit 84 % are named right.
enum HintWeights {
    private struct Entry {
        let hint: Diagnosis.Hint
        let offset: Double
        let weights: [Double]
    }

    static func likeliest(_ features: HintFeatures) -> Diagnosis.Hint {
        var best = (hint: Diagnosis.Hint.noneFound, score: -Double.infinity)
        for entry in table {
            let score = zip(entry.weights, features.values).reduce(entry.offset) { $0 + $1.0 * $1.1 }
            if score > best.score { best = (entry.hint, score) }
        }
        return best.hint
    }

    /// In the order of the features: picture's sharpness in its worst direction, sharpness, its square, saturation,
    /// contrast, stripes, area of the best candidate, finders; of the place: that there is one, edges, their square,
    /// width, how much too narrow, coherence, cut off, its edges then, crowding, blur, saturation, contrast, width of an
    /// edge.
    private static let table: [Entry] = [
        Entry(
            hint: .bent, offset: -4.98,
            weights: [
                1.6, 0.82, 0.5, -0.56, 1.42, 4.89, 0.93, 0.11,
                1.24, -1.28, 3.78, 1.91, -3.14, -2.68, -0.56, -3.29,
                0.51, -0.46, -0.58, 0.51, -0.85,
            ]),
        Entry(
            hint: .cutOff, offset: 1.51,
            weights: [
                0.63, 2.07, 0.5, -0.92, -0.27, 2.44, 0.37, 3.17,
                -7.26, 0.6, -7.8, -0.72, -0.25, 10.12, 0.18, 7.49,
                -0.25, 1.38, 0.5, 1.64, -0.73,
            ]),
        Entry(
            hint: .noneFound, offset: 8.83,
            weights: [
                0.31, -1.24, -0.45, 0.44, -1.52, 5.89, -0.65, -2.58,
                2.54, 0.62, 5.28, -0.86, 2.12, -14.51, -2.45, 3.29,
                -1.05, 0.75, -0.84, 0.03, 2.22,
            ]),
        Entry(
            hint: .tooBlurry, offset: -2.7,
            weights: [
                -3.41, 0.79, -0.21, -0.23, 0.4, -3.69, 0.66, -0.42,
                0.16, -4.85, 1.47, 1.65, 3.32, 4.07, -0.11, 0.81,
                -0.05, 1.23, 0.49, -2.01, -0.31,
            ]),
        Entry(
            hint: .tooBright, offset: -18.14,
            weights: [
                -0.76, -1.22, -0.31, 1.32, 2.9, -6.32, -1.4, 0.9,
                -2.65, 4.3, 0.74, -1.07, 0.96, 3.79, 1.13, -3.53,
                0.21, 0.07, 0.54, -0.67, 1.26,
            ]),
        Entry(
            hint: .tooSmall, offset: 15.48,
            weights: [
                1.63, -1.23, -0.02, -0.04, -2.92, -3.21, 0.09, -1.18,
                5.97, 0.61, -3.48, -0.9, -3.01, -0.79, 1.81, -4.78,
                0.63, -2.96, -0.12, 0.51, -1.6,
            ]),
    ]
}
