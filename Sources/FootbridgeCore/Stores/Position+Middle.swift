#if canImport(Glibc)
import Glibc
#endif

extension Position {
    /// The middle of some positions on the sphere, so that neighbours on both sides of the antimeridian have one between
    /// them. It is a median, taken of each coordinate in space: of three or more, one that is wrong does not move it far.
    ///
    /// - Returns: nil for none, or where they are on opposite sides of the earth.
    public init?(middleOf positions: [Position]) {
        let toRadians = Double.pi / 180
        var (xs, ys, zs): ([Double], [Double], [Double]) = ([], [], [])
        for position in positions {
            let (latitude, longitude) = (position.latitude * toRadians, position.longitude * toRadians)
            xs.append(cos(latitude) * cos(longitude))
            ys.append(cos(latitude) * sin(longitude))
            zs.append(sin(latitude))
        }
        let (x, y, z) = (Self.median(xs), Self.median(ys), Self.median(zs))
        let length = (x * x + y * y + z * z).squareRoot()
        guard length > 1e-9 else { return nil }
        self.init(latitude: asin(max(-1, min(1, z / length))) / toRadians, longitude: atan2(y, x) / toRadians)
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
