#if canImport(Glibc)
import Glibc
#endif

extension Position {
    /// The middle of some positions on the sphere, so that neighbours on both sides of the antimeridian have one between
    /// them.
    ///
    /// - Returns: nil for none, or where they are on opposite sides of the earth.
    public init?(middleOf positions: [Position]) {
        let toRadians = Double.pi / 180
        var (x, y, z) = (0.0, 0.0, 0.0)
        for position in positions {
            let (latitude, longitude) = (position.latitude * toRadians, position.longitude * toRadians)
            x += cos(latitude) * cos(longitude)
            y += cos(latitude) * sin(longitude)
            z += sin(latitude)
        }
        let length = (x * x + y * y + z * z).squareRoot()
        guard length > 1e-9 else { return nil }
        self.init(latitude: asin(max(-1, min(1, z / length))) / toRadians, longitude: atan2(y, x) / toRadians)
    }
}
