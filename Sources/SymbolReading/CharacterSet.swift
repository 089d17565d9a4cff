import Glibc

/// A character set that QR codes are printed in without saying so.
enum CharacterSet: CaseIterable {
    /// Shift JIS with Microsoft's additions, common on Japanese posters.
    case shiftJIS
    /// GB 18030, common on Chinese posters.
    case gb18030
    /// Windows-1252: Latin letters, ISO/IEC 8859-1 included.
    case latin

    /// The name that `iconv` knows it by.
    private var name: String {
        switch self {
        case .shiftJIS: "CP932"
        case .gb18030: "GB18030"
        case .latin: "CP1252"
        }
    }

    /// The text that the bytes are in this character set.
    /// - Returns: nil if they are not valid in it, or the system does not know it.
    func text(_ bytes: [UInt8]) -> String? {
        guard let converter = TextConverter(from: name) else { return nil }
        return converter.convert(bytes)
    }
}

/// Owns one `iconv` conversion to UTF-8.
@safe private struct TextConverter: ~Copyable {
    private let handle: iconv_t

    init?(from name: String) {
        guard let handle = unsafe iconv_open("UTF-8", name), unsafe handle != iconv_t(bitPattern: -1) else {
            return nil
        }
        unsafe self.handle = handle
    }

    deinit {
        _ = unsafe iconv_close(handle)
    }

    func convert(_ bytes: [UInt8]) -> String? {
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character of the sets above grows more than fourfold in UTF-8.
        let capacity = bytes.count * 4
        var remaining = bytes.count
        var output = [CChar](repeating: 0, count: capacity)
        var free = capacity
        var status = Int.max
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var to = target.baseAddress
                status = unsafe iconv(handle, &from, &remaining, &to, &free)
            }
        }
        // Anything but zero is an error, or characters replaced by something similar.
        guard status == 0, remaining == 0 else { return nil }
        return String(validating: output.prefix(capacity - free).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
