/// Settles which of several matches are told of: in one place of a photo there is one cover.
enum CoverRivals {
    /// Two matches are in one place where the middle of one lies inside the other.
    ///
    /// A match whose agreement reaches this share of the best one's in its place may be meant too.
    private static let rivalShare = 0.8
    /// Of two that are sure in one place the first is it where its likeness is greater by this.
    private static let leastLead = 0.03
    /// Matches that are told of.
    private static let most = 10

    /// - Returns: the surest first. Of those with one artwork one is left, and of those in one place the best with the
    ///   rivals that come near it; none of them is sure then.
    static func settled(_ found: [CoverVerification.Found], in index: CoverIndex) -> [CoverVerification.Found] {
        let ordered = found.sorted {
            ($1.band, $1.likeness, $1.correlation.agreement, $1.matches)
                < ($0.band, $0.likeness, $0.correlation.agreement, $0.matches)
        }
        var settled: [CoverVerification.Found] = []
        for match in ordered {
            let before = settled.firstIndex { isOnePlace($0, match) }
            guard let before else {
                settled.append(match)
                continue
            }
            if isOneArtwork(settled[before].place, match.place, index) { continue }
            let best = settled[before]
            guard match.correlation.agreement >= rivalShare * best.correlation.agreement else { continue }
            if best.band == .sure, match.band < .sure || match.likeness < best.likeness - leastLead { continue }
            var rival = match
            settled[before].band = .ask
            rival.band = .ask
            settled.append(rival)
        }
        return Array(settled.sorted { $1.band < $0.band }.prefix(most))
    }

    private static func isOneArtwork(_ one: CoverPlace, _ other: CoverPlace, _ index: CoverIndex) -> Bool {
        let group = index.segments[one.segment].groups[one.cover]
        return group != 0 && group == index.segments[other.segment].groups[other.cover]
    }

    private static func isOnePlace(_ one: CoverVerification.Found, _ other: CoverVerification.Found) -> Bool {
        contains(one.corners, middle(other.corners)) || contains(other.corners, middle(one.corners))
    }

    private static func middle(_ corners: InlineArray<4, SIMD2<Double>>) -> SIMD2<Double> {
        (corners[0] + corners[1] + corners[2] + corners[3]) / 4
    }

    /// Whether a place lies inside a convex outline, clockwise as seen.
    private static func contains(_ corners: InlineArray<4, SIMD2<Double>>, _ place: SIMD2<Double>) -> Bool {
        for index in 0..<4 {
            let side = corners[(index + 1) & 3] - corners[index]
            let way = place - corners[index]
            if side.x * way.y - side.y * way.x < 0 { return false }
        }
        return true
    }
}
