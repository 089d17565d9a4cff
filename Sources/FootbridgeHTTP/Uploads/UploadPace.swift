import FootbridgeCore
import Hummingbird
import NIOCore
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

    /// Receives a body chunk by chunk.
    ///
    /// - Parameter consume: called for every chunk, in order.
    /// - Throws: the 408 problem where the body comes too slowly, even where it stops coming; the 413 problem past
    ///   `limit` bytes; whatever `consume` throws; the 400 problem where the connection ends first.
    func receive(
        _ body: RequestBody, limit: Int, consume: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws {
        let received = Received()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var chunks = body.makeAsyncIterator()
                while let chunk = try await Self.next(&chunks) {
                    guard received.add(chunk.readableBytes) <= limit else { throw Problem.tooLarge(limit: limit) }
                    try await consume(chunk)
                }
            }
            group.addTask { try await watch(received) }
            // The first to end decides: the body when it is complete, or the watch when it is not in time.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// - Throws: the 400 problem where the connection or the body's framing breaks off.
    private static func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Problem.badRequest("The body broke off.")
        }
    }

    private func watch(_ received: Received) async throws {
        let start = ContinuousClock.now
        while true {
            let elapsed = start.duration(to: .now)
            guard elapsed < deadline else { throw Problem.tooSlow }
            if elapsed >= grace, Double(received.bytes) < elapsed / .seconds(1) * Double(minimumRate) {
                throw Problem.tooSlow
            }
            try await Task.sleep(for: min(.milliseconds(250), max(.milliseconds(1), deadline - elapsed)))
        }
    }

    private final class Received: Sendable {
        private let count = Mutex(0)

        var bytes: Int { count.withLock { $0 } }

        func add(_ bytes: Int) -> Int {
            count.withLock { count in
                count += bytes
                return count
            }
        }
    }
}
