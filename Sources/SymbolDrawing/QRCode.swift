/// A QR code (ISO/IEC 18004) as its modules, the small squares that are dark or light.
///
/// Its version, 1 to 40, is the smallest that was found to hold the text.
public struct QRCode: Sendable, Hashable {
    /// Light modules that must surround the code on each side: the quiet zone of ISO/IEC 18004.
    static let quietZone = 4

    /// No text of more bytes fits: the digits of version 40 at the lowest correction. What is longer is not even shown
    /// to libqrencode, so that a text of any length costs little.
    private static let maximumBytes = 7_089

    /// Modules along a side, without the quiet zone: 21 for version 1, 4 more for each version, 177 for version 40.
    public let size: Int
    /// Row by row from the top left, true where dark.
    private let modules: [Bool]

    /// Encodes a text, in numeric, alphanumeric and byte mode as makes it smallest.
    ///
    /// Digits, capitals `A` to `Z`, the space and `$%*+-./:` take less room than other characters. A text beyond ASCII
    /// is written as UTF-8 without naming it: the standard's default is Latin-1, but readers recognise UTF-8, and many
    /// know no ECI designator.
    /// - Parameters:
    ///   - text: at medium correction at most 5 596 digits, 3 391 of the characters above or 2 331 bytes of UTF-8.
    ///   - correction: how much of the code may be damaged.
    /// - Returns: nil if the text is empty or does not fit version 40 at this correction, or there is no memory.
    public init?(_ text: String, correction: Correction = .medium) {
        guard !text.isEmpty, text.utf8.count <= Self.maximumBytes else { return nil }
        // libqrencode weighs runs as if all were of version 1, so a text of many short ones is smaller as mere bytes.
        let codes = [
            Self(EncodedQRCode(runsOf: text, level: correction.level)),
            Self(EncodedQRCode(bytesOf: text, level: correction.level)),
        ]
        guard let smallest = codes.compactMap(\.self).min(by: { $0.size < $1.size }) else { return nil }
        self = smallest
    }

    private init?(_ encoded: consuming EncodedQRCode?) {
        guard let encoded else { return nil }
        size = encoded.size
        modules = encoded.modules
    }

    /// Whether the module in a column and row, each from 0 at the top left to less than `size`, is dark.
    public subscript(x: Int, y: Int) -> Bool {
        precondition(x >= 0 && x < size && y >= 0 && y < size, "module outside the code")
        return modules[y * size + x]
    }
}
