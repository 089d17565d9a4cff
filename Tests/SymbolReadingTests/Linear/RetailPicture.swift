import PhotoDecoding

@testable import SymbolReading

/// Pictures and profiles of retail codes, made for tests.
enum RetailPicture {
    /// A code with quiet zones on white.
    static func code(_ modules: String, module: Int = 3, height: Int = 80, margin: Int = 12) -> Drawing {
        var drawing = Drawing(width: (modules.count + 2 * margin) * module, height: height + 16 * module)
        drawing.bars(modules, x: margin * module, y: 8 * module, module: module, height: height)
        return drawing
    }

    /// Modules of a code as `0` and `1`.
    static func modules(_ code: RetailCode) -> String {
        let modules = code.modules()
        return (0..<modules.count).map { modules.isDark[$0] ? "1" : "0" }.joined()
    }

    static func digits(_ text: String) -> [UInt8] { text.utf8.map { $0 - 48 } }

    static func ean13(_ text: String) -> RetailCode {
        guard let code = RetailCode(.ean13, digits: digits(text)) else { preconditionFailure("a valid EAN-13") }
        return code
    }

    /// A profile of grey levels: blurred edges with ink spread, `samples` a module, quiet zones of 12 modules.
    static func profile(_ code: RetailCode, samples: Float, sigma: Float, spread: Float = 0) -> [Float] {
        let modules = code.modules()
        let count = Int((Float(modules.count) + 24) * samples)
        return (0..<count).map { j in
            let x = (Float(j) + 0.5) / samples - 12
            var dark: Float = 0
            modules.forEachEdge { place, turnsDark in
                let moved = place + (turnsDark ? -spread : spread)
                dark += (turnsDark ? 1 : -1) * NormalDistribution.cumulative((x - moved) / sigma)
            }
            return 220 - 180 * dark
        }
    }

    /// Noise that is the same every time: a linear congruential generator.
    static func noise(width: Int, height: Int, amplitude: Int, around middle: Int = 128) -> LumaImage {
        var state: UInt32 = 12_345
        let pixels = (0..<(width * height)).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(clamping: middle + Int(state >> 16) % (2 * amplitude + 1) - amplitude)
        }
        guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
            preconditionFailure("as many pixels as it says")
        }
        return image
    }
}
