extension QRCode {
    /// Pixels along a module's side that a PNG can be drawn with.
    public static let pngScales = 1...32

    /// The code as a PNG file, black on white, one bit a pixel, quiet zone included.
    ///
    /// The picture is `size + 8` modules wide and high: 232 pixels for version 1 at 8 pixels a module, 5 920 for version
    /// 40 at 32. Drawing takes a byte of memory a pixel, at most 35 MB.
    /// - Parameter scale: pixels along a module's side; one that is not in `pngScales` is taken to the nearest that is.
    public func png(scale: Int) -> [UInt8] {
        let scale = min(max(scale, Self.pngScales.lowerBound), Self.pngScales.upperBound)
        let side = (size + 2 * Self.quietZone) * scale
        return PNGFile.bytes(width: side, height: side, darkness: darkness(scale: scale))
    }

    /// Row by row, 1 for each dark pixel, 0 for each light one.
    private func darkness(scale: Int) -> [UInt8] {
        let margin = [UInt8](repeating: 0, count: Self.quietZone * scale)
        let side = size * scale + 2 * margin.count
        let marginRows = [UInt8](repeating: 0, count: Self.quietZone * scale * side)
        var pixels = marginRows
        pixels.reserveCapacity(side * side)
        for y in 0..<size {
            var row = margin
            for x in 0..<size { row += repeatElement(self[x, y] ? 1 : 0, count: scale) }
            row += margin
            for _ in 0..<scale { pixels += row }
        }
        pixels += marginRows
        return pixels
    }
}
