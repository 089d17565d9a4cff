import FootbridgeCore
import Synchronization

/// A wall clock that stands still until it is told to go on.
final class SettableClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) {
        self.time = Mutex(time)
    }

    var wallClock: WallClock { WallClock { self.time.withLock { $0 } } }

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}
