import FootbridgeCore
import Synchronization

/// How slowly an upload may come before its place is given to someone else.
public struct UploadPace: Sendable {
    /// The whole body must be here in this time.
    public var deadline: Duration
    /// Bytes a second, counted from the start; 0 for none.
    public var minimumRate: Int
    /// `minimumRate` is not asked for before this.
    public var grace: Duration

    public init(deadline: Duration = .seconds(60), minimumRate: Int = 4096, grace: Duration = .seconds(5)) {
        self.deadline = deadline
        self.minimumRate = minimumRate
        self.grace = grace
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
        while !progress.isComplete {
            let elapsed = start.duration(to: .now)
            guard elapsed < deadline else { throw Problem.tooSlow }
            if elapsed >= grace, Double(progress.bytes) < elapsed / .seconds(1) * Double(minimumRate) {
                throw Problem.tooSlow
            }
            try await Task.sleep(for: min(.milliseconds(250), max(.milliseconds(1), deadline - elapsed)))
        }
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
