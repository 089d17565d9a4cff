/// What an origin asks of a robot (RFC 9309): which paths it leaves alone, and, where it is said, how long it waits.
public struct RobotsRules: Sendable, Hashable {
    private struct Rule: Sendable, Hashable {
        var allows: Bool
        /// With `*` for anything and `$` for the end.
        var pattern: [UInt8]
    }

    private var rules: [Rule] = []
    /// `Crawl-delay`, no standard and widely said; never more than ``longestDelay``.
    public private(set) var delay: Duration?

    public static let longestDelay = Duration.seconds(60)
    /// Bytes of a file that are read; the rest is as if it were not there.
    public static let mostBytes = 500 << 10
    private static let mostRules = 2000

    /// Nothing is asked for.
    public init() {}

    /// - Parameters:
    ///   - text: the file; lines that are none are passed over.
    ///   - agent: the robot's name, in lower case. Where no group of lines names it, that of `*` counts.
    public init(_ text: String, for agent: String) {
        var own = RobotsRules()
        var everybody = RobotsRules()
        var hasOwn = false
        var names: [String] = []
        var isHead = false
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.prefix { $0 != "#" }
            guard let colon = content.firstIndex(of: ":") else { continue }
            let key = Self.trimmed(content[..<colon]).lowercased()
            let value = Self.trimmed(content[content.index(after: colon)...])
            if key == "user-agent" {
                if !isHead { names = [] }
                isHead = true
                names.append(value.lowercased())
                hasOwn = hasOwn || names.contains(agent)
                continue
            }
            guard ["allow", "disallow", "crawl-delay"].contains(key) else { continue }
            isHead = false
            if names.contains(agent) { own.take(key, value) }
            if names.contains("*") { everybody.take(key, value) }
        }
        self = hasOwn ? own : everybody
    }

    private mutating func take(_ key: String, _ value: String) {
        switch key {
        case "crawl-delay":
            guard let seconds = Double(value), seconds >= 0 else { return }
            // Cut before it becomes a duration, which has an end.
            delay = .seconds(min(seconds, Self.longestDelay / .seconds(1)))
        // An empty path stands for none.
        case _ where value.isEmpty || rules.count >= Self.mostRules: return
        default: rules.append(Rule(allows: key == "allow", pattern: Array(value.utf8)))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    /// Whether a path may be asked for: the longest rule that matches says so, and of two as long the one that allows.
    /// - Parameter path: with its query.
    public func allow(_ path: String) -> Bool {
        let path = Array(path.utf8)
        var best: Rule?
        for rule in rules where Self.matches(rule.pattern, path) {
            guard let known = best else {
                best = rule
                continue
            }
            let (length, knownLength) = (rule.pattern.count, known.pattern.count)
            if length > knownLength || length == knownLength && rule.allows { best = rule }
        }
        return best?.allows ?? true
    }

    /// In time proportional to the two lengths' product at most: of several `*` only the last is ever gone back to.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let isToEnd = pattern.last == UInt8(ascii: "$")
        // What need not reach the end has a star there.
        let pattern = isToEnd ? Array(pattern.dropLast()) : pattern + [UInt8(ascii: "*")]
        var (place, next) = (0, 0)
        var star: (next: Int, place: Int)?
        while place < path.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = (next, place)
                next += 1
            } else if next < pattern.count, pattern[next] == path[place] {
                next += 1
                place += 1
            } else if let last = star {
                star = (last.next, last.place + 1)
                (next, place) = (last.next + 1, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
