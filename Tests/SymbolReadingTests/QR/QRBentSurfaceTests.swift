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
