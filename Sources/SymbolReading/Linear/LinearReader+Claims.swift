import PhotoDecoding

extension LinearReader {
    /// Claims that are verified; more are noise.
    private static let mostClaims = 3

    /// Adds the best claim of another reader that the pixels bear out.
    mutating func tryClaims(_ claims: [OtherBarReader.Opinion], in pyramid: inout Pyramid) {
        for claim in claims.prefix(Self.mostClaims) {
            let digits = String(decoding: claim.bytes, as: UTF8.self)
            let verdict = verify(digits, claim.symbology, in: claim.points, of: &pyramid)
            guard verdict.isKept else { continue }
            add(
                LinearReading(
                    symbology: claim.symbology, digits: digits, addOn: nil,
                    corners: Outline.corners(around: claim.points),
                    llr: verdict.best, explained: verdict.explained, moduleWidth: 0, sigma: 0, bands: 0,
                    evidence: verdict.sum))
            return
        }
    }
}
