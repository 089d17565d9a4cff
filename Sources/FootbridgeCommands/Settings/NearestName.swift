/// Finds the name that somebody most likely meant.
enum NearestName {
    /// - Parameter wrong: as it was typed; of a very long one only the beginning counts.
    /// - Returns: the first of the names with the fewest letters to add, drop, change or swap; nil where there are none.
    static func to(_ wrong: String, among names: [String]) -> String? {
        let wrong = Array(wrong.utf8.prefix(100))
        return names.map { ($0, distance(wrong, Array($0.utf8))) }.min { $0.1 < $1.1 }?.0
    }

    /// Damerau's and Levenshtein's distance, in its form where nothing is changed twice.
    private static func distance(_ from: [UInt8], _ to: [UInt8]) -> Int {
        var rows = [Array(0...to.count)]
        for (i, letter) in from.enumerated() {
            var row = [i + 1]
            for (j, other) in to.enumerated() {
                var least = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == to[j - 1], from[i - 1] == other {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[from.count][to.count]
    }
}
