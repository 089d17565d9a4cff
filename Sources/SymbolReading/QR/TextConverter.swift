import Glibc

/// Owns one `iconv` conversion to UTF-8.
@safe struct TextConverter: ~Copyable {
    private let handle: iconv_t

    /// - Parameter name: of the character set, as `iconv` knows it.
    /// - Returns: nil if the system does not know it.
    init?(from name: String) {
        guard let handle = unsafe iconv_open("UTF-8", name), unsafe handle != iconv_t(bitPattern: -1) else {
            return nil
        }
        unsafe self.handle = handle
    }

    deinit {
        _ = unsafe iconv_close(handle)
    }

    /// - Returns: nil if the bytes are not valid in the character set.
    func convert(_ bytes: [UInt8]) -> String? {
        let (text, count) = convertPrefix(of: bytes)
        return count == bytes.count ? text : nil
    }

    /// Converts what can be converted; each byte that is not valid becomes U+FFFD.
    func convertLeniently(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let (part, count) = convertPrefix(of: Array(rest))
            text += part
            rest = rest.dropFirst(count)
            guard !rest.isEmpty else { break }
            text += "\u{FFFD}"
            rest = rest.dropFirst()
        }
        return text
    }

    /// The text of the valid bytes at the beginning, and how many these are.
    private func convertPrefix(of bytes: [UInt8]) -> (text: String, count: Int) {
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character of the sets used grows more than fourfold in UTF-8.
        let capacity = bytes.count * 4 + 4
        var remaining = bytes.count
        var output = [CChar](repeating: 0, count: capacity)
        var free = capacity
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var to = target.baseAddress
                _ = unsafe iconv(handle, nil, nil, nil, nil)
                _ = unsafe iconv(handle, &from, &remaining, &to, &free)
            }
        }
        let text = String(decoding: output.prefix(capacity - free).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (text, bytes.count - remaining)
    }
}

extension SymbolReader {
    /// Loads, for the life of this process, the conversions of every character set that a symbol may be written in: glibc
    /// keeps each in a library of its own, which it opens for the first converter and lets go after the last. For processes
    /// that can open no files later.
    public static func keepCharacterSets() {
        for name in NamedCharacterSet.allNames.union(CharacterSet.allCases.map(\.name)) {
            _ = unsafe iconv_open("UTF-8", name)
        }
    }
}
