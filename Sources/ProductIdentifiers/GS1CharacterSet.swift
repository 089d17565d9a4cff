/// The character sets of GS1 element values (GS1 General Specifications, 7.11).
enum GS1CharacterSet {
    /// The place of `byte` in character set 82, or nil outside it.
    static func value82(of byte: UInt8) -> Int? {
        let value = values[Int(byte)]
        return value < 0 ? nil : Int(value)
    }

    /// Whether `byte` is in character set 82: letters, digits and 20 signs; no space, nothing beyond ASCII.
    static func contains82(_ byte: UInt8) -> Bool { values[Int(byte)] >= 0 }

    /// Whether `byte` is in character set 39: digits, capitals, `#`, `-` and `/`.
    static func contains39(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || byte &- 0x41 < 26 || byte == ASCII.hash || byte == ASCII.hyphen || byte == ASCII.slash
    }

    /// Whether `byte` is in character set 64: the URL-safe alphabet of RFC 4648 and its padding sign.
    static func contains64(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || byte == ASCII.hyphen || byte == 0x5F || byte == ASCII.equals
    }

    private static let values: [Int8] = {
        var table = [Int8](repeating: -1, count: 256)
        let alphabet = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
        for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = Int8(value) }
        return table
    }()
}
