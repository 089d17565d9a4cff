import PhotoDecoding

/// A picture file of a cover.
enum CoverFile {
    /// What a cover is called after its file: the name without folders and its last extension.
    static func name(ofFileAt path: String) -> String {
        let file = path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? path
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        return String(file[..<dot])
    }

    /// Whether a file's name says that it is a picture.
    static func isPicture(_ name: String) -> Bool {
        let name = name.lowercased()
        return !name.hasPrefix(".") && [".jpg", ".jpeg", ".png", ".webp"].contains { name.hasSuffix($0) }
    }

    /// Reads and decodes a file, no more finely than an index needs.
    static func image(ofFileAt path: String) throws(CommandFailure) -> LumaImage {
        let photo = try photo(ofFileAt: path)
        do {
            let longSide = max(photo.header.width, photo.header.height)
            let reduction = PhotoReduction.allCases.last { longSide / $0.divisor >= 1280 } ?? .full
            return try PhotoDecoder.decode(photo, reducedTo: reduction)
        } catch {
            throw CommandFailure(error, limits: PhotoLimits())
        }
    }

    static func photo(ofFileAt path: String) throws(CommandFailure) -> Photo {
        let limits = PhotoLimits()
        let bytes = try PhotoFile.bytes(at: path, maximumBytes: limits.maximumBytes)
        do {
            return try Photo(bytes: bytes, limits: limits)
        } catch {
            throw CommandFailure(error, limits: limits)
        }
    }
}
