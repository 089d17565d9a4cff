/// Forecasts how long a pass will take on this photo, from the passes before it.
///
/// ZBar cannot be stopped in the middle. Most photos cost 10 to 25 ns for each pixel on a scan line, but a picture made
/// of QR finder patterns costs far more, and more than in proportion to the lines: 3 megapixels full of patterns one
/// pixel thick take 0.6 s at density 2 and 3.5 s at density 1. So the pace is the slowest seen, doubled.
struct PassPace {
    /// Seconds for a pixel.
    private var slowest = 0.0

    mutating func record(_ time: Duration, for linePixels: Int) {
        guard linePixels > 0 else { return }
        slowest = max(slowest, time / .seconds(1) / Double(linePixels))
    }

    /// Time that a pass over so many pixels may take. Zero before anything was recorded.
    func forecast(_ linePixels: Int) -> Duration {
        .seconds(2 * slowest * Double(linePixels))
    }
}
