public import SymbolReading

/// What was read in one photo.
public struct PhotoReading: Sendable {
    /// Its symbols, or why there are none.
    public var reading: Reading
    /// Covers that were seen in it, the surest first, at most ``SeenCover/most``; none where they were not looked for.
    public var covers: [SeenCover]
    /// Time spent looking for them.
    public var coverTime: Duration

    /// Whether nothing was found in it.
    var isEmpty: Bool { reading.symbols.isEmpty && covers.isEmpty }

    public init(_ reading: Reading, covers: [SeenCover] = [], coverTime: Duration = .zero) {
        self.reading = reading
        self.covers = covers
        self.coverTime = coverTime
    }
}

extension Reading {
    /// Whether a cover may say what the photo shows: no symbol names a product, and none looks like a voucher's or a
    /// door's. Neither a poster's link nor a shop's own sticker says what book it is.
    public var leavesRoomForCovers: Bool {
        !symbols.contains { $0.text.hasPrefix(SignedCode.prefix) } && Subject(symbols: symbols).gtin == nil
    }
}
