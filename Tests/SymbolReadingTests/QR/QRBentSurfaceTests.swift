import Foundation
import PhotoDecoding
import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("Symbols on bent paper")
struct QRBentSurfaceTests {
    /// A code on a page that bulges sideways and down by some modules in its middle.
    private func bent(_ code: QRCode, moduleSize: Double, by bulge: Double, waves: Double = 1) -> QRDrawing {
        let side = Int(Double(code.size + 12) * moduleSize)
        var drawing = QRDrawing(width: side, height: side)
        let half = Double(code.size) / 2
        drawing.draw(code) { pixel in
            let own = (pixel - Double(side) / 2) / moduleSize + half
            let phase = Double.pi * own / Double(code.size) * waves
            return own + bulge * SIMD2(sin(phase.y), 0.5 * sin(phase.x))
        }
        return drawing
    }

    @Test("A mesh moves what lies between its nodes smoothly, and a flat surface nothing")
    func interpolates() {
        let map = Homography(origin: SIMD2(0, 0), at: SIMD2(0, 0), along: SIMD2(1, 0), down: SIMD2(0, 1))
        var displacements = [SIMD2<Double>](repeating: SIMD2(0, 0), count: 9)
        displacements[4] = SIMD2(2, -1)
        let surface = QRSurface(map, nodes: [0, 10, 20], displacements: displacements)
        #expect(surface(10, 10) == SIMD2(12, 9) && surface(5, 10) == SIMD2(6, 9.5) && surface(0, 0) == SIMD2(0, 0))
        #expect(QRSurface(map)(3, 4) == SIMD2(3, 4))
        #expect(surface.corners(side: 20, isMirrored: true)[1] == SIMD2(0, 20))
    }

    @Test("A node of the mesh that is wrong is moved back, as far as its modules say")
    func refinesMesh() throws {
        let code = try SampleCode.of(version: 4).code
        let drawing = QRDrawing.alone(code, moduleSize: 5).blurred(sigma: 1.5)
        let zero = SIMD2(repeating: Double(drawing.width) / 2 - 5 * Double(code.size) / 2)
        let map = Homography(origin: SIMD2(0, 0), at: zero, along: SIMD2(5, 0), down: SIMD2(0, 5))
        var displacements = [SIMD2<Double>](repeating: SIMD2(0, 0), count: 16)
        displacements[5] = SIMD2(0.9, -0.7)
        let nodes = (0..<4).map { 3.5 + 26 * Double($0) / 3 }
        var surface = QRSurface(map, nodes: nodes, displacements: displacements)
        var grid = QRGrid()
        grid.begin(QRLayout.of(version: 4), sign: 1, isBicubic: false)
        var work = 0
        _ = drawing.image.withSampler { sampler in
            grid.sample(QRSurface(map), in: sampler)
            grid.soften()
            var score = QRGridScore()
            score.begin(grid, mostData: 1_500, dataWeight: 0.35)
            var mesh = QRMesh()
            mesh.refine(&surface, steps: [0.3, 0.15, 0.08], score: score, in: sampler, work: &work)
        }
        #expect(Plane.length(surface.displacements[5]) < 0.4)
        #expect(work > 1_000)
    }

    @Test("The walk finds each alignment pattern of a bent symbol")
    func walks() throws {
        let code = try SampleCode.of(version: 14).code
        let (module, bulge) = (4.0, 3.0)
        let drawing = bent(code, moduleSize: module, by: bulge).blurred(sigma: 1)
        let zero = SIMD2(repeating: Double(drawing.width) / 2 - module * Double(code.size) / 2)
        let map = Homography(origin: SIMD2(0, 0), at: zero, along: SIMD2(module, 0), down: SIMD2(0, module))
        let layout = QRLayout.of(version: 14)
        let surface = drawing.image.withSampler { sampler in
            var walk = QRAlignmentWalk(layout, map: map, search: QRAlignmentSearch(sampler: sampler, sign: 1))
            return walk.surface()
        }
        let found = try #require(surface)
        #expect(found.nodes.count == 2 * layout.alignment.count - 1)
        for y in layout.alignment.dropFirst() {
            for x in layout.alignment.dropFirst() {
                // Where the drawing shows this pattern: its own place plus the bulge there is the place sought.
                let sought = SIMD2(Double(x), Double(y)) + 0.5
                var own = sought
                for _ in 0..<20 {
                    let phase = Double.pi * own / Double(code.size)
                    own = sought - bulge * SIMD2(sin(phase.y), 0.5 * sin(phase.x))
                }
                let seen = found(sought.x, sought.y)
                #expect(Plane.length((seen - zero) / module - own) < 0.5, "\(x), \(y)")
            }
        }
    }

    @Test("A small symbol bent by a module and a half is read, though a plane does not fit")
    func readsSmallBent() throws {
        let sample = try SampleCode.of(version: 5, correction: .low)
        let drawing = bent(sample.code, moduleSize: 4, by: 1.5)
        #expect(QRReader.readings(of: drawing.image).map(\.text) == [sample.text])
    }

    @Test("A large symbol is followed from alignment pattern to alignment pattern")
    func readsLargeBent() throws {
        let sample = try SampleCode.of(version: 14, correction: .low)
        let drawing = bent(sample.code, moduleSize: 4, by: 2.5)
        #expect(QRReader.readings(of: drawing.image).map(\.text) == [sample.text])
    }
}
