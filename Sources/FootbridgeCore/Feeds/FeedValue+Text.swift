import ProductIdentifiers

extension FeedValue {
    /// Appends the value as JSON.
    func write(to json: inout JSONWriter) {
        switch self {
        case .none: json.null()
        case .text(let text): json.string(text)
        case .integer, .decimal: appendPlain(to: &json.bytes)
        default:
            json.bytes.append(UInt8(ascii: "\""))
            appendPlain(to: &json.bytes)
            json.bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Appends the value as a field of CSV: nothing for none, what is not text as it is, text quoted and guarded where
    /// that is needed (``CSVText``).
    func write(toCSV bytes: inout [UInt8]) {
        switch self {
        case .text(let text): CSVText.append(text, to: &bytes)
        default: appendPlain(to: &bytes)
        }
    }

    /// What is neither text nor none, in characters that nothing has to escape.
    private func appendPlain(to bytes: inout [UInt8]) {
        switch self {
        case .none: break
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .id(let prefix, let uuid):
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(UInt8(ascii: "_"))
            uuid.appendBase32(to: &bytes)
        case .cursor(let cursor): cursor.append(to: &bytes)
        case .gtin(let value): bytes.append(Int(value), width: 14)
        case .trace(let trace): bytes.append(contentsOf: trace.description.utf8)
        case .time(let time): time.appendRFC3339(to: &bytes, fractionDigits: 6)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .decimal(let units, let places): bytes.appendDecimal(units, places: places)
        case .amount(let money): bytes.append(contentsOf: money.amount.utf8)
        }
    }
}

/// Text as a field of CSV (RFC 4180) that no spreadsheet takes for a formula.
///
/// A text that begins with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe in front, unless it is a negative
/// number. So does one that begins with an apostrophe: taking one away where there is one gives every text back.
enum CSVText {
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            let isQuoted = utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
            if isQuoted { bytes.append(0x22) }
            if isGuarded(utf8) { bytes.append(UInt8(ascii: "'")) }
            guard isQuoted else { return bytes.append(contentsOf: utf8) }
            for byte in utf8 {
                if byte == 0x22 { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }
    }

    private static func isGuarded(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        switch utf8.first {
        case UInt8(ascii: "-"): !isNumber(utf8.dropFirst())
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "'"), 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    /// Digits, and perhaps a point and more of them.
    private static func isNumber(_ utf8: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let parts = utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
