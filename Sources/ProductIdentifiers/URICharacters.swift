/// The characters a URI is written with (RFC 3986, 2).
enum URICharacters {
    /// Unreserved, reserved, or the percent sign.
    static func contains(_ byte: UInt8) -> Bool { allowed[Int(byte)] }

    /// What a host name, an address in any notation, and a port consist of. No user name: nobody prints one.
    static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.hyphen, 0x2E, ASCII.colon, 0x5B, 0x5D: true
        default: ASCII.isLetterOrDigit(byte)
        }
    }

    /// The length of `http://` or `https://` at the start, all lower or all upper case, or nil.
    static func webSchemeLength(_ bytes: [UInt8]) -> Int? {
        for scheme in ["http://", "https://", "HTTP://", "HTTPS://"] where bytes.starts(with: scheme.utf8) {
            return scheme.utf8.count
        }
        return nil
    }

    private static let allowed: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        let alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"
        for byte in alphabet.utf8 { table[Int(byte)] = true }
        return table
    }()
}
