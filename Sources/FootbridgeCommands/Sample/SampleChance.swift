/// Numbers that look random and are the same at every run: SplitMix64 over what they are about.
struct SampleChance {
    private let seed: UInt64

    init(_ subject: Int64, _ other: Int) {
        seed = Self.mixed(UInt64(bitPattern: subject) ^ Self.mixed(UInt64(bitPattern: Int64(other))))
    }

    /// - Parameters:
    ///   - limit: at least 1.
    ///   - index: of several independent numbers.
    /// - Returns: 0 or more, below `limit`.
    func number(below limit: Int, at index: UInt64 = 0) -> Int {
        Int(Self.mixed(seed &+ index) % UInt64(limit))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
