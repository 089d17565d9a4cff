import Dispatch
public import FootbridgeCore
public import Logging
import NIOPosix
public import PhotoDecoding
public import SymbolReading
import Synchronization

/// Worker processes that read photos, each one at a time, and that are replaced when they end.
///
/// As many as there are reading places in front of them, so that a photo finds one idle. They are started, and looked
/// after, on a thread of their own, never on a request's.
public final class WorkerPool: PhotoReader {
    private let size: Int
    private let program: WorkerProgram
    private let limits: WorkerLimits
    private let journal: WorkerJournal
    /// Starts every worker, and lives as long as they do: the kernel ends a worker with the thread that started it.
    private let keeper = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())
    /// One permit for each idle worker.
    private let available = DispatchSemaphore(value: 0)
    /// Wakes the keeper.
    private let need = DispatchSemaphore(value: 0)

    private struct State {
        var idle: [WorkerProcess] = []
        /// Idle or reading.
        var ready = 0
        /// Of these, by process, those that have read as many photos as one may: each goes on until there is one more.
        var worn: Set<Int32> = []
        var isolation = ReadingIsolation(workers: 0)
        var isClosing = false
    }

    /// How often the keeper looks whether an idle worker has died.
    private static let round = DispatchTimeInterval.seconds(1)
    /// How often whoever waits for a worker looks whether it is still wanted.
    private static let glance = DispatchTimeInterval.milliseconds(100)

    /// - Parameters:
    ///   - size: photos read at once, at least 1.
    ///   - program: what a worker runs.
    public init(size: Int, program: WorkerProgram = .own, limits: WorkerLimits = WorkerLimits(), logger: Logger) {
        precondition(size >= 1, "a pool needs a worker")
        self.size = size
        self.program = program
        self.limits = limits
        journal = WorkerJournal(logger: logger)
    }

    public var isolation: ReadingIsolation {
        state.withLock { state in
            var isolation = state.isolation
            isolation.workers = state.ready
            return isolation
        }
    }

    /// Starts all workers.
    ///
    /// - Throws: ``WorkerStartError`` where one does not get ready; none is left then.
    public func start() async throws {
        keeper.start()
        do {
            try await keeper.runIfActive { [self] in
                for _ in 0..<size { try startOne() }
            }
        } catch {
            try await shutDown()
            throw error
        }
        keeper.submit { [self] _ in keep() }
    }

    /// Ends all workers, once nobody reads any more.
    public func shutDown() async throws {
        state.withLock { $0.isClosing = true }
        need.signal()
        try await keeper.shutdownGracefully()
        for worker in state.withLock({ $0.idle }) { _ = worker.end() }
    }

    // MARK: Reading

    /// Has a worker read one photo.
    ///
    /// - Throws: `PhotoError.undecodable`, its reason `stopped` where the photo ended its worker or went beyond a limit;
    ///   `Overloaded` where there was no worker, or one that was killed or had no answer for reasons that need not be the
    ///   photo's.
    public func read(_ photo: Photo, while isWanted: () -> Bool) throws -> Reading? {
        try ask(while: isWanted) { [limits] worker throws(WorkerFailure) in
            try worker.read(photo, limits: limits, while: isWanted)
        }
    }

    /// Has a worker decode one photo to its pixels; throws as ``read(_:while:)`` does.
    public func picture(of photo: Photo) throws -> ColorImage {
        let picture = try ask(while: { true }) { [limits] worker throws(WorkerFailure) in
            try worker.picture(of: photo, limits: limits)
        }
        guard let picture else { throw Overloaded() }
        return picture
    }

    /// - Returns: nil where nobody wants the answer any more.
    private func ask<Answer>(
        while isWanted: () -> Bool, _ question: (WorkerProcess) throws(WorkerFailure) -> Result<Answer, PhotoError>?
    ) throws -> Answer? {
        // One that died idle is known only when it is asked; then the next one is.
        for _ in 0...size {
            guard let worker = try lend(while: isWanted) else { return nil }
            let outcome: Result<Answer, PhotoError>?
            do throws(WorkerFailure) {
                outcome = try question(worker)
                giveBack(worker)
            } catch {
                switch error {
                case .noMemory:
                    giveBack(worker)
                    throw Overloaded()
                case .gone:
                    discard(worker, because: nil)
                    continue
                case .ended: throw Self.problem(discard(worker, because: nil))
                case .deadline: throw Self.problem(discard(worker, because: .deadline))
                case .nonsense(let reason): throw Self.problem(discard(worker, because: .nonsense, reason))
                }
            }
            return try outcome?.get()
        }
        throw Overloaded()
    }

    private static func problem(_ end: ReadingIsolation.End) -> any Error {
        switch end {
        case .crash, .filter, .processor, .nonsense: PhotoError.undecodable(reason: .stopped)
        case .deadline, .killed, .replaced: Overloaded()
        }
    }

    /// - Returns: nil where nobody wants one any more.
    private func lend(while isWanted: () -> Bool) throws(Overloaded) -> WorkerProcess? {
        let end = ContinuousClock.now + limits.start
        while isWanted() {
            if available.wait(timeout: .now() + Self.glance) == .success {
                return state.withLock { $0.idle.popLast() }
            }
            guard ContinuousClock.now < end, !state.withLock({ $0.isClosing }) else { throw Overloaded() }
        }
        return nil
    }

    private func giveBack(_ worker: WorkerProcess) {
        let isWorn = worker.photos >= limits.photos
        let stays = state.withLock { state in
            state.isolation.printedLines += worker.takePrintedLines()
            if isWorn { state.worn.insert(worker.process) }
            guard !isWorn || state.ready <= size else { return false }
            state.idle.append(worker)
            return true
        }
        guard stays else {
            discard(worker, because: .replaced)
            return
        }
        available.signal()
        if isWorn { need.signal() }
    }

    /// Ends a worker for good.
    ///
    /// - Parameter reason: nil where it has ended by itself.
    @discardableResult
    private func discard(
        _ worker: WorkerProcess, because reason: ReadingIsolation.End?, _ detail: String? = nil
    ) -> ReadingIsolation.End {
        let found = worker.end()
        let end = reason ?? found
        state.withLock { state in
            state.ready -= 1
            state.worn.remove(worker.process)
            state.isolation.printedLines += worker.takePrintedLines()
            state.isolation.ends[end, default: 0] += 1
        }
        need.signal()
        if end != .replaced { journal.tell(end, of: worker.process, detail) }
        return end
    }

    // MARK: The keeper

    private func keep() {
        while !state.withLock({ $0.isClosing }) {
            while let worker = takeDead() { discard(worker, because: nil) }
            while state.withLock({ !$0.isClosing && $0.ready < size + $0.worn.count }) {
                do {
                    try startOne()
                } catch {
                    journal.tell(error)
                    break
                }
            }
            _ = need.wait(timeout: .now() + Self.round)
        }
    }

    private func startOne() throws(WorkerStartError) {
        let worker = try WorkerProcess(program, limits: limits)
        state.withLock { state in
            state.idle.append(worker)
            state.ready += 1
            state.isolation.starts += 1
            state.isolation.layers = worker.layers
        }
        available.signal()
    }

    /// An idle worker whose process has ended.
    private func takeDead() -> WorkerProcess? {
        // Its permit first, so that whoever has one finds a worker.
        guard available.wait(timeout: .now()) == .success else { return nil }
        let dead = state.withLock { state in
            state.idle.firstIndex(where: \.isGone).map { state.idle.remove(at: $0) }
        }
        if dead == nil { available.signal() }
        return dead
    }
}

extension WorkerPool {
    /// Starts one worker to see whether it can be, and ends it.
    ///
    /// - Returns: the layers that hold here.
    public static func examine(
        _ program: WorkerProgram = .own, limits: WorkerLimits = WorkerLimits()
    ) throws(WorkerStartError) -> [ReadingIsolation.Layer] {
        let worker = try WorkerProcess(program, limits: limits)
        _ = worker.end()
        return worker.layers
    }
}
