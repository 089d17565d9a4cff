import DequeModule
import Dispatch
import FootbridgeCore
import NIOPosix
import Synchronization

/// A bounded number of sessions, each used by one thread of the pool's own at a time, and a bounded wait in front of
/// them.
///
/// Sessions are opened when they are needed and kept. Where none can be opened, nobody waits for it: until the next try,
/// which comes later after every failure, all are told what the last one came to.
final class ConnectionPool: Sendable {
    /// Transactions that may wait; the next is refused at once.
    private static let longestQueue = 10_000
    private static let shortestPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(2)

    private let threads: NIOThreadPool
    private let limit: Int
    private let patience: Duration
    private let open: @Sendable () throws(StorageError) -> PostgresSession
    private let state = Mutex(State())

    private struct State {
        var waiting = Deque<Job>()
        var idle: [PostgresSession] = []
        /// Threads that run jobs, each with at most one session.
        var workers = 0
        /// Sessions there are, in use or idle.
        var sessions = 0
        var failures = 0
        /// Until then no session is tried to be opened.
        var pause: (end: ContinuousClock.Instant, reason: StorageError)?
        var isWatched = false
        var isClosed = false
        var ended: [CheckedContinuation<Void, Never>] = []
    }

    /// A transaction that waits, its result type forgotten.
    private struct Job: Sendable {
        let deadline: ContinuousClock.Instant
        /// Runs the body; what comes back tells its result to the caller.
        let run: @Sendable (PostgresSession) -> Delivery
        let fail: @Sendable (StorageError) -> Void
    }

    private typealias Delivery = @Sendable () -> Void

    /// - Parameters:
    ///   - limit: sessions at most.
    ///   - patience: how long a transaction may wait for one.
    ///   - open: connects; blocks meanwhile.
    init(
        limit: Int, patience: Duration, open: @escaping @Sendable () throws(StorageError) -> PostgresSession
    ) {
        precondition(limit >= 1, "a pool needs a connection")
        self.limit = limit
        self.patience = patience
        self.open = open
        threads = NIOThreadPool(numberOfThreads: limit)
        threads.start()
    }

    /// Transactions that wait for a session now.
    var waiting: Int { state.withLock { $0.waiting.count } }
    /// Sessions there are now, in use or idle.
    var sessions: Int { state.withLock { $0.sessions } }

