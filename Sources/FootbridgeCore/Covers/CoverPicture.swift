import CoverRecognition
import Crypto
public import PhotoDecoding

/// The picture of a front as it is kept and served: a JPEG that was written here, from pixels, whatever it came as.
///
/// A file that is written here holds nothing but the picture, and may be decoded in the daemon itself.
public struct CoverPicture: Sendable, Hashable {
    /// Pixels of the longer side at most. An index looks at 500, and a page shows no more than this.
    public static let longSide = 800
    /// Of libjpeg's scale. The 30 sample covers, 600 pixels high, have 33 KB each then; in 21 of the 22 photos of fronts
    /// just the same covers are found with the same bands as with the pictures they were made of, and in the other, of an
    /// unknown one, none is asked about any more.
    private static let quality = 85
    /// Bytes of a file at most: more than one of noise has.
    public static let mostBytes = 1 << 20

    public let jpeg: [UInt8]
    public let width: Int
    public let height: Int
    /// SHA-256 of the file.
    public let hash: [UInt8]

    /// Keeps a picture that can serve as a cover.
    ///
    /// - Parameter image: no larger than ``longSide``.
    /// - Throws: `CoverRejection` where it could not be found in a photo; `PhotoError.outOfMemory`.
    public init(of image: ColorImage, with tools: CoverTools) throws {
        precondition(max(image.width, image.height) <= Self.longSide, "a cover is reduced where it is decoded")
        let jpeg = try JPEGEncoder.encode(image, quality: Self.quality)
        self.init(stored: jpeg, width: image.width, height: image.height)
        // What is judged is what an index will be made of.
        let grey = try grey
        _ = try tools.withCompiler { compiler throws(CoverRejection) in try compiler.compile(grey, name: "cover") }
    }

    /// A picture that was kept.
    public init(stored jpeg: [UInt8], width: Int, height: Int) {
        self.jpeg = jpeg
        self.width = width
        self.height = height
        hash = Array(SHA256.hash(data: jpeg))
    }

    /// Its grey pixels.
    ///
    /// - Throws: `PhotoError` where it is not what was written here.
    public var grey: LumaImage {
        get throws(PhotoError) { try Self.grey(of: jpeg) }
    }

    /// The grey pixels of a file that was kept.
    public static func grey(of jpeg: [UInt8]) throws(PhotoError) -> LumaImage {
        let limits = PhotoLimits(
            maximumPixels: longSide * longSide, maximumBytes: mostBytes, maximumSide: longSide)
        return try PhotoDecoder.decode(Photo(bytes: jpeg, limits: limits))
    }
}
