/// Dark and light along a line across bars, from which a picture takes the mean over any stretch: pixels that a bar
/// covers in part come out grey, as in a photo.
struct BarProfile {
    /// Steps in one unit of length.
    private static let resolution = 16.0

    /// The darkness from the beginning up to each step, in units of length.
    private let dark: [Double]
    /// The length covered; light beyond both ends.
    let length: Double

    /// - Parameter bars: widths and whether they are dark, in order.
    init(_ bars: [(width: Double, isDark: Bool)]) {
        length = bars.reduce(0) { $0 + $1.width }
        var dark = [0.0]
        var index = 0
        var end = bars.first?.width ?? 0
        for step in 0..<Int((length * Self.resolution).rounded(.up)) {
            let middle = (Double(step) + 0.5) / Self.resolution
            while middle > end, index + 1 < bars.count {
                index += 1
                end += bars[index].width
            }
            dark.append((dark.last ?? 0) + (bars[index].isDark ? 1 / Self.resolution : 0))
        }
        self.dark = dark
    }

    /// Modules of one unit each, `1` dark.
    init(modules: String) {
        self.init(modules.map { (width: 1, isDark: $0 == "1") })
    }

    /// The share of darkness in a stretch of this width about a place.
    func darkness(at place: Double, over width: Double) -> Double {
        (darkness(upTo: place + width / 2) - darkness(upTo: place - width / 2)) / width
    }

    private func darkness(upTo place: Double) -> Double {
        let step = min(max(0, place * Self.resolution), Double(dark.count - 1))
        let below = min(Int(step), dark.count - 1)
        let above = min(below + 1, dark.count - 1)
        return dark[below] + (step - Double(below)) * (dark[above] - dark[below])
    }
}
