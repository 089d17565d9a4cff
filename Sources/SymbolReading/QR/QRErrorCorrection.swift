/// How much of a symbol may be damaged.
enum QRErrorCorrection: Int, CaseIterable {
    case low
    case medium
    case quartile
    case high

    /// From the two bits of the format information: 01 is L, 00 M, 11 Q, 10 H.
    init(formatBits: Int) {
        self =
            switch formatBits & 3 {
            case 0: .medium
            case 1: .low
            case 2: .high
            default: .quartile
            }
    }

    /// Check codewords in each block (ISO/IEC 18004, table 9).
    /// - Parameter version: 1 to 40.
    func checkCodewords(version: Int) -> Int {
        Self.checkCodewordTable[rawValue * 40 + version - 1]
    }

    /// Blocks that the codewords are divided into (ISO/IEC 18004, table 9).
    /// - Parameter version: 1 to 40.
    func blocks(version: Int) -> Int {
        Self.blockTable[rawValue * 40 + version - 1]
    }

    /// Check codewords that may not be used to correct, since they guard against miscorrection (ISO/IEC 18004, table 9,
    /// note on "p").
    func reserve(version: Int) -> Int {
        switch (version, self) {
        case (1, .low): 3
        case (1, .medium), (2, .low): 2
        case (1, _), (3, .low): 1
        default: 0
        }
    }

    private static let checkCodewordTable: [Int] = [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
        28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
        26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
        28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
        30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ]

    private static let blockTable: [Int] = [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
        8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
        17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
        23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
        25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ]
}
