extension PhotoHeader {
    /// Reads the IHDR chunk, which must come first, and looks for an eXIf chunk by stepping over the others.
    init(png file: FileBytes) throws(PhotoError) {
        guard let length = file.uint32(8, .big), file.count >= 16 else { throw .undecodable(reason: .truncated) }
        guard length == 13, file.has("IHDR", at: 12) else { throw .undecodable(reason: .badHeader) }
        guard let width = file.uint32(16, .big), let height = file.uint32(20, .big) else {
            throw .undecodable(reason: .truncated)
        }
        guard width <= Int(Int32.max), height <= Int(Int32.max) else { throw .undecodable(reason: .badHeader) }
        var orientation: PhotoOrientation?
        var position = 33
        while let length = file.uint32(position, .big), length <= Int(Int32.max) {
            if file.has("eXIf", at: position + 4) {
                orientation = PhotoOrientation(tiff: file.slice(position + 8, count: length))
                break
            }
            position += 12 + length
        }
        try self.init(format: .png, width: width, height: height, orientation: orientation)
    }
}
