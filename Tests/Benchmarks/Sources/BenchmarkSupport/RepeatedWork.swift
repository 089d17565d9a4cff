/// Runs `work` `count` times, `tasks` at once.
public func repeated(
    _ count: Int, tasks: Int, _ work: @escaping @Sendable (Int) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<tasks {
            group.addTask {
                for index in stride(from: task, to: count, by: tasks) { try await work(index) }
            }
        }
        try await group.waitForAll()
    }
}

/// Runs `work` again and again for about `time`, `tasks` at once.
///
/// - Returns: how often a second.
public func rate(
    over time: Duration, tasks: Int, _ work: @escaping @Sendable () async throws -> Void
) async throws -> Double {
    let start = ContinuousClock.now
    let end = start + time
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<tasks {
            group.addTask {
                var count = 0
                repeat {
                    try await work()
                    count += 1
                } while ContinuousClock.now < end
                return count
            }
        }
        return try await group.reduce(0, +)
    }
    return Double(count) / (start.duration(to: .now) / .seconds(1))
}

/// Seconds that `work` takes.
public func seconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return start.duration(to: .now) / .seconds(1)
}