    /// Runs `body` with a session of its own.
    ///
    /// - Throws: `StorageError.busy` where none is free in time; whatever opening one came to; what `body` throws.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws -> Result
    ) async throws(StorageError) -> Result {
        let result: Swift.Result<Result, StorageError> = await withCheckedContinuation { caller in
            submit(
                Job(deadline: .now + patience) { session in
                    let result = Swift.Result { try body(session) }.mapError(StorageError.init(postgres:))
                    return { caller.resume(returning: result) }
                } fail: { error in
                    caller.resume(returning: .failure(error))
                })
        }
        return try result.get()
    }

    /// Ends what was accepted, and then every session and thread. The second time does nothing.
    func close() async {
        await withCheckedContinuation { caller in
            let isOver = state.withLock { state in
                state.isClosed = true
                if state.workers > 0 { state.ended.append(caller) }
                return state.workers == 0
            }
            if isOver { caller.resume() }
        }
        state.withLock { state in
            state.sessions -= state.idle.count
            state.idle = []
        }
        do { try await threads.shutdownGracefully() } catch { preconditionFailure("a thread pool ends: \(error)") }
    }

    // MARK: Work

    private func submit(_ job: Job) {
        enum Decision { case refuse(StorageError), start, wait(watch: Bool) }
        let decision: Decision = state.withLock { state in
            guard !state.isClosed else { return .refuse(.unreachable(StorageErrorDetail("the database is closed"))) }
            guard state.waiting.count < Self.longestQueue else {
                return .refuse(.busy(StorageErrorDetail("too many transactions are waiting")))
            }
            state.waiting.append(job)
            // While no session can be opened, another thread helps only where there is a session for it.
            let mayOpen = state.pause.map { $0.end <= .now } ?? true
            if state.workers < limit, mayOpen || !state.idle.isEmpty || state.workers == 0 {
                state.workers += 1
                return .start
            }
            defer { state.isWatched = true }
            return .wait(watch: !state.isWatched)
        }
        switch decision {
        case .refuse(let error): job.fail(error)
        case .start: threads.submit { [self] _ in work() }
        case .wait(let watch): if watch { self.watch(from: job.deadline) }
        }
    }

    /// Runs jobs until none waits.
    private func work() {
        var last: (session: PostgresSession, deliver: Delivery)?
        while true {
            let job = nextJob(givingBack: last?.session)
            // After the session is back: who goes on with the next transaction finds it.
            last?.deliver()
            last = nil
            guard let job else { return }
            do throws(StorageError) {
                let session = try borrow()
                last = (session, job.run(session))
            } catch {
                switch heir(of: job) {
                case .anyWorker: continue
                case .otherWorkers: return
                case .nobody: job.fail(error)
                }
            }
        }
    }

    private enum Heir { case anyWorker, otherWorkers, nobody }

    /// Puts a job back for which no session could be opened, where others have sessions: those that are idle by now are
    /// for any worker, those in use will be free for the workers that use them.
    private func heir(of job: Job) -> Heir {
        let (heir, mustWatch): (Heir, Bool) = state.withLock { state in
            guard state.sessions > 0, !state.idle.isEmpty || state.workers > 1 else { return (.nobody, false) }
            state.waiting.prepend(job)
            if !state.idle.isEmpty { return (.anyWorker, false) }
            state.workers -= 1
            defer { state.isWatched = true }
            return (.otherWorkers, !state.isWatched)
        }
        if mustWatch { watch(from: job.deadline) }
        return heir
    }

    /// - Parameter session: what the last job used; kept unless it is broken.
    /// - Returns: nil where no job waits; the worker then counts no more.
    private func nextJob(givingBack session: PostgresSession?) -> Job? {
        let (job, ended): (Job?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            if let session {
                if session.isBroken { state.sessions -= 1 } else { state.idle.append(session) }
            }
            if let job = state.waiting.popFirst() { return (job, []) }
            state.workers -= 1
            guard state.workers == 0 else { return (nil, []) }
            defer { state.ended = [] }
            return (nil, state.ended)
        }
        for caller in ended { caller.resume() }
        return job
    }

    /// A session that answers as far as can be seen: the one used last, or a new one.
    private func borrow() throws(StorageError) -> PostgresSession {
        while let session = state.withLock({ $0.idle.popLast() }) {
            if session.isUsable() { return session }
            state.withLock { $0.sessions -= 1 }
        }
        if let pause = state.withLock({ $0.pause }), pause.end > .now { throw pause.reason }
        do throws(StorageError) {
            let session = try open()
            state.withLock { state in
                state.sessions += 1
                (state.failures, state.pause) = (0, nil)
            }
            return session
        } catch {
            state.withLock { state in
                let longest = min(Self.longestPause, Self.shortestPause * (1 << min(state.failures, 10)))
                state.failures += 1
                // Several daemons that lost one server do not come back at the same moment.
                state.pause = (.now + longest * Double.random(in: 0.5...1), error)
            }
            throw error
        }
    }

    // MARK: Waiting

    /// Tells those whose time is up, at the time of the one that has waited longest.
    private func watch(from deadline: ContinuousClock.Instant) {
        let wait = max(1, ContinuousClock.now.duration(to: deadline).milliseconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(wait))) { [self] in
            let (late, next): ([Job], ContinuousClock.Instant?) = state.withLock { state in
                var late: [Job] = []
                while let job = state.waiting.first, job.deadline <= .now {
                    late.append(job)
                    state.waiting.removeFirst()
                }
                state.isWatched = !state.waiting.isEmpty
                return (late, state.waiting.first?.deadline)
            }
            for job in late {
                job.fail(.busy(StorageErrorDetail("no connection was free within \(patience)")))
            }
            if let next { watch(from: next) }
        }
    }
}
