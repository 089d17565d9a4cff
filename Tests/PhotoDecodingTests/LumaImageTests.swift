import FootbridgeTestSupport
import PhotoDecoding
import Testing

@Suite("Grey images")
struct LumaImageTests {
    @Test("An image is made only of as many pixels as it says")
    func validates() {
        #expect(LumaImage(width: 2, height: 2, pixels: [1, 2, 3]) == nil)
        #expect(LumaImage(width: 0, height: 2, pixels: []) == nil)
        #expect(LumaImage(width: -1, height: -4, pixels: [1, 2, 3, 4]) == nil)
        #expect(LumaImage(width: .max, height: 2, pixels: [1]) == nil)
        #expect(LumaImage(width: 2, height: 1, pixels: [1, 2]) != nil)
    }

    @Test("Halving averages four pixels, rounds, and leaves out an odd last row and column")
    func halves() throws {
        let image = try #require(
            LumaImage(width: 5, height: 3, pixels: [0, 2, 255, 255, 9, 1, 3, 255, 255, 9, 7, 7, 7, 7, 7]))
        #expect(image.halved() == LumaImage(width: 2, height: 1, pixels: [2, 255]))
        let line = try #require(LumaImage(width: 1, height: 3, pixels: [1, 2, 3]))
        #expect(line.halved() == line)
    }

    @Test("Halving a large image agrees with plain arithmetic at every pixel")
    func halvesExactly() throws {
        var random = SeededGenerator(seed: 7)
        let pixels = (0..<(103 * 58)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let image = try #require(LumaImage(width: 103, height: 58, pixels: pixels))
        let half = image.halved()
        for y in 0..<29 {
            for x in 0..<51 {
                let sum = [(0, 0), (1, 0), (0, 1), (1, 1)].reduce(0) { $0 + Int(image[2 * x + $1.0, 2 * y + $1.1]) }
                #expect(Int(half[x, y]) == (sum + 2) / 4)
            }
        }
    }

    @Test("Inverting twice changes nothing")
    func inverts() throws {
        let image = try #require(LumaImage(width: 2, height: 1, pixels: [0, 200]))
        #expect(image.inverted() == LumaImage(width: 2, height: 1, pixels: [255, 55]))
        #expect(image.inverted().inverted() == image)
    }
}
