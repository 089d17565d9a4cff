import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Two tones of a picture")
struct QRBinarisationTests {
    private func noise(width: Int, height: Int, _ value: (inout SampleChance) -> Int) throws -> LumaImage {
        var chance = SampleChance(seed: 7)
        let pixels = (0..<(width * height)).map { _ in UInt8(value(&chance)) }
        return try #require(LumaImage(width: width, height: height, pixels: pixels))
    }

    @Test("Minimum, maximum and mean of blocks are those of their pixels", arguments: [(16, 16), (61, 43), (24, 9)])
    func measuresBlocks(width: Int, height: Int) throws {
        let image = try noise(width: width, height: height) { $0.next(below: 256) }
        var blocks = QRBlocks()
        blocks.measure(image)
        #expect(blocks.columns == width / 8 && blocks.rows == height / 8)
        for row in 0..<blocks.rows {
            for column in 0..<blocks.columns {
                let values = (0..<64).map { Int(image[column * 8 + $0 % 8, row * 8 + $0 / 8]) }
                let place = row * blocks.columns + column
                #expect(Int(blocks.minima[place]) == values.min() && Int(blocks.maxima[place]) == values.max())
                #expect(Int(blocks.means[place]) == values.reduce(0, +) / 64)
            }
        }
    }

    @Test("Ink is dark and paper light, also where the light changes and the last block is cut off")
    func separatesInk() throws {
        let width = 133
        let height = 75
        func isInk(_ x: Int, _ y: Int) -> Bool { (x / 5 + y / 5) % 2 == 0 }
        var pixels: [UInt8] = []
        for y in 0..<height { for x in 0..<width { pixels.append(UInt8(60 + x + (isInk(x, y) ? -50 : 0))) } }
        let image = try #require(LumaImage(width: width, height: height, pixels: pixels))
        for threshold in [QRDarkBits.Threshold.mean, .middle, .average] {
            var blocks = QRBlocks()
            blocks.measure(image)
            var bits = QRDarkBits()
            bits.binarise(image, blocks: blocks, radius: 2, by: threshold)
            var wrong = 0
            for y in 0..<height { for x in 0..<width where bits[x, y] != isInk(x, y) { wrong += 1 } }
            #expect(wrong == 0, "\(threshold)")
        }
    }

    @Test("Thresholds change from row to row, not from block to block")
    func interpolates() throws {
        // Light that changes over four rows by more than half of what ink does.
        var pixels: [UInt8] = []
        for y in 0..<72 { for x in 0..<64 { pixels.append(UInt8(40 + y * 12 / 5 + (x / 4 % 2 == 0 ? 0 : 16))) } }
        let image = try #require(LumaImage(width: 64, height: 72, pixels: pixels))
        var blocks = QRBlocks()
        blocks.measure(image)
        var bits = QRDarkBits()
        bits.binarise(image, blocks: blocks, radius: 2, by: .average)
        // Where windows are whole.
        for y in 20..<52 { for x in 20..<44 { #expect(bits[x, y] == (x / 4 % 2 == 0), "\(x), \(y)") } }
    }

    @Test("Paper grain is no print")
    func leavesPaperBlank() throws {
        let image = try noise(width: 80, height: 64) { 200 + $0.next(below: 11) }
        var blocks = QRBlocks()
        blocks.measure(image)
        var bits = QRDarkBits()
        bits.binarise(image, blocks: blocks, radius: 2, by: .average)
        #expect(bits.words.allSatisfy { $0 == 0 })
    }

    @Test("Sharpening is what its formula says, and leaves even tones alone")
    func sharpens() throws {
        let image = try noise(width: 19, height: 13) { 90 + $0.next(below: 60) }
        let sharpened = QRSharpening.sharpened(image)
        for y in 0..<13 {
            for x in 0..<19 {
                var sum = 0
                for b in -2...2 {
                    for a in -2...2 { sum += Int(image[max(0, min(18, x + a)), max(0, min(12, y + b))]) }
                }
                let own = Double(image[x, y])
                let expected = max(0, min(255, own + 2.5 * (own - Double(sum) / 25)))
                #expect(abs(Double(sharpened[x, y]) - expected) <= 1.5)
            }
        }
        let even = try noise(width: 17, height: 16) { _ in 128 }
        #expect(QRSharpening.sharpened(even).pixels.allSatisfy { abs(Int($0) - 128) <= 1 })
    }

    @Test("The first look is at two megapixels at most, the others around it")
    func choosesLevels() {
        #expect(QRStage.baseLevel(width: 1_600, height: 1_250) == 0)
        #expect(QRStage.baseLevel(width: 1_601, height: 1_250) == 1)
        #expect(QRStage.baseLevel(width: 4_032, height: 3_024) == 2)
        #expect(QRStage.double(width: 800, height: 600) == nil)
        #expect(QRStage.double(width: 4_032, height: 3_024)?.level == 1)
        #expect(QRStage.later(width: 4_032, height: 3_024).allSatisfy { (0...3).contains($0.level) })
        #expect(QRStage.later(width: 200, height: 200).first == QRStage.half(width: 200, height: 200))
    }
}
