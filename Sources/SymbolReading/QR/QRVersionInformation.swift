/// The 18 bits beside two finders that name the version, from version 7 on.
enum QRVersionInformation {
    static let versions = 7...40

    /// Six bits of version and twelve of check by the Golay generator (ISO/IEC 18004, annex D).
    static func word(version: Int) -> Int {
        BCHCode.word(version, checkBits: 12, generator: 0x1F25)
    }

    /// Reads the version near two finders, in each finder's own frame, where a bent page has hardly bent yet: the
    /// correlation of the grey values with each of the 34 words, both copies together.
    /// - Parameters:
    ///   - right: the finder at the symbol's top right, its sides along the symbol's.
    ///   - below: the one at the bottom left.
    ///   - modules: along the symbol's side, as the finders' distance says.
    /// - Returns: nil unless one version stands out and agrees with the distance.
    static func read(right: QRFinder, below: QRFinder, modules: Double, in sampler: GreySampler) -> Int? {
        var scores = InlineArray<41, Float>(repeating: 0)
        for (finder, isRight) in [(right, true), (below, false)] {
            var dark: Float = 0
            var light: Float = 0
            for b in -2...2 {
                for a in -2...2 {
                    let value = sampler.bilinear(finder.place(Double(a), Double(b)))
                    if max(abs(a), abs(b)) < 2 { dark += value / 9 } else { light += value / 16 }
                }
            }
            let threshold = (dark + light) / 2
            let contrast = max(4, abs(light - dark) / 2)
            var bits = InlineArray<18, Float>(repeating: 0)
            for bit in 0..<18 {
                let far = Double(-7 + bit % 3)
                let near = Double(-3 + bit / 3)
                let place = isRight ? finder.place(far, near) : finder.place(near, far)
                bits[bit] = max(-1, min(1, finder.sign * (threshold - sampler.bilinear(place)) / contrast))
            }
            for version in versions {
                let word = word(version: version)
                for bit in 0..<18 { scores[version] += (word >> bit & 1 == 1 ? bits[bit] : -bits[bit]) / 36 }
            }
        }
        var best = versions.lowerBound
        for version in versions where scores[version] > scores[best] { best = version }
        var second = -Float.infinity
        for version in versions where version != best { second = max(second, scores[version]) }
        guard scores[best] > 0.55, scores[best] - second > 0.2,
            abs(Double(17 + 4 * best) - modules) < 0.2 * modules + 5
        else { return nil }
        return best
    }
}

/// The short cyclic codes of the format and version information.
enum BCHCode {
    /// The bits followed by the remainder of their division by the generator.
    static func word(_ bits: Int, checkBits: Int, generator: Int) -> Int {
        var remainder = bits << checkBits
        var bit = Int.bitWidth - 1 - remainder.leadingZeroBitCount
        while bit >= checkBits {
            if remainder >> bit & 1 == 1 { remainder ^= generator << (bit - checkBits) }
            bit -= 1
        }
        return bits << checkBits | remainder
    }
}
