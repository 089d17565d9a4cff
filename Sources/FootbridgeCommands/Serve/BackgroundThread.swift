import NIOPosix

#if canImport(Glibc)
import Glibc
#endif

/// One thread behind all others, for tasks that compute for seconds: what prefers it holds up no request.
final class BackgroundThread: TaskExecutor {
    private let pool = NIOThreadPool(numberOfThreads: 1)

    /// Of the kernel's scale, 0 as everybody and 19 the last.
    private static let niceness: Int32 = 10

    init() {
        pool.start()
        // Of this thread alone: Linux has a niceness for each.
        pool.submit { _ in setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pool.submit { [self] _ in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Ends the thread; no task may prefer it any more.
    func end() async throws { try await pool.shutdownGracefully() }
}
