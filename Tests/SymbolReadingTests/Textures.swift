import Foundation
import PhotoDecoding

/// Small pictures without any code whose stripes, weaves and tiles are like the parts of one: 2 000, each the same
/// whenever it is asked for. Nothing may be read in any of them.
enum Textures {
    static let count = 2_000

    /// What a picture shows; picture `n` is of the kind `n` modulo their number.
    enum Kind: Int, CaseIterable {
        /// Bars of 1 to 4 modules in any order, like those of EAN, UPC and Code 128.
        case bars
        /// Narrow and wide bars in any order, like those of Code 39, ITF and Codabar.
        case twoWidths
        /// Stripes that are all alike.
        case stripes
        /// Stripes that are nearly alike: ribs, fences, blinds.
        case ribs
        /// Soft waves.
        case waves
        /// Waves bent by slow noise: wood.
        case grain
        /// Two directions of stripes over each other: cloth.
        case weave
        /// Blocks side by side, each with its own grey: spines of books on a shelf.
        case spines
        /// Rows of short strokes: print that is too small to be told.
        case print
        /// Squares within squares, like finder patterns that belong to nothing.
        case rings
        /// Square modules, dark or light at random.
        case modules
        /// Noise.
        case noise
    }

    static func kind(_ index: Int) -> Kind {
        Kind(rawValue: index % Kind.allCases.count) ?? .noise
    }

    static func picture(_ index: Int) -> LumaImage {
        var numbers = SeededNumbers(seed: 1_000_000 + index)
        let width = numbers.whole(90...220)
        let height = numbers.whole(60...150)
        let surface = Surface(kind(index), numbers: &numbers)
        let light = numbers.number(150...250)
        let depth = numbers.number(0.25...0.95) * light
        let noise = numbers.chance(0.5) ? numbers.number(0...14) : 0
        let angle = numbers.chance(0.3) ? 0 : numbers.number(0...Double.pi)
        let (cosine, sine) = (cos(angle), sin(angle))
        let (middleX, middleY) = (Double(width) / 2, Double(height) / 2)
        var pixels = [UInt8]()
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (Double(x) - middleX, Double(y) - middleY)
                let dark = surface.darkness(dx * cosine + dy * sine, dy * cosine - dx * sine)
                let value = light - depth * dark + (noise == 0 ? 0 : numbers.number(-noise...noise))
                pixels.append(UInt8(max(0, min(255, value.rounded()))))
            }
        }
        guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
            preconditionFailure("a texture has as many pixels as it says")
        }
        return image
    }
}

/// One texture without light and noise: how dark it is, 0 to 1, at a place in pixels from the picture's middle.
private struct Surface {
    /// Half the diagonal of the largest picture, and a little.
    private static let reach = 140.0

    private let kind: Textures.Kind
    private let across: BarProfile
    private let along: BarProfile
    /// Pixels over which edges are smeared.
    private let softness: Double
    private let period: Double
    private let bend: Double
    private let lattice: [Double]

    init(_ kind: Textures.Kind, numbers: inout SeededNumbers) {
        self.kind = kind
        softness = numbers.number(1...3)
        period = numbers.number(3...18)
        bend = numbers.number(0.5...4)
        lattice = (0..<1_024).map { _ in numbers.number(0...1) }
        across = BarProfile(Self.bars(of: kind, period: period, numbers: &numbers))
        along = BarProfile(Self.bars(of: kind, period: period * 1.3, numbers: &numbers))
    }

    /// Bars from end to end of the picture.
    private static func bars(
        of kind: Textures.Kind, period: Double, numbers: inout SeededNumbers
    ) -> [(width: Double, isDark: Bool)] {
        let module = numbers.number(1.2...4)
        let ratio = numbers.number(2...3)
        var bars: [(width: Double, isDark: Bool)] = []
        var length = 0.0
        while length < 2 * reach {
            let width =
                switch kind {
                case .bars: module * Double(numbers.whole(1...4))
                case .twoWidths: module * (numbers.chance(0.4) ? ratio : 1)
                case .ribs: period * numbers.number(0.4...0.6)
                default: period / 2
                }
            bars.append((width: width, isDark: bars.count % 2 == 1))
            length += width
        }
        return bars
    }

    func darkness(_ u: Double, _ v: Double) -> Double {
        switch kind {
        case .bars, .twoWidths, .stripes, .ribs: return across.darkness(at: u + Self.reach, over: softness)
        case .waves: return 0.5 + 0.5 * sin(2 * .pi * (u / period + bend * 1e-4 * v * v))
        case .grain: return 0.5 + 0.5 * sin(2 * .pi * (u / period + bend * smooth(u / 60, v / 90)))
        case .weave:
            let warp = across.darkness(at: u + Self.reach, over: softness)
            let weft = along.darkness(at: v + Self.reach, over: softness)
            return 0.5 * (warp + weft)
        case .spines:
            let spine = Int((u / (2 * period)).rounded(.down))
            return 0.5 * value(spine, 0) + (spine % 2 == 0 ? 0 : 0.5)
        case .print:
            let line = Int((v / (1.6 * period)).rounded(.down))
            let isGap = v - Double(line) * 1.6 * period < 0.6 * period
            return isGap ? 0 : value(Int((u * 2 / period).rounded(.down)), line) < 0.45 ? 1 : 0
        case .rings:
            let tile = 7 * period / 3
            let inTile = (x: u - (u / tile).rounded() * tile, y: v - (v / tile).rounded() * tile)
            let ring = max(abs(inTile.x), abs(inTile.y)) / period * 6
            return ring < 3 || (ring > 5 && ring < 6.5) ? 1 : 0
        case .modules:
            return value(Int((u / period).rounded(.down)), Int((v / period).rounded(.down))) < 0.5 ? 1 : 0
        case .noise: return smooth(u / softness, v / softness)
        }
    }

    private func value(_ column: Int, _ row: Int) -> Double {
        lattice[(column &* 73 &+ row &* 179) & (lattice.count - 1)]
    }

    /// Random values at whole places, interpolated between them.
    private func smooth(_ x: Double, _ y: Double) -> Double {
        let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (right, down) = (x - Double(column), y - Double(row))
        let above = value(column, row) * (1 - right) + value(column + 1, row) * right
        let below = value(column, row + 1) * (1 - right) + value(column + 1, row + 1) * right
        return above * (1 - down) + below * down
    }
}
