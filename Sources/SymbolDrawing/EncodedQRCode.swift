import CQRencode

/// Owns one code that libqrencode made. Debian builds the library with a lock around the tables that its calls share, so
/// any thread may make one.
@safe struct EncodedQRCode: ~Copyable {
    private let handle: UnsafeMutablePointer<QRcode>

    /// Encodes digits, capitals and other characters in runs, each in the mode that holds it best. Lower case stays as
    /// it is.
    /// - Parameter text: not empty.
    /// - Returns: nil if the text has characters beyond ASCII or U+0000, is too long for version 40, or there is no
    ///   memory.
    init?(runsOf text: String, level: QRecLevel) {
        // Readers guess a character set run by run, and the more of the text they see the better. And U+0000 ends a C
        // string.
        guard text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return nil }
        guard let code = unsafe QRcode_encodeString(text, 0, level, QR_MODE_8, 1) else { return nil }
        unsafe handle = code
    }

    /// Encodes the text's UTF-8 as one run of bytes.
    /// - Parameter text: not empty.
    /// - Returns: nil if the text is too long for version 40, or there is no memory.
    init?(bytesOf text: String, level: QRecLevel) {
        let bytes = Array(text.utf8)
        guard let code = unsafe QRcode_encodeData(CInt(bytes.count), bytes, 0, level) else { return nil }
        unsafe handle = code
    }

    deinit {
        unsafe QRcode_free(handle)
    }

    /// Modules along a side.
    var size: Int { unsafe Int(handle.pointee.width) }

    /// Row by row from the top left, true where dark.
    var modules: [Bool] {
        // The lowest bit is the module; the others say what it is for.
        unsafe UnsafeBufferPointer(start: handle.pointee.data, count: size * size).map { $0 & 1 == 1 }
    }
}
