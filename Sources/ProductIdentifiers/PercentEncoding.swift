/// Percent-encoding of URI components (RFC 3986, 2.1).
enum PercentEncoding {
    /// Decodes one component.
    /// - Parameter plusIsSpace: true in a query, where forms write a space so.
    /// - Returns: nil when a percent sign is not followed by two hexadecimal digits.
    static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            switch byte {
            case ASCII.percent:
                guard index + 1 < bytes.endIndex, let high = hexadecimal(bytes[index]),
                    let low = hexadecimal(bytes[index + 1])
                else { return nil }
                decoded.append(high << 4 | low)
                index += 2
            case ASCII.plus where plusIsSpace:
                decoded.append(ASCII.space)
            default:
                decoded.append(byte)
            }
        }
        return decoded
    }

    /// Appends `value` to `uri` with everything but the unreserved characters of RFC 3986 encoded.
    static func encode(_ value: some StringProtocol, onto uri: inout String) {
        for byte in value.utf8 {
            if isUnreserved(byte) {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri.unicodeScalars.append("%")
                uri.unicodeScalars.append(Unicode.Scalar(digits[Int(byte >> 4)]))
                uri.unicodeScalars.append(Unicode.Scalar(digits[Int(byte & 15)]))
            }
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.hyphen, 0x2E, 0x5F, 0x7E: true
        default: ASCII.isLetterOrDigit(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        if ASCII.isDigit(byte) { return byte &- ASCII.zero }
        let letter = byte | 0x20
        return (0x61...0x66).contains(letter) ? letter - 0x61 + 10 : nil
    }
}
