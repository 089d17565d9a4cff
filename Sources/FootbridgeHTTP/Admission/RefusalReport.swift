import Synchronization

/// Counts refusals of one kind and says when they are worth a line in the log: once a minute, so that whoever is refused
/// cannot fill it.
final class RefusalReport: Sendable {
    private let state = Mutex<(count: Int, told: ContinuousClock.Instant?)>((0, nil))

    /// Counts one.
    ///
    /// - Returns: how many there were since the last line, this one among them; nil where that is less than a minute ago.
    func add(at now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            state.count += 1
            if let told = state.told, told.duration(to: now) < .seconds(60) { return nil }
            defer { state = (0, now) }
            return state.count
        }
    }
}
