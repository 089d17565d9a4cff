import Glibc

/// What reading one photo has cost so far.
///
/// The budget is processor time of the thread: on a busy machine a thread waits for its turn, and a photo must not be
/// given up for having waited. Time on the wall is limited too, since somebody waits for the answer.
public struct ReadingClock: Sendable {
    private let processorStart: Duration
    private let wallStart = ContinuousClock.now

    /// Starts now.
    public init() {
        processorStart = Self.processorTime
    }

    /// Processor time of this thread since the start. Only on the thread that made the clock.
    public var processor: Duration { Self.processorTime - processorStart }

    /// Time since the start.
    public var wall: Duration { ContinuousClock.now - wallStart }

    /// Whether work that is forecast to take so much processor time fits.
    public func hasRoom(for forecast: Duration, within budget: ReadingBudget) -> Bool {
        processor + forecast < budget.total && wall + forecast < budget.total * ReadingBudget.patience
    }

    private static var processorTime: Duration {
        var time = timespec()
        // Cannot fail: the clock exists in every Linux, and the pointer is good.
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
