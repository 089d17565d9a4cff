/// The modules of EAN and UPC codes (ISO/IEC 15420), `1` dark.
enum RetailBars {
    private static let odd = [
        "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011",
    ]
    private static let even = odd.map { String($0.map { $0 == "1" ? "0" : "1" }.reversed().joined().map { $0 }) }
    private static let right = odd.map { $0.map { $0 == "1" ? "0" : "1" }.joined() }
    /// Which of the six left digits have even parity, by first digit.
    private static let firstDigit = [
        "000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010",
    ]
    /// Parity of the five digits of an add-on, by its checksum; `1` even.
    private static let addOnParity = [
        "11000", "10100", "10010", "10001", "01100", "00110", "00011", "01010", "01001", "00101",
    ]

    /// An EAN-13 with its check digit; thirteen digits.
    static func ean13(_ text: String) -> String {
        let digits = text.compactMap(\.wholeNumberValue)
        let parity = Array(firstDigit[digits[0]])
        let left = (1...6).map { parity[$0 - 1] == "1" ? even[digits[$0]] : odd[digits[$0]] }.joined()
        return "101" + left + "01010" + digits[7...].map { right[$0] }.joined() + "101"
    }

    /// An EAN-8 with its check digit; eight digits.
    static func ean8(_ text: String) -> String {
        let digits = text.compactMap(\.wholeNumberValue)
        return "101" + digits[..<4].map { odd[$0] }.joined() + "01010" + digits[4...].map { right[$0] }.joined() + "101"
    }

    /// A five-digit add-on.
    static func addOn(_ text: String) -> String {
        let digits = text.compactMap(\.wholeNumberValue)
        let checksum = (3 * (digits[0] + digits[2] + digits[4]) + 9 * (digits[1] + digits[3])) % 10
        let parity = Array(addOnParity[checksum])
        return "1011"
            + digits.indices.map { parity[$0] == "1" ? even[digits[$0]] : odd[digits[$0]] }.joined(separator: "01")
    }
}
