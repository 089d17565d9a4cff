import PhotoDecoding

/// A cover as a photo of little more than it would show it.
enum SmallCopy {
    /// Pixels of its longer side, two thirds of a photo that is looked at. In a smaller one a front of few shapes has too few
    /// features: at 250 pixels one front in twelve of real pictures was refused, and of their photos three in four find them for
    /// sure.
    static let longSide = 400

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
