/// A release of the daemon, compared by its numbers.
public struct DaemonVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Rises with changes that operators must act on.
    public let major: Int
    /// Rises with what is added.
    public let minor: Int
    /// Rises with what is mended.
    public let patch: Int

    /// The release that this source is of.
    public static let current = DaemonVersion(0, 1, 0)

    /// A release by its three numbers.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Parses `1.2.3`, and nothing else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...5).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// The form that ``init(_:)`` reads.
    public var description: String { "\(major).\(minor).\(patch)" }

    public static func < (left: DaemonVersion, right: DaemonVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
