import Testing

@testable import SymbolReading

@Suite("Maps from a symbol to a picture")
struct HomographyTests {
    @Test("Four places go where they should, and lines stay lines")
    func mapsFourPlaces() throws {
        let from: InlineArray<4, SIMD2<Double>> = [
            SIMD2(3.5, 3.5), SIMD2(25.5, 3.5), SIMD2(22.5, 22.5), SIMD2(3.5, 25.5),
        ]
        let to: InlineArray<4, SIMD2<Double>> = [SIMD2(10, 20), SIMD2(200, 40), SIMD2(180, 190), SIMD2(5, 230)]
        let map = try #require(Homography(from: from, to: to))
        for index in 0..<4 { #expect(Plane.length(map(from[index].x, from[index].y) - to[index]) < 1e-6) }
        let (a, b, c) = (map(0, 0), map(10, 7), map(20, 14))
        #expect(abs(Plane.cross(b - a, c - a)) < 1e-6)
    }

    @Test("Places on one line, or no numbers, give no map")
    func refusesDegenerate() {
        let line: InlineArray<4, SIMD2<Double>> = [SIMD2(0, 0), SIMD2(1, 0), SIMD2(2, 0), SIMD2(3, 0)]
        let square: InlineArray<4, SIMD2<Double>> = [SIMD2(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)]
        #expect(Homography(from: line, to: square) == nil)
        #expect(Homography(from: square, to: line) == nil)
        let nothing = InlineArray<4, SIMD2<Double>>(repeating: SIMD2(.nan, 0))
        #expect(Homography(from: square, to: nothing) == nil)
    }

    @Test("A fit over many places finds the map they came from")
    func fits() throws {
        let truth = Homography(4, 0.3, 12, -0.2, 4.5, 30, 0.0008, -0.0005, 1)
        var points: [Homography.Correspondence] = []
        for y in stride(from: 0.0, to: 29, by: 7) {
            for x in stride(from: 0.0, to: 29, by: 7) {
                points.append(.init(module: SIMD2(x, y), pixel: truth(x, y), weight: 1 + x))
            }
        }
        var solver = LinearSolver()
        let map = try #require(Homography(fitting: points, side: 29, ridge: 0, solver: &solver))
        for (x, y) in [(0.5, 0.5), (28, 3), (13, 27)] { #expect(Plane.length(map(x, y) - truth(x, y)) < 1e-4) }
        let flat = try #require(Homography(fitting: points, side: 29, ridge: 1e6, solver: &solver))
        #expect(abs(flat.rows.w.x) < 1e-6)
        #expect(Homography(fitting: [], side: 29, ridge: 0, solver: &solver) == nil)
    }

    @Test("Least squares: exact where the equations agree, pulled by a ridge, and nothing where they do not determine")
    func solves() {
        var solver = LinearSolver()
        solver.begin(unknowns: 2)
        solver.add([1, 1] as InlineArray<2, Double>, equals: 5, weight: 1)
        solver.add([1, -1] as InlineArray<2, Double>, equals: 1, weight: 4)
        var isSolved = solver.solve()
        #expect(isSolved)
        #expect(abs(solver.solution[0] - 3) < 1e-9 && abs(solver.solution[1] - 2) < 1e-9)
        solver.begin(unknowns: 2)
        solver.add([1, 0] as InlineArray<2, Double>, equals: 5, weight: 1)
        isSolved = solver.solve()
        #expect(!isSolved)
        solver.begin(unknowns: 2)
        solver.add([1, 0] as InlineArray<2, Double>, equals: 5, weight: 1)
        solver.addRidge(1, 1, towards: 7)
        isSolved = solver.solve()
        #expect(isSolved && abs(solver.solution[1] - 7) < 1e-9)
    }
}
