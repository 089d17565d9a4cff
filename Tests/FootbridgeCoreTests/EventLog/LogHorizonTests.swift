import FootbridgeCore
import Testing

@Suite("The log's horizon")
struct LogHorizonTests {
    private func time(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

    private func mark(_ announced: Int64, settled: Int64, fence: Int64?) -> LogMark {
        LogMark(announced: time(announced), settled: time(settled), fence: fence)
    }

    @Test("with one writer is behind the last event, and the log is complete up to that or to what was announced")
    func oneWriter() {
        let idle = LogHorizon.oneWriter(epoch: 2, last: (7, time(50)), mark: mark(60, settled: 60, fence: 0))
        #expect(idle.end == LogPosition(epoch: 2, transaction: 0, sequence: 8))
        #expect(idle.watermark == time(60))
        let busy = LogHorizon.oneWriter(epoch: 2, last: (7, time(70)), mark: mark(60, settled: 60, fence: 0))
        #expect(busy.watermark == time(70))
        let empty = LogHorizon.oneWriter(epoch: 1, last: nil, mark: mark(60, settled: 60, fence: 0))
        #expect(empty.end == LogPosition(epoch: 1, transaction: 0, sequence: 1))
        #expect(empty.watermark == time(60))
    }

    @Test("with many writers is the oldest open transaction, which is not read, nor anything behind it")
    func manyWriters() {
        let horizon = LogHorizon.manyWriters(epoch: 2, oldestOpen: 100, mark: mark(60, settled: 50, fence: 0))
        #expect(LogPosition(epoch: 2, transaction: 99, sequence: .max) < horizon.end)
        #expect(LogPosition(epoch: 1, transaction: 5000, sequence: 1) < horizon.end)
        #expect(LogPosition(epoch: 2, transaction: 100, sequence: 1) > horizon.end)
    }

    @Test("tells what was announced only once all before the fence have ended, and what was settled before till then")
    func fence() {
        func watermark(_ fence: Int64?) -> Timestamp {
            LogHorizon.manyWriters(epoch: 1, oldestOpen: 100, mark: mark(60, settled: 50, fence: fence)).watermark
        }
        #expect(watermark(nil) == time(50))
        #expect(watermark(101) == time(50))
        // The fence itself is open still.
        #expect(watermark(100) == time(50))
        #expect(watermark(99) == time(60))
        #expect(watermark(0) == time(60))
    }
}

@Suite("A page of the log")
struct EventPageTests {
    private let horizon = LogHorizon(
        end: LogPosition(epoch: 1, transaction: 0, sequence: 9), watermark: Timestamp(microseconds: 1))

    private func events(_ numbers: ClosedRange<Int64>) -> [LoggedEvent] {
        numbers.map { number in
            LoggedEvent(
                position: LogPosition(epoch: 1, transaction: 0, sequence: number),
                event: Event(kind: .scan, occurredAt: horizon.watermark, recordedAt: horizon.watermark))
        }
    }

    @Test("goes on behind its last event; one that is empty goes on where it began")
    func next() {
        let start = LogPosition(epoch: 1, transaction: 0, sequence: 2)
        let page = EventPage(events(3...4), after: start, limit: 2, horizon: horizon)
        #expect(page.next.sequence == 4)
        #expect(!page.more)
        let empty = EventPage([], after: start, limit: 2, horizon: horizon)
        #expect(empty.next == start)
        #expect(!empty.more)
    }

    @Test("says that there is more where one more was found, and leaves that one for the next")
    func more() {
        let page = EventPage(events(3...5), after: .beginning, limit: 2, horizon: horizon)
        #expect(page.events.map(\.position.sequence) == [3, 4])
        #expect(page.next.sequence == 4)
        #expect(page.more)
    }

    @Test("An event does not happen after it is recorded, whatever another clock says")
    func clocks() {
        let recorded = Timestamp(microseconds: 1000)
        let ahead = Event(kind: .visit, occurredAt: recorded + .seconds(5), recordedAt: recorded)
        #expect(ahead.occurredAt == recorded)
        let late = Event(kind: .visit, occurredAt: Timestamp(microseconds: 1), recordedAt: recorded)
        #expect(late.occurredAt == Timestamp(microseconds: 1))
    }
}
