public import PhotoDecoding

/// Reads the symbols in photos.
///
/// A value without state: any number of threads may use one at the same time. Reading blocks its thread, and runs C
/// libraries over hostile bytes; a daemon calls it away from its event loops.
public struct SymbolReader: Sendable {
    private let budget: ReadingBudget

    /// - Parameter budget: what reading one photo may cost.
    public init(budget: ReadingBudget = ReadingBudget()) {
        self.budget = budget
    }

    /// Decodes a photo and reads its symbols.
    ///
    /// All EAN, UPC and QR codes are reported that the first steps are sure of; only where there are none, dearer steps
    /// and other symbologies follow (see `Cascade`).
    /// - Returns: the symbols, or why there are none; an unreadable picture is a result, not an error.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public func read(_ photo: Photo) throws(PhotoError) -> Reading {
        try readToTheEnd(Picture(photo))
    }

    /// Decodes a photo and reads its symbols as long as somebody wants to know them.
    /// - Parameter isWanted: asked before the photo is decoded and before each step, so at most some tenths of a second apart.
    /// - Returns: nil where reading was given up because it was no longer wanted.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public func read(_ photo: Photo, while isWanted: () -> Bool) throws(PhotoError) -> Reading? {
        try read(Picture(photo), while: isWanted)
    }

    /// Reads the symbols in grey pixels; coordinates are those of the image.
    /// - Throws: `PhotoError.outOfMemory`.
    public func read(_ image: LumaImage) throws(PhotoError) -> Reading {
        try readToTheEnd(Picture(image))
    }

    private func readToTheEnd(_ picture: Picture) throws(PhotoError) -> Reading {
        guard let reading = try read(picture, while: { true }) else {
            preconditionFailure("what is always wanted is never given up")
        }
        return reading
    }

    private func read(_ picture: Picture, while isWanted: () -> Bool) throws(PhotoError) -> Reading? {
        guard isWanted() else { return nil }
        let clock = ReadingClock()
        var cascade = try Cascade(picture)
        var isGivenUp = false
        var ranOutOfTime = false
        try cascade.run {
            isGivenUp = !isWanted()
            ranOutOfTime = !clock.hasRoom(for: .zero, within: budget)
            return !isGivenUp && !ranOutOfTime
        }
        if isGivenUp { return nil }
        let symbols = cascade.symbols(within: budget)
        var quality: PhotoQuality?
        var diagnosis: Diagnosis?
        if symbols.isEmpty { (diagnosis, quality) = cascade.diagnosis() }
        let upright = picture.uprightSize
        return Reading(
            symbols: symbols, diagnosis: diagnosis, quality: quality, passes: cascade.steps.map(\.rawValue),
            ranOutOfTime: ranOutOfTime,
            width: upright.width, height: upright.height, decodeTime: cascade.decodeTime,
            readTime: clock.wall - cascade.decodeTime)
    }
}
