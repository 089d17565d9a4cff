import FootbridgeCore
import Synchronization

/// How slowly an upload may come before its place is given to someone else.
public struct UploadPace: Sendable {
    /// The whole body must be here in this time.
    public var deadline: Duration
    /// Bytes a second, on average over the last `window`; 0 for none. What came before that earns nothing: an upload that
    /// began fast and fell silent is as slow as one that never began.
    public var minimumRate: Int
    /// `minimumRate` is not asked for before one has passed.
    public var window: Duration

    public init(deadline: Duration = .seconds(60), minimumRate: Int = 4096, window: Duration = .seconds(5)) {
        self.deadline = deadline
        self.minimumRate = minimumRate
        self.window = window
    }

    /// Runs `work`, which receives a body and says how far it is, and ends it where the body does not keep the pace. Once
    /// all of the body is here, `work` has all the time it wants.
    ///
    /// - Throws: the 408 problem where the body comes too slowly, even where it stops coming; whatever `work` throws.
    func watch<Result: Sendable>(
        _ progress: UploadProgress, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await watch(progress)
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func watch(_ progress: UploadProgress) async throws {
        let start = ContinuousClock.now
        var recent = RecentBytes(window: window)
        while !progress.isComplete {
            let now = ContinuousClock.now
            let remaining = deadline - start.duration(to: now)
            guard remaining > .zero else { throw Problem.tooSlow }
            if let rate = recent.rate(of: progress.bytes, at: now), rate < Double(minimumRate) {
                throw Problem.tooSlow
            }
            try await Task.sleep(for: min(.milliseconds(250), max(.milliseconds(1), remaining)))
        }
    }
}

/// How fast a body has come lately.
struct RecentBytes {
    let window: Duration
    /// Oldest first; none but the first is a window old.
    private var looks: [(at: ContinuousClock.Instant, bytes: Int)] = []

    init(window: Duration) {
        self.window = window
    }

    /// - Parameter bytes: all that have come.
    /// - Returns: bytes a second since the last look that is a window old; nil while there is none.
    mutating func rate(of bytes: Int, at now: ContinuousClock.Instant) -> Double? {
        looks.append((now, bytes))
        while looks.count > 1, looks[1].at.duration(to: now) >= window { looks.removeFirst() }
        let time = looks[0].at.duration(to: now)
        guard time >= window else { return nil }
        return Double(bytes - looks[0].bytes) / (time / .seconds(1))
    }
}

/// How much of a body has come.
final class UploadProgress: Sendable {
    private let state = Mutex((bytes: 0, isComplete: false))

    var bytes: Int { state.withLock { $0.bytes } }
    var isComplete: Bool { state.withLock { $0.isComplete } }

    /// - Returns: all bytes so far.
    func add(_ bytes: Int) -> Int {
        state.withLock { state in
            state.bytes += bytes
            return state.bytes
        }
    }

    func complete() {
        state.withLock { $0.isComplete = true }
    }
}
