/// Why a photo cannot be turned into pixels.
public enum PhotoError: Error, Sendable, Equatable {
    /// There is not one byte.
    case empty
    /// The bytes are not a JPEG, PNG or WebP file; what they are instead, where that is known.
    case unsupportedFormat(UnreadFormat?)
    /// The header declares more pixels, or a longer side, than the limits allow.
    case tooManyPixels(width: Int, height: Int)
    /// The file is larger than the limits allow.
    case tooManyBytes
    /// The file says what it is but cannot be decoded.
    case undecodable(reason: UndecodableReason)
    /// A C library could not get memory.
    case outOfMemory
}

/// Why a file of a known format cannot be decoded.
public enum UndecodableReason: String, Sendable, CaseIterable {
    /// The file ends before its picture does.
    case truncated
    /// The picture data contradicts itself or its checksums.
    case corrupt
    /// The header is missing, contradicts itself, or declares an empty picture.
    case badHeader
    /// A part of the standard that is not read here: animation, more than 8 bits a JPEG sample, lossless JPEG.
    case unsupportedFeature
    /// A small file made to cost far more work than its pixels justify.
    case bomb
    /// Decoding it had to be stopped: it ended the process that read it, or took more time or memory than a photo may.
    case stopped
}
