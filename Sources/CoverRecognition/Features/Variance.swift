/// The mean squared distance of numbers from their mean.
enum Variance {
    /// - Returns: 0 for no numbers.
    static func of(_ values: ArraySlice<Float>) -> Float {
        guard !values.isEmpty else { return 0 }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        return Float(values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count)
    }
}
