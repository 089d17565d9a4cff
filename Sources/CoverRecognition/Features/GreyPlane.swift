import PhotoDecoding

/// Grey values in single precision, row by row without gaps, in a buffer that is reused from picture to picture.
///
/// Pixel (x, y) stands at the place (x, y): places count from the middle of the top left pixel, and halving a plane by
/// leaving out every second pixel halves its places exactly.
struct GreyPlane {
    private(set) var width = 0
    private(set) var height = 0
    /// At least `width` times `height` values, 0 black to 255 white; what follows them is left over from other pictures.
    var values: [Float] = []

    init() {}

    init(width: Int, height: Int, values: [Float]) {
        precondition(values.count == width * height, "pixels are counted by whoever makes them")
        self.width = width
        self.height = height
        self.values = values
    }

    /// Of the greys.
    var variance: Float { Variance.of(values[..<(width * height)]) }

    /// Takes a new size; the values are then whatever they were.
    mutating func resize(width: Int, height: Int) {
        precondition(width > 0 && height > 0, "a plane has pixels")
        self.width = width
        self.height = height
        let count = width * height
        if values.count < count { values += [Float](repeating: 0, count: count - values.count) }
    }
}
