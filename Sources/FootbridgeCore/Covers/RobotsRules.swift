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

    /// In time proportional to the file's length, whatever is in it.
    ///
    /// - Parameters:
    ///   - text: the file; lines that are none are passed over.
    ///   - agent: the robot's name, in lower case. Where no group of lines names it, that of `*` counts.
    public init(_ text: String, for agent: String) {
        var own = RobotsRules()
        var everybody = RobotsRules()
        var hasOwn = false
        // What the group of lines that is being read is said to be for; of the names no more is remembered.
        var (isOwn, isEverybodys, isHead) = (false, false, false)
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let content = line.prefix { $0 != UInt8(ascii: "#") }
            guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = Self.trimmed(content[..<colon]).lowercased()
            let value = Self.trimmed(content[content.index(after: colon)...])
            if key == "user-agent" {
                if !isHead { (isOwn, isEverybodys) = (false, false) }
                isHead = true
                isOwn = isOwn || value.lowercased() == agent
                isEverybodys = isEverybodys || value == "*"
                hasOwn = hasOwn || isOwn
                continue
            }
            guard ["allow", "disallow", "crawl-delay"].contains(key) else { continue }
            isHead = false
            if isOwn { own.take(key, value) }
            if isEverybodys { everybody.take(key, value) }
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

    private static func trimmed(_ text: Substring.UTF8View) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(Substring(text))
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

    /// In time proportional to the two lengths' sum: each piece between stars is looked for once, behind the one before.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let isToEnd = pattern.last == UInt8(ascii: "$")
        var pieces = (isToEnd ? pattern.dropLast() : pattern[...])
            .split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        let first = pieces.removeFirst()
        guard path.starts(with: first) else { return false }
        var rest = path[first.count...]
        guard isToEnd else { return pieces.allSatisfy { skip($0, in: &rest) } }
        guard let last = pieces.popLast() else { return rest.isEmpty }
        return pieces.allSatisfy { skip($0, in: &rest) } && rest.count >= last.count
            && rest.suffix(last.count).elementsEqual(last)
    }

    /// Leaves what stands behind the first occurrence of a piece (Knuth, Morris and Pratt).
    ///
    /// - Returns: whether there is one.
    private static func skip(_ piece: ArraySlice<UInt8>, in rest: inout ArraySlice<UInt8>) -> Bool {
        guard piece.count <= rest.count else { return false }
        let piece = Array(piece)
        // How much of its beginning still fits where the next byte does not.
        var borders = [0]
        borders.reserveCapacity(piece.count)
        func longer(_ fitting: Int, _ byte: UInt8) -> Int {
            var fitting = fitting
            while fitting > 0, piece[fitting] != byte { fitting = borders[fitting - 1] }
            return fitting + (piece[fitting] == byte ? 1 : 0)
        }
        for place in piece.indices.dropFirst() { borders.append(longer(borders[place - 1], piece[place])) }
        var fitting = 0
        while fitting < piece.count {
            guard let byte = rest.popFirst() else { return false }
            fitting = longer(fitting, byte)
        }
        return true
    }
}
