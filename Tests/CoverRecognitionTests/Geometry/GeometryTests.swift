import Testing

@testable import CoverRecognition

@Suite struct GeometryTests {
    @Test func `Equations are solved, and those that determine nothing are not`() throws {
        var equations = LinearEquations<3>()
        equations.observe([2, 1, 0], equals: 4, weight: 1)
        equations.observe([0, 1, -1], equals: -1, weight: 2)
        equations.observe([1, 0, 1], equals: 4, weight: 0.5)
        let solution = try #require(equations.solution())
        for (index, expected) in [1.0, 2, 3].enumerated() { #expect(abs(solution[index] - expected) < 1e-9) }
        var too = LinearEquations<3>()
        too.observe([1, 2, 3], equals: 4, weight: 1)
        #expect(too.solution() == nil)
    }

    private static let truth = PlanarMap(
        rowX: SIMD3(300, -40, 120), rowY: SIMD3(50, 280, 90), rowW: SIMD3(0.15, -0.1, 1))

    private static func points(of map: PlanarMap) throws -> [PlanarMap.Correspondence] {
        var points: [PlanarMap.Correspondence] = []
        for v in stride(from: 0.05, to: 1, by: 0.2) {
            for u in stride(from: 0.05, to: 0.7, by: 0.2) {
                let place = try #require(map(u, v))
                points.append(.init(u: u, v: v, x: place.x, y: place.y))
            }
        }
        return points
    }

    @Test func `Maps are found from where places went`() throws {
        let affine = PlanarMap(rowX: SIMD3(300, -40, 120), rowY: SIMD3(50, 280, 90))
        let found = try #require(PlanarMap(affineThrough: Self.points(of: affine)))
        let projective = try #require(
            PlanarMap(projectiveThrough: Self.points(of: Self.truth), from: affine, size: 300))
        for (u, v) in [(0.0, 0.0), (0.7, 0.1), (0.3, 1.0)] {
            let (one, other) = (try #require(found(u, v)), try #require(affine(u, v)))
            #expect(abs(one.x - other.x) < 0.01 && abs(one.y - other.y) < 0.01)
            // The pull towards no perspective costs a little.
            let (fitted, true_) = (try #require(projective(u, v)), try #require(Self.truth(u, v)))
            #expect(abs(fitted.x - true_.x) < 1 && abs(fitted.y - true_.y) < 1)
        }
        let line = (0..<6).map { PlanarMap.Correspondence(u: .nan, v: 0, x: Double($0), y: 0) }
        #expect(PlanarMap(affineThrough: line) == nil)
        #expect(PlanarMap(projectiveThrough: line, from: affine, size: 300) == nil)
    }

    @Test func `An outline is convex and not mirrored, or there is none`() throws {
        let outline = try #require(Self.truth.outline(width: 0.7, height: 1))
        #expect(outline.corners[0] == SIMD2(120, 90))
        #expect(outline.area > 40_000)
        let mirrored = PlanarMap(rowX: SIMD3(-300, 0, 400), rowY: SIMD3(0, 300, 0))
        #expect(mirrored.outline(width: 0.7, height: 1) == nil)
        let beyond = PlanarMap(rowX: SIMD3(300, 0, 0), rowY: SIMD3(0, 300, 0), rowW: SIMD3(0, -1, 1))
        #expect(beyond.outline(width: 0.7, height: 1) == nil)
    }

    /// A photo's features at places, all alike otherwise.
    private static func photo(_ places: [SIMD2<Float>], sigma: Float = 4, direction: Float = 0.3) -> PhotoFeatures {
        var features = PictureFeatures()
        for place in places {
            features.x.append(place.x)
            features.y.append(place.y)
            features.sigma.append(sigma)
            features.direction.append(direction)
            features.descriptors += [UInt8](repeating: 45, count: Descriptor.count)
        }
        var photo = PhotoFeatures(.trained)
        photo.load(features, width: 640, height: 480)
        return photo
    }

    @Test func `Features near a place are all found by the grid`() {
        let places = (0..<400).map { SIMD2(Float($0 * 37 % 640), Float($0 * 53 % 480)) }
        let photo = Self.photo(places)
        var grid = PhotoGrid()
        for _ in 0..<2 { grid.fill(photo) }
        for (x, y, radius) in [(Float(0), Float(0), Float(30)), (333, 240, 50), (639, 479, 12), (-20, 100, 25)] {
            func isNear(_ index: Int) -> Bool {
                let way = places[index] - SIMD2(x, y)
                return (way * way).sum() <= radius * radius
            }
            var found: [Int] = []
            grid.forEach(within: radius, ofX: x, y: y) { if isNear($0) { found.append($0) } }
            #expect(found.sorted() == places.indices.filter(isNear))
        }
    }
}
