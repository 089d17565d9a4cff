/// The 15 bits that name the error correction and the mask.
struct QRFormat {
    let correction: QRErrorCorrection
    /// 0 to 7.
    let mask: Int
    /// Correlation of the grey values with this format's word over both copies, -1 to 1.
    let score: Float

    /// The 32 words: five bits, ten of check, masked (ISO/IEC 18004, annex C).
    static let words: [Int] = (0..<32).map {
        BCHCode.word($0, checkBits: 10, generator: 0x537) ^ 0b101_0100_0001_0010
    }

    private init(number: Int, score: Float) {
        correction = QRErrorCorrection(formatBits: number >> 3)
        mask = number & 7
        self.score = score
    }

    /// The two formats that agree best with a symbol's soft values, over both copies together.
    /// - Parameter isMirrored: whether columns and rows are exchanged.
    static func best(of soft: [Float], layout: QRLayout, isMirrored: Bool) -> (QRFormat, QRFormat) {
        var bits = InlineArray<15, Float>(repeating: 0)
        for copy in 0..<2 {
            for bit in 0..<15 {
                let place = layout.formatPlaces[copy][bit]
                let own = isMirrored ? place % layout.side * layout.side + place / layout.side : place
                bits[bit] += max(-1, min(1, soft[own]))
            }
        }
        var best = QRFormat(number: 0, score: -.infinity)
        var second = best
        for (number, word) in words.enumerated() {
            var score: Float = 0
            for bit in 0..<15 { score += word >> bit & 1 == 1 ? bits[bit] : -bits[bit] }
            score /= 30
            if score > best.score {
                second = best
                best = QRFormat(number: number, score: score)
            } else if score > second.score {
                second = QRFormat(number: number, score: score)
            }
        }
        return (best, second)
    }
}
