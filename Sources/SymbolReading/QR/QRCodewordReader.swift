/// From soft values to the data codewords: unmasking, blocks, error correction.
struct QRCodewordReader {
    struct Result {
        let data: [UInt8]
        /// Codewords that were corrected.
        let corrected: Int
    }

    private var solver = ReedSolomon()
    private var codewords: [UInt8] = []
    /// For each codeword how sure its least sure bit is.
    private var certainty: [Float] = []
    private var block: [UInt8] = []
    private var trial: [UInt8] = []
    private var places: [Int] = []
    private var order: [Int] = []

    /// - Returns: nil where a block has more errors than may be corrected.
    mutating func read(_ soft: [Float], layout: QRLayout, format: QRFormat, isMirrored: Bool) -> Result? {
        collect(soft, layout: layout, mask: format.mask, isMirrored: isMirrored)
        let checks = format.correction.checkCodewords(version: layout.version)
        let blocks = format.correction.blocks(version: layout.version)
        let reserve = format.correction.reserve(version: layout.version)
        let shortData = codewords.count / blocks - checks
        let firstLong = blocks - codewords.count % blocks
        var data: [UInt8] = []
        data.reserveCapacity(codewords.count)
        var corrected = 0
        for number in 0..<blocks {
            // Data codewords take turns between the blocks, then check codewords do; the later blocks are one longer.
            let dataCount = shortData + (number >= firstLong ? 1 : 0)
            places.removeAll(keepingCapacity: true)
            for index in 0..<dataCount {
                places.append(index < shortData ? index * blocks + number : shortData * blocks + number - firstLong)
            }
            let dataTotal = codewords.count - checks * blocks
            for index in 0..<checks { places.append(dataTotal + index * blocks + number) }
            block.removeAll(keepingCapacity: true)
            for place in places { block.append(codewords[place]) }
            guard correct(checks: checks, reserve: reserve) else { return nil }
            for index in block.indices where trial[index] != block[index] { corrected += 1 }
            data.append(contentsOf: trial.prefix(dataCount))
        }
        return Result(data: data, corrected: corrected)
    }

    private mutating func collect(_ soft: [Float], layout: QRLayout, mask: Int, isMirrored: Bool) {
        let count = layout.codewords
        let side = layout.side
        codewords.removeAll(keepingCapacity: true)
        certainty.removeAll(keepingCapacity: true)
        let soft = soft.span
        let path = layout.dataPath.span
        for index in 0..<count {
            var codeword: UInt8 = 0
            var least = Float.infinity
            for bit in 0..<8 {
                let place = Int(path[index &* 8 &+ bit])
                let (x, y) = (place % side, place / side)
                let value = soft[isMirrored ? x &* side &+ y : place]
                let isDark = (value > 0) != QRLayout.isMasked(mask, x: x, y: y)
                codeword = codeword << 1 | (isDark ? 1 : 0)
                least = min(least, abs(value))
            }
            codewords.append(codeword)
            certainty.append(least)
        }
    }

    /// Errors only first; then the least sure codewords as erasures, more and more of them, keeping two or three checks
    /// spare, without which any noise would be corrected to something (G. D. Forney, "Generalized minimum distance
    /// decoding", 1966).
    private mutating func correct(checks: Int, reserve: Int) -> Bool {
        trial = block
        if solver.correct(&trial, checks: checks, reserve: reserve) != nil { return true }
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: block.indices)
        order.sort { (certainty[places[$0]], $0) < (certainty[places[$1]], $1) }
        let spare = max(reserve, checks < 14 ? 2 : 3)
        var erasures = 2
        while erasures <= checks - spare, erasures < block.count {
            trial = block
            if solver.correct(&trial, checks: checks, erasures: order[..<erasures], reserve: spare) != nil {
                return true
            }
            erasures += checks > 20 ? 3 : 2
        }
        return false
    }
}
