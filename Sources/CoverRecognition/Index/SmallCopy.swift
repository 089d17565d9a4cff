import PhotoDecoding

/// A cover as a photo from some way off would show it.
enum SmallCopy {
    /// Pixels of its longer side: a third of a photo that is looked at.
    static let longSide = 250

    static func of(_ image: LumaImage) -> LumaImage {
        var scaling = AreaScaling()
        var plane = GreyPlane()
        scaling.scale(image, longSide: longSide, into: &plane)
        let pixels = plane.values.prefix(plane.width * plane.height).map { UInt8(max(0, min(255, $0 + 0.5))) }
        guard let copy = LumaImage(width: plane.width, height: plane.height, pixels: pixels) else {
            preconditionFailure("a plane has as many values as its sides say")
        }
        return copy
    }
}
