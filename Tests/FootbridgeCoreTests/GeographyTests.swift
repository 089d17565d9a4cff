import FootbridgeTestSupport
import Foundation
import Testing

@testable import FootbridgeCore

struct GeographyTests {
    @Test("Every position within the radius lies in one of the ranges, wherever on the earth")
    func rangesCover() throws {
        var generator = SeededGenerator(seed: 7)
        let anchors: [(Double, Double)] = [
            (51.5, -0.1), (-36.8, 174.7), (0, 0), (0, 180), (0, -180), (-18, 179.99), (65, -179.999), (89.99, 10),
            (-90, 0),
            (90, 0), (-89.999, -180), (27.7, 85.3),
        ]
        for (latitude, longitude) in anchors {
            let center = try #require(Position(latitude: latitude, longitude: longitude))
            for radius in [1.0, 50, 812, 10_000, 100_000] {
                let ranges = GeographicCell.ranges(around: center, radius: Meters(radius))
                #expect(ranges.count <= 32)
                #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound - 1 })
                var inside = 0
                for _ in 0..<4000 {
                    let reach = radius / 111_000 * 1.3
                    let nearLatitude = min(90, max(-90, latitude + .random(in: -reach...reach, using: &generator)))
                    let width = min(180, reach / max(1e-9, cos(latitude * .pi / 180)))
                    var nearLongitude = longitude + .random(in: -width...width, using: &generator)
                    if nearLongitude > 180 { nearLongitude -= 360 }
                    if nearLongitude < -180 { nearLongitude += 360 }
                    let position = try #require(Position(latitude: nearLatitude, longitude: nearLongitude))
                    guard center.distance(to: position) <= Meters(radius) else { continue }
                    inside += 1
                    let cell = GeographicCell(position).rawValue
                    #expect(ranges.contains { $0.contains(cell) }, "\(position) near \(center), \(radius) m")
                }
                #expect(inside > 100)
            }
        }
    }

    @Test("A search of the neighbourhood looks at little of the world")
    func rangesAreTight() throws {
        let center = try #require(Position(latitude: 51.5, longitude: -0.1))
        let ranges = GeographicCell.ranges(around: center, radius: Meters(1000))
        let share = ranges.reduce(0.0) { $0 + Double($1.upperBound) - Double($1.lowerBound) } / 0x1p64
        // A kilometre's circle is 6e-9 of the earth; its cells may be a few times that.
        #expect(share < 1e-7)
    }

    @Test(
        "Distances agree with known ones",
        arguments: [
            (51.5074, -0.1278, 48.8566, 2.3522, 343_556.0), (0, 0, 0, 180, 20_015_114.4),
            (0, 179.9, 0, -179.9, 22_239.0),
            (51.5, -0.1, 51.5, -0.1, 0),
        ])
    func distances(lat1: Double, lon1: Double, lat2: Double, lon2: Double, metres: Double) throws {
        let one = try #require(Position(latitude: lat1, longitude: lon1))
        let other = try #require(Position(latitude: lat2, longitude: lon2))
        #expect(abs(one.distance(to: other).value - metres) <= max(1, metres * 0.001))
        #expect(one.distance(to: other) == other.distance(to: one))
    }

    @Test("Nothing outside the earth is a position")
    func positions() {
        #expect(Position(latitude: 90.0001, longitude: 0) == nil)
        #expect(Position(latitude: 0, longitude: -180.1) == nil)
        #expect(Position(latitude: .nan, longitude: 0) == nil)
        #expect(Position(latitude: .infinity, longitude: 0) == nil)
        #expect(Position(latitudeE7: .max, longitudeE7: 0) == nil)
    }

    @Test("A logged position has two decimals and no more")
    func hundredths() throws {
        let position = try #require(Position(latitude: 51.516789, longitude: -0.145001))
        #expect(position.hundredths == (5152, -15))
    }
}
