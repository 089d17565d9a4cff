/// How the stored picture must be turned to stand upright: the Exif tag Orientation (CIPA DC-008, tag 0x0112).
///
/// Codes can be read whichever way they lie, so nothing here turns pixels: decoding leaves them as they are stored, and
/// places found in them are turned instead.
public enum PhotoOrientation: Int, Sendable, CaseIterable {
    /// Already upright; also assumed when a file says nothing or something invalid.
    case upright = 1
    /// Mirrored left to right.
    case mirrored = 2
    /// Turned by 180 degrees.
    case upsideDown = 3
    /// Mirrored top to bottom.
    case mirroredUpsideDown = 4
    /// Mirrored, then to be turned 90 degrees counter-clockwise.
    case mirroredLeft = 5
    /// To be turned 90 degrees clockwise: a phone held upright.
    case right = 6
    /// Mirrored, then to be turned 90 degrees clockwise.
    case mirroredRight = 7
    /// To be turned 90 degrees counter-clockwise.
    case left = 8

    /// Whether the upright picture is as wide as the stored one is high.
    public var exchangesSides: Bool {
        switch self {
        case .upright, .mirrored, .upsideDown, .mirroredUpsideDown: false
        case .mirroredLeft, .right, .mirroredRight, .left: true
        }
    }

    /// Where a pixel of the stored picture lies in the upright one.
    /// - Parameters:
    ///   - x, y: the pixel's place, from the top left.
    ///   - width, height: of the stored picture.
    public func uprightPlace(x: Int, y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
        let (fromRight, fromBottom) = (width - 1 - x, height - 1 - y)
        return switch self {
        case .upright: (x, y)
        case .mirrored: (fromRight, y)
        case .upsideDown: (fromRight, fromBottom)
        case .mirroredUpsideDown: (x, fromBottom)
        case .mirroredLeft: (y, x)
        case .right: (fromBottom, x)
        case .mirroredRight: (fromBottom, fromRight)
        case .left: (y, fromRight)
        }
    }

    /// Reads the orientation from a TIFF structure, as Exif stores it. Only the first directory is looked at, and at
    /// most 512 of its entries; anything malformed gives nil.
    init?(tiff bytes: ArraySlice<UInt8>) {
        let tiff = FileBytes(bytes)
        let order: ByteOrder
        switch (tiff.byte(0), tiff.byte(1)) {
        case (0x49, 0x49): order = .little
        case (0x4D, 0x4D): order = .big
        default: return nil
        }
        guard tiff.uint16(2, order) == 42, let directory = tiff.uint32(4, order),
            let entries = tiff.uint16(directory, order)
        else { return nil }
        for index in 0..<min(entries, 512) {
            let entry = directory + 2 + index * 12
            guard let tag = tiff.uint16(entry, order) else { return nil }
            // A SHORT is kept in the first two bytes of the value field.
            guard tag == 0x0112 else { continue }
            guard tiff.uint16(entry + 2, order) == 3, let value = tiff.uint16(entry + 8, order) else { return nil }
            self.init(rawValue: value)
            return
        }
        return nil
    }
}
