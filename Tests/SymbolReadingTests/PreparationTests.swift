import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Preparing pictures")
struct PreparationTests {
    /// 37 x 23 pixels of noise that is the same in every run.
    private var noise: LumaImage {
        get throws {
            var state: UInt32 = 0x1234_5678
            let pixels = (0..<(37 * 23)).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            }
            return try #require(LumaImage(width: 37, height: 23, pixels: pixels))
        }
    }

    @Test("Sharpening is the unsharp mask that plain arithmetic gives, to one level of the mean")
    func sharpens() throws {
        let image = try noise
        let sharp = image.sharpened(radius: 2, strength: 3)
        for y in 0..<23 {
            for x in 0..<37 {
                var sum = 0
                for dy in -2...2 {
                    for dx in -2...2 { sum += Int(image[min(max(x + dx, 0), 36), min(max(y + dy, 0), 22)]) }
                }
                let value = Int(image[x, y])
                let expected = min(max(value + 3 * (value - sum / 25), 0), 255)
                #expect(abs(Int(sharp[x, y]) - expected) <= 3, "at \(x), \(y)")
            }
        }
    }

    @Test("Enlarging keeps each pixel and puts the means of neighbours between them")
    func enlarges() throws {
        let image = try #require(LumaImage(width: 2, height: 2, pixels: [10, 20, 30, 80]))
        let large = image.enlarged()
        #expect(large.pixels == [10, 15, 20, 20, 20, 35, 50, 50, 30, 55, 80, 80, 30, 55, 80, 80])
    }

    @Test("A pixel of the turned picture is the pixel of the place it maps back to")
    func turns() throws {
        let image = try noise
        let turned = image.turned()
        var inside = 0
        for v in 0..<turned.height {
            for u in 0..<turned.width {
                let place = image.placeBeforeTurning(Point(x: u, y: v))
                guard (1..<36).contains(place.x), (1..<22).contains(place.y) else { continue }
                inside += 1
                let near = (-1...1).flatMap { dy in (-1...1).map { image[place.x + $0, place.y + dy] } }
                #expect(near.contains(turned[u, v]), "at \(u), \(v)")
            }
        }
        #expect(inside > 600)
    }

    @Test(
        "A pixel of the tilted picture lies between those beside the place it maps back to",
        arguments: PictureEdge.allCases)
    func tilts(towards edge: PictureEdge) throws {
        let image = try noise
        let tilted = image.tilted(towards: edge)
        #expect(tilted.width == image.width && tilted.height == image.height)
        for y in 0..<23 {
            for x in 0..<37 {
                let place = image.placeBeforeTilting(Point(x: x, y: y), towards: edge)
                let isAcross = edge == .left || edge == .right
                let here = image[place.x, place.y]
                let next = isAcross ? image[min(place.x + 1, 36), y] : image[x, min(place.y + 1, 22)]
                #expect((min(here, next)...max(here, next)).contains(tilted[x, y]), "at \(x), \(y)")
            }
        }
        // Drawn out at the edge, pushed together opposite.
        let middle = image.placeBeforeTilting(Point(x: 18, y: 11), towards: edge)
        switch edge {
        case .left: #expect(middle.x < 15)
        case .right: #expect(middle.x > 21)
        case .top: #expect(middle.y < 9)
        case .bottom: #expect(middle.y > 13)
        }
    }

    @Test("Preparations survive pictures of one pixel, one row and one column")
    func survivesSlivers() throws {
        for (width, height) in [(1, 1), (400, 1), (1, 400)] {
            let image = try #require(
                LumaImage(width: width, height: height, pixels: [UInt8](repeating: 9, count: width * height)))
            for preparation in [
                Preparation.none, .inverted, .sharpened, .enlarged, .turned, .tilted(.left), .tilted(.right),
                .tilted(.top), .tilted(.bottom),
            ] {
                let prepared = PreparedPicture(image, preparation)
                #expect(prepared.image.width >= 1 && prepared.image.height >= 1)
            }
        }
    }

    @Test("Above 1.5 megapixels QR codes are not looked for on every line")
    func adaptsToSize() throws {
        for pass in ReadingPass.cascade {
            let adapted = pass.adapted(toPixels: 3_000_000)
            switch adapted.symbologies {
            case .retailAndQR, .qr: #expect(adapted.density >= 2, "\(pass.name)")
            default: break
            }
            #expect(pass.adapted(toPixels: 1_500_000).density == pass.density)
        }
    }

    @Test("A pass is forecast at twice the slowest pace seen")
    func forecasts() {
        var pace = PassPace()
        #expect(pace.forecast(1_000_000) == .zero)
        pace.record(.milliseconds(10), for: 1_000_000)
        pace.record(.milliseconds(1), for: 1_000_000)
        pace.record(.seconds(5), for: 0)
        #expect(abs(pace.forecast(3_000_000) / .milliseconds(60) - 1) < 0.001)
    }
}
