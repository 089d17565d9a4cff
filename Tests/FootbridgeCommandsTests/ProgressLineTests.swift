import Testing

@testable import FootbridgeCommands

@Suite struct ProgressLineTests {
    /// Draws at given seconds after the start, on a clock of its own.
    private func drawn(_ updates: [(seconds: Int, bytes: Int64, rows: Int)], watched: Bool, total: Int64?) -> String {
        let start = ContinuousClock.now
        var seconds = 0
        let lines = WrittenLines()
        var progress = ProgressLine(terminal: lines.terminal(isWatched: watched), totalBytes: total) {
            start + .seconds(seconds)
        }
        for update in updates {
            seconds = update.seconds
            progress.update(bytes: update.bytes, rows: update.rows)
        }
        progress.clear()
        return lines.messages
    }

    @Test func `Somebody who watches sees a bar, the rate and the time left, and at the end nothing`() {
        let text = drawn([(10, 250, 1000)], watched: true, total: 1000)
        #expect(text == "\r\u{1B}[K[######..................] 25 %  1000 rows, 100 rows/s, 0:00:30 left\r\u{1B}[K")
    }

    @Test func `A log gets a line now and then, without control characters`() {
        let text = drawn([(1, 10, 10), (5, 50, 50), (10, 100, 100), (11, 110, 110)], watched: false, total: 1000)
        #expect(text == "[##......................] 10 %  100 rows, 10 rows/s, 0:01:30 left\n")
    }

    @Test func `Without a known end there is no bar`() {
        #expect(drawn([(10, 5 << 20, 100)], watched: false, total: nil) == "5 MiB, 100 rows, 10 rows/s\n")
    }
}
