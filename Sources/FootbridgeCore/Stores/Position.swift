#if canImport(Glibc)
import Glibc
#endif

/// Great-circle metres.
public struct Meters: Sendable, Hashable, Comparable {
    /// Never negative where it is a distance.
    public var value: Double

    /// So many metres.
    public init(_ value: Double) {
        self.value = value
    }

    public static func < (left: Meters, right: Meters) -> Bool { left.value < right.value }
}

/// A point on the earth (WGS 84), in ten-millionths of a degree: about a centimetre, and exact in every database.
public struct Position: Sendable, Hashable {
    /// Degrees north × 10⁷, −900 000 000 to 900 000 000.
    public let latitudeE7: Int64
    /// Degrees east × 10⁷, −1 800 000 000 to 1 800 000 000.
    public let longitudeE7: Int64

    /// - Returns: nil outside the ranges above.
    public init?(latitudeE7: Int64, longitudeE7: Int64) {
        guard (-900_000_000...900_000_000).contains(latitudeE7), (-1_800_000_000...1_800_000_000).contains(longitudeE7)
        else { return nil }
        self.latitudeE7 = latitudeE7
        self.longitudeE7 = longitudeE7
    }

    /// - Parameters:
    ///   - latitude: degrees north, −90 to 90.
    ///   - longitude: degrees east, −180 to 180.
    /// - Returns: nil outside those, or where one is not a number.
    public init?(latitude: Double, longitude: Double) {
        guard latitude.magnitude <= 90, longitude.magnitude <= 180 else { return nil }
        self.init(
            latitudeE7: Int64((latitude * 10_000_000).rounded()), longitudeE7: Int64((longitude * 10_000_000).rounded())
        )
    }

    /// Degrees north.
    public var latitude: Double { Double(latitudeE7) / 10_000_000 }
    /// Degrees east.
    public var longitude: Double { Double(longitudeE7) / 10_000_000 }

    /// The position to two decimals, about a kilometre: the most precise one that is ever logged.
    public var hundredths: (latitude: Int64, longitude: Int64) {
        func rounded(_ value: Int64) -> Int64 { (value + (value < 0 ? -50_000 : 50_000)) / 100_000 }
        return (rounded(latitudeE7), rounded(longitudeE7))
    }

    /// The point that ``hundredths`` names.
    public var toHundredths: Position? {
        Position(latitudeE7: hundredths.latitude * 100_000, longitudeE7: hundredths.longitude * 100_000)
    }

    /// The great-circle distance by the haversine formula on a sphere of the earth's mean radius (IUGG, 6 371 008.8 m);
    /// within 0.6 % of the ellipsoid's.
    public func distance(to other: Position) -> Meters {
        let toRadians = Double.pi / 180
        let (latitude1, latitude2) = (latitude * toRadians, other.latitude * toRadians)
        let halfLatitude = sin((latitude2 - latitude1) / 2)
        let halfLongitude = sin((other.longitude - longitude) * toRadians / 2)
        let square = halfLatitude * halfLatitude + cos(latitude1) * cos(latitude2) * halfLongitude * halfLongitude
        return Meters(2 * 6_371_008.8 * asin(min(1, square.squareRoot())))
    }
}
