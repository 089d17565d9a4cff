/// Which files are merged next.
///
/// Each file has more than twice the covers of the one after it, so that a million covers added one by one are in some
/// ten files and each cover is written some ten times.
enum MergePlan {
    /// A file with fewer of its covers left is written anew.
    private static let leastLiveShare = 0.7

    /// - Parameter files: covers, and covers that are there, of each file in order.
    /// - Returns: neighbours that are to become one; nil where all is well.
    static func next(_ files: [(covers: Int, live: Int)]) -> Range<Int>? {
        if let worn = files.firstIndex(where: { Double($0.live) < leastLiveShare * Double($0.covers) }) {
            return worn..<(worn + 1)
        }
        guard let last = files.indices.last else { return nil }
        for second in stride(from: last, to: 0, by: -1) {
            let together = files[second - 1].live + files[second].live
            guard files[second - 1].live <= 2 * files[second].live, together <= SegmentFile.mostCovers else { continue }
            // Those that would be merged right after are merged with them.
            var first = second - 1
            var sum = together
            while first > 0, files[first - 1].live <= 2 * sum, files[first - 1].live + sum <= SegmentFile.mostCovers {
                first -= 1
                sum += files[first].live
            }
            return first..<(second + 1)
        }
        return nil
    }
}
