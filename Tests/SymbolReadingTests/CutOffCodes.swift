import Foundation
import PhotoDecoding

/// EAN-13s of which part lies outside the picture or under something, 450, each the same whenever it is asked for.
/// Nothing may be read in any of them: half an EAN-13 has the guards of a UPC-E, and one in ten of such halves passes
/// its check.
enum CutOffCodes {
    static let count = 450

    /// The end of the centre guard and one module of the next digit: with what lies left of it, the bars of a UPC-E.
    private static let halfAsUPCE = 51.0

    /// The picture; its code is cut.
    static func picture(_ index: Int) -> LumaImage { CutCode(index, halfAsUPCE: halfAsUPCE).picture(isCut: true) }

    /// The same with all bars in it, to show that there was a code to be cut.
    static func whole(_ index: Int) -> (digits: String, picture: LumaImage) {
        let code = CutCode(index, halfAsUPCE: halfAsUPCE)
        return (code.digits, code.picture(isCut: false))
    }
}

/// A drawn EAN-13 and where it is cut.
private struct CutCode {
    let digits: String
    private let bars: BarProfile
    /// The module at which the code is cut, of 95.
    private let cut: Double
    private let keepsLeft: Bool
    /// The grey of what lies over the rest; nil where the picture ends there.
    private let cover: Double?
    /// Pixels.
    private let module: Double
    private let height: Int
    private let tilt: Double
    private let softness: Double
    private let light: Double
    private let dark: Double
    private let noise: Double
    private let seed: Int

    init(_ index: Int, halfAsUPCE: Double) {
        seed = 2_000_000 + index
        var numbers = SeededNumbers(seed: seed)
        digits = Self.digits(&numbers)
        bars = BarProfile(modules: RetailBars.ean13(digits))
        let isCovered = index % 3 == 2
        switch index % 5 {
        case 0: (cut, keepsLeft) = (isCovered ? 46 : halfAsUPCE + numbers.number(-1...2), true)
        case 1: (cut, keepsLeft) = (Double(3 + 7 * numbers.whole(4...6)) + 0.5, numbers.chance(0.5))
        default: (cut, keepsLeft) = (numbers.number(20...75), numbers.chance(0.5))
        }
        cover = isCovered ? numbers.number(60...150) : nil
        module = numbers.number(1.5...3.5)
        height = numbers.whole(60...130)
        tilt = numbers.number(-0.12...0.12)
        softness = numbers.number(0.4...1.2)
        light = numbers.number(190...250)
        dark = numbers.number(10...70)
        noise = numbers.number(0...6)
    }

    private static func digits(_ numbers: inout SeededNumbers) -> String {
        let beginning = numbers.chance(0.5) ? "978" : "4"
        var digits = beginning.compactMap(\.wholeNumberValue)
        while digits.count < 12 { digits.append(numbers.whole(0...9)) }
        let sum = digits.indices.reduce(0) { $0 + digits[$1] * ($1 % 2 == 0 ? 1 : 3) }
        return (digits + [(10 - sum % 10) % 10]).map(String.init).joined()
    }

    /// Bars from top to bottom, eleven modules of quiet zone at an end that is in the picture.
    func picture(isCut: Bool) -> LumaImage {
        var numbers = SeededNumbers(seed: seed + 1_000_000)
        let isAtBorder = isCut && cover == nil
        let first = isAtBorder && !keepsLeft ? cut : -13
        let last = isAtBorder && keepsLeft ? cut : 108
        let width = Int((last - first) * module)
        // The row at which a border cuts exactly at `cut`; in all others it cuts off more.
        let level = (tilt > 0) == keepsLeft ? 0 : Double(height)
        var pixels = [UInt8]()
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            let shift = tilt * (Double(y) - (isAtBorder ? level : Double(height) / 2))
            for x in 0..<width {
                let place = first + (Double(x) + 0.5 - shift) / module
                var value = light - (light - dark) * bars.darkness(at: place, over: max(softness, 1 / module))
                if isCut, let cover, (place > cut) == keepsLeft { value = cover }
                value += numbers.number(-noise...noise)
                pixels.append(UInt8(max(0, min(255, value.rounded()))))
            }
        }
        guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
            preconditionFailure("a drawn code has as many pixels as it says")
        }
        return image
    }
}
