import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Grey values between pixels")
struct GreySamplerTests {
    private let image = LumaImage(width: 4, height: 3, pixels: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110])

    @Test("A pixel's middle has its value, and between middles values are mixed")
    func interpolates() throws {
        let values = try #require(
            image?.withSampler { sampler in
                [
                    sampler.bilinear(0.5, 0.5), sampler.bilinear(1.0, 0.5), sampler.bilinear(2.5, 1.0),
                    sampler.bilinear(3.49, 2.49),
                ]
            })
        for (value, expected) in zip(values, [0, 5, 40, 110] as [Float]) { #expect(abs(value - expected) < 0.6) }
    }

    @Test("Outside, and where a place is no number, the nearest edge is read")
    func staysInside() throws {
        let image = try #require(image)
        for x in [-1e9, -1, 0, 4, 7.5, 1e9, .infinity, -.infinity, .nan] as [Float] {
            for y in [-1e9, 0, 3, 1e9, .infinity, .nan] as [Float] {
                let value = image.withSampler { $0.bilinear(x, y) } ?? -1
                #expect((0...110).contains(value))
                let smooth = image.withSampler { $0.bicubic(SIMD2(Double(x), Double(y))) } ?? -1
                #expect((0...110).contains(smooth))
            }
        }
    }

    @Test("The bicubic kernel keeps a plane as it is")
    func keepsPlane() throws {
        var pixels: [UInt8] = []
        for y in 0..<8 { for x in 0..<8 { pixels.append(UInt8(3 * x + 5 * y)) } }
        let plane = try #require(LumaImage(width: 8, height: 8, pixels: pixels))
        let value = plane.withSampler { $0.bicubic(SIMD2(3.7, 4.2)) } ?? 0
        let expected: Float = 3 * 3.2 + 5 * 3.7
        #expect(abs(value - expected) < 0.01)
    }

    @Test("A picture one pixel wide has nothing between its pixels")
    func refusesLine() {
        #expect(LumaImage(width: 1, height: 9, pixels: Array(repeating: 0, count: 9))?.withSampler { _ in 1 } == nil)
    }
}
