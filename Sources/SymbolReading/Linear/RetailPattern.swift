/// The bar patterns of EAN and UPC codes and their add-ons (ISO/IEC 15420), modules from left to right, 1 dark.
///
/// Digits are numbered as the tables use them: 0 to 9 set A (odd parity), 10 to 19 set B (even), 20 to 29 set C
/// (right half). The others follow.
enum RetailPattern {
    static let count = 35
    /// 101: either end of EAN-13, EAN-8 and UPC-A, the beginning of UPC-E.
    static let guardBars = 30
    /// 01010 between the halves.
    static let centre = 31
    /// 010101, the end of UPC-E.
    static let upcEEnd = 32
    /// 1011 before an add-on, and 01 between its digits.
    static let addOnGuard = 33
    static let addOnSeparator = 34

    private static let setA: [UInt8] = [0x0D, 0x19, 0x13, 0x3D, 0x23, 0x31, 0x2F, 0x3B, 0x37, 0x0B]

    /// Modules of a pattern, the first in the highest of `length` bits.
    static let bits: [UInt8] = {
        var bits = setA
        for a in setA {
            let c = ~a & 0x7F
            var b: UInt8 = 0
            for k in 0..<7 where c >> k & 1 == 1 { b |= 1 << (6 - k) }
            bits.append(b)
        }
        for a in setA { bits.append(~a & 0x7F) }
        return bits + [0b101, 0b01010, 0b010101, 0b1011, 0b01]
    }()

    static let lengths = [Int](repeating: 7, count: 30) + [3, 5, 6, 4, 2]

    /// Whether module `k` of a pattern is dark, from the left.
    static func isDark(_ pattern: Int, _ k: Int) -> Bool {
        bits[pattern] >> (lengths[pattern] - 1 - k) & 1 == 1
    }

    /// For each first digit of an EAN-13, which of the six left digits are of set B; bit i for the digit i.
    static let firstDigitParity: [Int] = [
        0b000000, 0b110100, 0b101100, 0b011100, 0b110010, 0b100110, 0b001110, 0b101010, 0b011010, 0b010110,
    ]
    /// For each check digit of a UPC-E with number system 0, which digits are of set B; inverted for system 1.
    static let upcEParity: [Int] = [
        0b000111, 0b001011, 0b010011, 0b100011, 0b001101, 0b011001, 0b110001, 0b010101, 0b100101, 0b101001,
    ]
    /// For each checksum of a five-digit add-on, which digits are of set B.
    static let addOnParity: [Int] = [
        0b00011, 0b00101, 0b01001, 0b10001, 0b00110, 0b01100, 0b11000, 0b01010, 0b10010, 0b10100,
    ]
}
