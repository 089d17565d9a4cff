import Foundation
import PhotoDecoding
import SymbolDrawing

@testable import SymbolReading

/// A picture to draw QR codes in, turned, slanted or bent, with soft edges as a lens makes them.
struct QRDrawing {
    let width: Int
    let height: Int
    private(set) var values: [Double]

    init(width: Int, height: Int, paper: Double = 225) {
        self.width = width
        self.height = height
        values = Array(repeating: paper, count: width * height)
    }

    var image: LumaImage {
        let pixels = values.map { UInt8(max(0, min(255, $0.rounded()))) }
        guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
            preconditionFailure("a drawing has as many pixels as it says")
        }
        return image
    }

    /// Draws a code with its quiet zone.
    /// - Parameter module: the place of the code, in modules from its top left corner, that a pixel shows.
    mutating func draw(
        _ code: QRCode, ink: Double = 30, paper: Double = 225, module: (SIMD2<Double>) -> SIMD2<Double>
    ) {
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0.0
                var count = 0.0
                // Nine places a pixel.
                for b in 0..<3 {
                    for a in 0..<3 {
                        let place = module(
                            SIMD2(Double(x) + (Double(a) + 0.5) / 3, Double(y) + (Double(b) + 0.5) / 3))
                        let column = Int(place.x.rounded(.down))
                        let row = Int(place.y.rounded(.down))
                        guard (-4..<code.size + 4).contains(column), (-4..<code.size + 4).contains(row) else {
                            continue
                        }
                        let isInside = (0..<code.size).contains(column) && (0..<code.size).contains(row)
                        sum += isInside && code[column, row] ? ink : paper
                        count += 1
                    }
                }
                let share = count / 9
                values[y * width + x] = (1 - share) * values[y * width + x] + sum / 9
            }
        }
    }

    /// Draws a code upright or turned about its middle.
    mutating func draw(
        _ code: QRCode, middle: SIMD2<Double>, moduleSize: Double, angle: Double = 0, isMirrored: Bool = false,
        ink: Double = 30, paper: Double = 225
    ) {
        let half = Double(code.size) / 2
        let (cosine, sine) = (cos(angle), sin(angle))
        draw(code, ink: ink, paper: paper) { pixel in
            let way = (pixel - middle) / moduleSize
            let own = SIMD2(way.x * cosine + way.y * sine, way.y * cosine - way.x * sine) + half
            return isMirrored ? SIMD2(own.y, own.x) : own
        }
    }

    /// A code alone, filling the picture with its quiet zone.
    static func alone(
        _ code: QRCode, moduleSize: Double, angle: Double = 0, isMirrored: Bool = false, ink: Double = 30,
        paper: Double = 225
    ) -> QRDrawing {
        let side = Int(Double(code.size + 8) * moduleSize * (abs(cos(angle)) + abs(sin(angle)))) + 2
        var drawing = QRDrawing(width: side, height: side, paper: paper)
        let middle = SIMD2(repeating: Double(side) / 2)
        drawing.draw(
            code, middle: middle, moduleSize: moduleSize, angle: angle, isMirrored: isMirrored, ink: ink, paper: paper)
        return drawing
    }

    /// Blurred by a Gaussian.
    /// - Parameter sigma: pixels.
    func blurred(sigma: Double) -> QRDrawing {
        let reach = Int(3 * sigma) + 1
        let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        let total = weights.reduce(0, +)
        func pass(_ source: [Double], dx: Int, dy: Int) -> [Double] {
            var result = source
            for y in 0..<height {
                for x in 0..<width {
                    var sum = 0.0
                    for (index, weight) in weights.enumerated() {
                        let column = max(0, min(width - 1, x + (index - reach) * dx))
                        let row = max(0, min(height - 1, y + (index - reach) * dy))
                        sum += weight * source[row * width + column]
                    }
                    result[y * width + x] = sum / total
                }
            }
            return result
        }
        var result = self
        result.values = pass(pass(values, dx: 1, dy: 0), dx: 0, dy: 1)
        return result
    }

    /// With grain.
    /// - Parameter amplitude: the most that a pixel gains or loses.
    func noisy(amplitude: Double, seed: UInt64 = 1) -> QRDrawing {
        var result = self
        var chance = SampleChance(seed: seed)
        result.values = values.map { $0 + amplitude * (2 * chance.next() - 1) }
        return result
    }

    /// Each value changed.
    func toned(_ change: (Double) -> Double) -> QRDrawing {
        var result = self
        result.values = values.map(change)
        return result
    }

    /// Each value changed by its place.
    func lit(_ change: (Int, Int, Double) -> Double) -> QRDrawing {
        var result = self
        for y in 0..<height {
            for x in 0..<width { result.values[y * width + x] = change(x, y, values[y * width + x]) }
        }
        return result
    }
}

/// Numbers that look random and are the same in every run (Knuth's 64-bit linear congruence).
struct SampleChance {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    }

    /// 0 to less than 1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }

    /// 0 to less than a limit.
    mutating func next(below limit: Int) -> Int {
        min(limit - 1, Int(next() * Double(limit)))
    }
}

/// Codes for tests.
enum SampleCode {
    /// - Parameter version: the least; the text is made as long as it needs to be.
    static func of(version: Int, correction: QRCode.Correction = .medium) throws -> (code: QRCode, text: String) {
        let side = 17 + 4 * version
        var length = 1
        var best: (QRCode, String)?
        // Bytes that no other mode takes, as many as still fit: doubling, then halving the steps.
        var step = 2_048
        while step > 0 {
            if let code = QRCode(text(length + step), correction: correction), code.size <= side { length += step }
            step /= 2
        }
        if let code = QRCode(text(length), correction: correction), code.size == side { best = (code, text(length)) }
        guard let best else { throw MissingVersion(version: version) }
        return best
    }

    struct MissingVersion: Error {
        let version: Int
    }

    private static func text(_ length: Int) -> String {
        String((0..<length).map { "abcdefghijklmnopqrstuvwxyz"[$0 * 7 % 26] })
    }
}

extension String {
    fileprivate subscript(offset: Int) -> Character { self[index(startIndex, offsetBy: offset)] }
}

extension QRReader {
    /// All codes of a picture.
    static func readings(of image: LumaImage) -> [QRReading] {
        var pyramid = Pyramid(image)
        var reader = QRReader()
        return reader.read(in: &pyramid)
    }
}
