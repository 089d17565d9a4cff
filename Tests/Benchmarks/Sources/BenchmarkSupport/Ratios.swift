import Foundation

/// The ratio of two measurements, once for each round that both were taken in.
public struct Ratios {
    private let subject: String
    private var values: [Double] = []

    /// - Parameter subject: what is measured, against what.
    public init(_ subject: String) {
        self.subject = subject
    }

    public mutating func append(_ value: Double) {
        values.append(value)
    }

    /// Prints the median, and in brackets the least and the greatest.
    public func report() {
        let sorted = values.sorted()
        guard let least = sorted.first, let greatest = sorted.last else { return }
        func text(_ value: Double) -> String { String(format: "%.2f", value) }
        print("\(subject): \(text(sorted[sorted.count / 2]))  (\(text(least)) to \(text(greatest)))")
    }
}
