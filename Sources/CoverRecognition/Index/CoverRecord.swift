/// One cover as it lies in an index.
///
/// Little-endian: numbers of features, width and height of the picture it was made from, and sizes of the thumbnail and
/// the name, then by kind the signatures, places, words, scales and directions of the features in the order of their
/// words, a bit for each that is set where it lies on lettering (none where that is not known), the thumbnail and the name, and
/// zeros up to a multiple of eight bytes. Some sixteen bytes a feature and a header.
enum CoverRecord {
    static let headerBytes = 16
    static let bytesPerFeature = 16
    /// Features of one cover.
    static let mostFeatures = 400
    /// Pixels of the longer side of the picture that a cover's features are taken from.
    static let longSide = 500
    /// Longest name in bytes.
    static let mostNameBytes = 200
    /// Steps of a place to a pixel.
    static let placeSteps: Float = 16
    /// Steps of a scale to an octave; step 0 is half a pixel.
    static let scaleSteps: Float = 16

    /// What the first bytes of a record say, in bounds.
    struct Header {
        let featureCount: Int
        let width: Int
        let height: Int
        let thumbnailWidth: Int
        let thumbnailHeight: Int
        let nameBytes: Int

        var letteringStart: Int { headerBytes + bytesPerFeature * featureCount }
        var thumbnailStart: Int { letteringStart + (featureCount + 7) / 8 }
        var nameStart: Int { thumbnailStart + Thumbnail.packedBytes(width: thumbnailWidth, height: thumbnailHeight) }
        var length: Int { (nameStart + nameBytes + 7) & ~7 }

        /// - Returns: nil unless the record has just the length that its header asks for, and a picture's proportions.
        init?(_ record: RawSpan) {
            guard record.byteCount >= headerBytes else { return nil }
            featureCount = Int(record.uint16(at: 0))
            width = Int(record.uint16(at: 2))
            height = Int(record.uint16(at: 4))
            thumbnailWidth = Int(record.uint16(at: 6))
            thumbnailHeight = Int(record.uint16(at: 8))
            nameBytes = Int(record.uint16(at: 10))
            guard (1...mostFeatures).contains(featureCount), (1...longSide).contains(width),
                (1...longSide).contains(height), (1...Thumbnail.longSide).contains(thumbnailWidth),
                (1...Thumbnail.longSide).contains(thumbnailHeight), (1...mostNameBytes).contains(nameBytes),
                record.byteCount == length
            else { return nil }
        }
    }

    /// The name alone.
    static func name(of record: RawSpan) -> String? {
        guard let header = Header(record) else { return nil }
        let bytes = (0..<header.nameBytes).map { record.byte(at: header.nameStart + $0) }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension RawSpan {
    func byte(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// Little-endian numbers; reading beyond the end stops the program.
    func uint16(at offset: Int) -> UInt16 {
        unsafe UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func uint32(at offset: Int) -> UInt32 {
        unsafe UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func uint64(at offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        var rest = number
        for _ in 0..<(Number.bitWidth / 8) {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
