/// How far a long read is: drawn over itself where somebody watches, a line now and then where nobody does.
struct ProgressLine {
    private let terminal: Terminal
    private let totalBytes: Int64?
    private let noun: String
    private let now: () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private var lastTold: ContinuousClock.Instant
    private var isDrawn = false

    private static let barWidth = 24

    /// - Parameters:
    ///   - totalBytes: nil where it is not known; there is then no bar and no end in sight.
    ///   - noun: what is counted.
    ///   - now: a fixed clock in tests.
    init(
        terminal: Terminal, totalBytes: Int64? = nil, of noun: String = "rows",
        now: @escaping () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.terminal = terminal
        self.totalBytes = totalBytes
        self.noun = noun
        self.now = now
        start = now()
        lastTold = start
    }

    /// Tells it where enough time has passed: a tenth of a second for somebody who watches, ten seconds for a log.
    ///
    /// - Parameter bytes: nil where they are not what is read.
    mutating func update(bytes: Int64? = nil, rows: Int) {
        let time = now()
        guard lastTold.duration(to: time) >= (terminal.isWatched ? .milliseconds(100) : .seconds(10)) else { return }
        lastTold = time
        let text = text(bytes: bytes, rows: rows, elapsed: start.duration(to: time))
        if terminal.isWatched {
            terminal.draw(text)
            isDrawn = true
        } else {
            terminal.message(text)
        }
    }

    /// Takes the drawing away, so that a message can be written.
    mutating func clear() {
        guard isDrawn else { return }
        terminal.draw("")
        isDrawn = false
    }

    private func text(bytes: Int64?, rows: Int, elapsed: Duration) -> String {
        let seconds = max(elapsed / .seconds(1), 0.001)
        let rate = "\(rows) \(noun), \(Int(Double(rows) / seconds)) \(noun)/s"
        guard let bytes else { return rate }
        guard let totalBytes, totalBytes > 0 else { return "\(bytes >> 20) MiB, \(rate)" }
        let share = min(1, Double(bytes) / Double(totalBytes))
        let filled = Int(share * Double(Self.barWidth))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barWidth - filled)
        let percent = "\(Int(share * 100)) %"
        guard share > 0 else { return "[\(bar)] \(percent)  \(rate)" }
        let left = Int(min(seconds / share - seconds, 3_599_999))
        let minutes = left % 3600 / 60
        let time = "\(left / 3600):\(minutes < 10 ? "0" : "")\(minutes):\(left % 60 < 10 ? "0" : "")\(left % 60)"
        return "[\(bar)] \(percent)  \(rate), \(time) left"
    }
}
