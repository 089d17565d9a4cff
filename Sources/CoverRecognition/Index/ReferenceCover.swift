import Glibc

/// One cover of an index, as it is compared with a photo; its buffers are reused from cover to cover.
///
/// Places are in cover sizes: the longer side of the picture is 1.
struct ReferenceCover {
    /// Width and height in cover sizes; the longer of them is 1.
    private(set) var size = SIMD2<Float>(1, 1)
    /// Pixels of the longer side of the picture that the features are from.
    private(set) var longSide: Float = 1
    private(set) var words: [UInt16] = []
    private(set) var signatures: [UInt64] = []
    private(set) var u: [Float] = []
    private(set) var v: [Float] = []
    /// Logarithm to base 2 of the scales in cover sizes.
    private(set) var logSigma: [Float] = []
    /// Radians, 0 to 2π.
    private(set) var direction: [Float] = []
    /// Whether each lies on lettering; false for all where that is not known.
    private(set) var isLettering: [Bool] = []
    private(set) var thumbnail = Thumbnail()

    var count: Int { words.count }

    init() {}

    /// Takes a cover from an index.
    /// - Returns: false where the record is damaged.
    mutating func load(_ record: RawSpan, withThumbnail: Bool) -> Bool {
        guard let header = CoverRecord.Header(record) else { return false }
        words.removeAll(keepingCapacity: true)
        signatures.removeAll(keepingCapacity: true)
        u.removeAll(keepingCapacity: true)
        v.removeAll(keepingCapacity: true)
        logSigma.removeAll(keepingCapacity: true)
        direction.removeAll(keepingCapacity: true)
        isLettering.removeAll(keepingCapacity: true)
        let count = header.featureCount
        longSide = Float(max(header.width, header.height))
        size = SIMD2(Float(header.width), Float(header.height)) / longSide
        let scale = 1 / (CoverRecord.placeSteps * longSide)
        let logLongSide = log2f(longSide)
        var start = CoverRecord.headerBytes
        for index in 0..<count { signatures.append(record.uint64(at: start + 8 * index)) }
        start += 8 * count
        for index in 0..<count { u.append(Float(record.uint16(at: start + 2 * index)) * scale) }
        start += 2 * count
        for index in 0..<count { v.append(Float(record.uint16(at: start + 2 * index)) * scale) }
        start += 2 * count
        for index in 0..<count { words.append(record.uint16(at: start + 2 * index)) }
        start += 2 * count
        for index in 0..<count {
            logSigma.append(Float(record.byte(at: start + index)) / CoverRecord.scaleSteps - 1 - logLongSide)
        }
        start += count
        for index in 0..<count {
            direction.append(Float(record.byte(at: start + index)) * (Angle.fullTurn / 256))
        }
        for index in 0..<count {
            isLettering.append(record.byte(at: header.letteringStart + index / 8) >> UInt8(index % 8) & 1 == 1)
        }
        if withThumbnail {
            thumbnail.unpack(
                record, at: header.thumbnailStart, width: header.thumbnailWidth, height: header.thumbnailHeight)
        }
        return true
    }
}
