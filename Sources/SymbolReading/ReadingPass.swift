import PhotoDecoding

/// One attempt of the cascade: which picture, which symbologies, how closely.
struct ReadingPass: Sendable {
    /// Which size of the picture.
    enum Size: Sendable {
        /// The photo reduced by halving to at most `ReadingPass.basePixels`: full size for small photos, half for a
        /// 12-megapixel one.
        case base
        /// Half of that. Turned codes read here that do not at the base size, and noise averages out.
        case smaller
        /// Half of the base picture, if that has more than `modestPixels`.
        case quick
        /// Twice the base picture, if the photo has it. Small codes in large photos.
        case larger
        /// The base picture, or half of it if that has more than `modestPixels`.
        case modest
        /// The stored size, if the photo has at most `modestPixels`.
        case small
    }

    /// The name shown in `Reading.passes` and in metrics.
    let name: String
    let size: Size
    var symbologies: SymbologySet
    /// Distance of scan lines in pixels.
    var density: Int
    var preparation = Preparation.none
    /// Runs also when something was read that is not a retail code, to find what stands beside it.
    var isForCompanions = false
    /// Runs also when a retail code was read that is no product, to find the product it stands beside.
    var isForProducts = false

    /// Pixels of the base picture at most. Together with `Size.larger` this bounds the longest single pass: 16
    /// megapixels.
    static let basePixels = 4_000_000
    /// Pixels up to which a dearer preparation is worth it.
    static let modestPixels = 1_500_000
    /// Pixels below which a smaller picture is not worth looking at.
    static let smallestPixels = 20_000

    /// Pixels up to which QR codes are looked for on every line. ZBar's time for QR finder patterns grows with the
    /// square of their number: 3 megapixels full of patterns one pixel thick take 3.5 s at density 1 (a photo: 0.08 s).
    static let densestQRPixels = 1_500_000

    /// The pass as it is run on a picture of so many pixels: above `densestQRPixels`, QR codes are looked for on every
    /// second line at most.
    func adapted(toPixels pixels: Int) -> ReadingPass {
        guard pixels > Self.densestQRPixels else { return self }
        var pass = self
        switch symbologies {
        case .retailAndQR where density == 1: pass.symbologies = .retail
        case .qr: pass.density = max(2, density)
        default: break
        }
        return pass
    }

    /// The work of the pass: pixels on its scan lines, both ways.
    func linePixels(width: Int, height: Int) -> Int {
        let pixels = width * height
        return switch preparation {
        case .none, .inverted, .sharpened: 2 * pixels / density
        case .enlarged: 8 * pixels / density
        case .turned: (width + height) * (width + height) / density
        case .tilted: pixels / density
        }
    }

    private static func tilted(_ name: String, towards edge: PictureEdge) -> ReadingPass {
        ReadingPass(name: name, size: .modest, symbologies: .retail, density: 2, preparation: .tilted(edge))
    }

    /// The passes in order.
    ///
    /// Measured on the 734 pictures of the corpus (0.1 to 1.3 megapixels), one core, ZBar only, as primary pictures
    /// solved (293 retail of which 21 are known to be impossible, 155 QR) and milliseconds a picture:
    /// retail and QR at density 1: 204 + 126, 4.1 ms; density 2: 210 + 116, 2.1 ms; density 3: 206 + 80, 1.4 ms; half
    /// size at density 1: 66 + 80, 1.2 ms; quarter size adds one QR code.
    /// In a 12-megapixel photo whose code fills a fifth of the width or more, a quarter of the size is enough: tried
    /// first, it saves 30 ms of 85, and costs 10 when it fails.
    /// Density 2 first is the best return; density 1 follows for the small QR codes, and as second opinion for retail
    /// codes that few lines agreed on.
    /// The four tilted passes solve one retail picture more, 212, and samples seen from the side; together they cost
    /// 10 ms of processor time where nothing is read.
    static let cascade: [ReadingPass] = [
        ReadingPass(name: "quick", size: .quick, symbologies: .retailAndQR, density: 2),
        ReadingPass(name: "base", size: .base, symbologies: .retailAndQR, density: 2, isForProducts: true),
        ReadingPass(
            name: "companions", size: .base, symbologies: .otherLinear, density: 4, isForCompanions: true),
        ReadingPass(
            name: "base-dense", size: .base, symbologies: .retailAndQR, density: 1, isForProducts: true),
        ReadingPass(name: "smaller", size: .smaller, symbologies: .retailAndQR, density: 1),
        ReadingPass(name: "base-coarse", size: .base, symbologies: .retail, density: 3),
        ReadingPass(name: "others", size: .base, symbologies: .otherLinear, density: 2),
        ReadingPass(name: "inverted", size: .base, symbologies: .qr, density: 1, preparation: .inverted),
        ReadingPass(name: "sharpened", size: .base, symbologies: .retail, density: 2, preparation: .sharpened),
        ReadingPass(name: "enlarged", size: .small, symbologies: .retailAndQR, density: 3, preparation: .enlarged),
        ReadingPass(name: "turned", size: .modest, symbologies: .retail, density: 2, preparation: .turned),
        tilted("tilted-right", towards: .right), tilted("tilted-left", towards: .left),
        tilted("tilted-down", towards: .bottom), tilted("tilted-up", towards: .top),
        ReadingPass(name: "larger", size: .larger, symbologies: .retail, density: 2),
        ReadingPass(name: "others-smaller", size: .smaller, symbologies: .otherLinear, density: 1),
    ]
}
