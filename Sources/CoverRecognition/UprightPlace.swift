import PhotoDecoding

extension PhotoOrientation {
    /// Where a place of the stored picture, between pixels too, lies in the upright one.
    func uprightPlace(_ place: SIMD2<Double>, width: Int, height: Int) -> SIMD2<Double> {
        // A turn by quarters is linear: where the first pixel goes, and its neighbours.
        let origin = vector(uprightPlace(x: 0, y: 0, width: width, height: height))
        let right = vector(uprightPlace(x: 1, y: 0, width: width, height: height)) - origin
        let down = vector(uprightPlace(x: 0, y: 1, width: width, height: height)) - origin
        return origin + place.x * right + place.y * down
    }

    private func vector(_ place: (x: Int, y: Int)) -> SIMD2<Double> { SIMD2(Double(place.x), Double(place.y)) }
}
