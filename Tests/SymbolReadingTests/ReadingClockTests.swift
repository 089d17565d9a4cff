import Foundation
import Testing

@testable import SymbolReading

@Suite("The time that reading takes")
struct ReadingClockTests {
    @Test("Waiting for other threads costs no processor time")
    func waitsForNothing() {
        let clock = ReadingClock()
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .milliseconds(60) {}
            done.signal()
        }
        done.wait()
        #expect(clock.wall >= .milliseconds(60))
        #expect(clock.processor < .milliseconds(30))
    }

    @Test("Own work costs processor time")
    func countsWork() {
        let clock = ReadingClock()
        // Counted in turns of the loop, so that it ends even if the clock stood still.
        var turns = 0
        while clock.processor < .milliseconds(5), turns < 50_000_000 { turns += 1 }
        #expect(clock.processor >= .milliseconds(5))
    }

    @Test("Work fits while processor time is left, and while the wall clock has not gone four times as far")
    func keepsBudget() {
        let clock = ReadingClock()
        let budget = ReadingBudget(total: .seconds(100))
        #expect(clock.hasRoom(for: .seconds(50), within: budget))
        #expect(!clock.hasRoom(for: .seconds(101), within: budget))
        #expect(!clock.hasRoom(for: .zero, within: ReadingBudget(total: .zero)))
    }
}
