import Foundation

/// What a ratio is to reach.
public enum Goal: Sendable {
    /// Higher is better.
    case atLeast(Double)
    /// Lower is better.
    case atMost(Double)

    func isReached(by ratio: Double) -> Bool {
        switch self {
        case .atLeast(let goal): ratio >= goal
        case .atMost(let goal): ratio <= goal
        }
    }

    fileprivate var text: String {
        switch self {
        case .atLeast(let goal): "goal " + Ratios.text(goal)
        case .atMost(let goal): "goal at most " + Ratios.text(goal)
        }
    }
}

/// The ratio of two measurements, once for each round that both were taken in.
public struct Ratios {
    private let subject: String
    private let goal: Goal
    private var values: [Double] = []

    /// - Parameters:
    ///   - subject: what is measured, against what.
    ///   - goal: for the median.
    public init(_ subject: String, goal: Goal) {
        self.subject = subject
        self.goal = goal
    }

    public mutating func append(_ value: Double) {
        values.append(value)
    }

    /// Prints the median, in brackets the least and the greatest, and the goal, marked where the median falls short.
    public func report() {
        let sorted = values.sorted()
        guard let least = sorted.first, let greatest = sorted.last else { return }
        let median = sorted[sorted.count / 2]
        let range = "(\(Self.text(least)) to \(Self.text(greatest)))"
        print("\(subject): \(Self.text(median))  \(range)  \(goal.text)\(goal.isReached(by: median) ? "" : ", SHORT")")
    }

    fileprivate static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
