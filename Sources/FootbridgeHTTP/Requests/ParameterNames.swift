/// The names of the parameters that a route takes, and what is done about every other one: by one rule for all routes.
///
/// A name that is close to one of these is misspelt, and told; any other is passed over, as pages put parameters of their
/// own into links. Names of families that everybody adds (``isAnybodys(_:)``) are never taken for misspelt.
struct ParameterNames: Sendable {
    /// No name is longer than this many bytes.
    private static let longest = 64
    /// What people call parameters that are known here by names too short, or too far away, to be recognised.
    private static let otherwise = [
        "latitude": "lat", "longitude": "lon", "long": "lon", "lng": "lon", "timezone": "tz", "query": "q",
    ]

    private let names: Set<String>

    init(_ names: some Sequence<String>) {
        self.names = Set(names)
    }

    /// Of a route without parameters.
    static let none = ParameterNames([])

    /// - Returns: false where the parameter is to be passed over.
    /// - Throws: the 400 problem that names the right one where this one is misspelt.
    func take(_ name: String) throws(Problem) -> Bool {
        if names.contains(name) { return true }
        guard let meant = meant(by: name) else { return false }
        throw .misspelt(name, meant: meant)
    }

    /// The parameter that was probably meant by a name that is none; nil where none is close.
    private func meant(by name: String) -> String? {
        guard name.utf8.count <= Self.longest, !Self.isAnybodys(name) else { return nil }
        let asked = Self.letters(of: name)
        if let meant = Self.otherwise[String(decoding: asked, as: UTF8.self)], names.contains(meant) { return meant }
        return names.sorted().first { Self.isClose(asked, Self.letters(of: $0)) }
    }

    /// Whether a name is of a family that pages and ad platforms put into links: `x-…`, `utm_…`, and click ids.
    private static func isAnybodys(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("x-") || name.hasPrefix("utm_") || clickIDs.contains { name.hasSuffix($0) }
    }

    /// `gclid`, `dclid`, `fbclid`, `ttclid`, …; `msclkid`; `gbraid` and `wbraid`.
    private static let clickIDs = ["clid", "clkid", "braid"]

    /// Without what is written in one way or another.
    private static func letters(of name: String) -> [UInt8] {
        Array(name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") })
    }

    private static func isClose(_ asked: [UInt8], _ name: [UInt8]) -> Bool {
        if asked == name { return true }
        let shorter = min(asked.count, name.count)
        // `radius` and `language`, `store_id`.
        if shorter >= 4, asked.starts(with: name) || name.starts(with: asked) { return true }
        guard shorter >= 3 else { return false }
        return distance(asked, name, atMost: name.count >= 6 ? 2 : 1)
    }

    /// Whether one becomes the other by so many letters left out, put in, exchanged, or swapped with their neighbours.
    private static func distance(_ one: [UInt8], _ other: [UInt8], atMost limit: Int) -> Bool {
        guard abs(one.count - other.count) <= limit else { return false }
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for row in 1...one.count {
            var current = [row]
            for column in 1...other.count {
                let isSame = one[row - 1] == other[column - 1]
                var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                    least = min(least, beforeLast[column - 2] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count] <= limit
    }
}

extension Problem {
    /// - Parameters:
    ///   - name: as it was given, at most 64 bytes.
    ///   - meant: the parameter that there is.
    static func misspelt(_ name: String, meant: String) -> Problem {
        var problem = badParameter(name, "there is no such parameter here; \(meant) is meant.")
        problem.members = [("meant", meant)]
        return problem
    }
}
