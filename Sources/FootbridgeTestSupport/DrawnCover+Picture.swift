public import FootbridgeCore
public import PhotoDecoding

extension DrawnCover {
    /// The same in colours that say nothing.
    public var colorImage: ColorImage {
        let pixels = image.pixels.flatMap { [$0, $0, $0] }
        guard let color = ColorImage(width: image.width, height: image.height, pixels: pixels) else {
            preconditionFailure("a drawing has its pixels")
        }
        return color
    }

    /// As it is kept.
    public var picture: CoverPicture {
        get throws {
            CoverPicture(
                stored: try JPEGEncoder.encode(colorImage, quality: 85), width: image.width, height: image.height)
        }
    }
}
