import CoverIndexing
import Dispatch
public import FootbridgeCore
public import Logging
import NIOPosix
public import PhotoDecoding
import Synchronization

/// Worker processes that read photos, each one at a time, and that are replaced when they end.
///
/// As many as there are reading places in front of them, so that a photo finds one idle. They are started, and looked
/// after, on a thread of their own, never on a request's.
public final class WorkerPool: PhotoReader {
    private let size: Int
    private let program: WorkerProgram
    private let covers: CoverSearch?
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
        /// Of these, by process, those that are to be replaced: each goes on until there is one more.
        var worn: Set<Int32> = []
        /// Of the index of covers, as the keeper saw it last.
        var mark: CoverIndexMark?
        /// When a worker was last to be replaced because of it.
        var renewed: ContinuousClock.Instant?
        var isolation = ReadingIsolation(workers: 0)
        var isClosing = false
    }

    /// How often the keeper looks whether an idle worker has died, and whether the index of covers has changed.
    private static let round = DispatchTimeInterval.seconds(1)
    /// How often whoever waits for a worker looks whether it is still wanted.
    private static let glance = DispatchTimeInterval.milliseconds(100)

    /// - Parameters:
    ///   - size: photos read at once, at least 1.
    ///   - program: what a worker runs.
    ///   - covers: nil where they are not looked for.
    public init(
        size: Int, program: WorkerProgram = .own, covers: CoverSearch? = nil, limits: WorkerLimits = WorkerLimits(),
        logger: Logger
    ) {
        precondition(size >= 1, "a pool needs a worker")
        self.size = size
        self.program = program
        self.covers = covers
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
                lookAtIndex()
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
    public func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        try ask(while: isWanted) { [limits, covers] worker throws(WorkerFailure) in
            try worker.read(
                photo, lookingForCovers: lookingForCovers && covers != nil, limits: limits, while: isWanted)
        }
    }

    /// Has a worker decode one photo to its pixels; throws as ``read(_:lookingForCovers:while:)`` does.
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
        let (isWorn, stays) = state.withLock { state in
            state.isolation.printedLines += worker.takePrintedLines()
            let isWorn = wears(worker, in: &state)
            guard !isWorn || state.ready <= size else { return (isWorn, false) }
            state.idle.append(worker)
            return (isWorn, true)
        }
        guard stays else {
            discard(worker, because: .replaced)
            return
        }
        available.signal()
        if isWorn { need.signal() }
    }

    /// Whether a worker is to be replaced: it has read its number of photos, or knows the covers as they were. Of the latter
    /// one at a time, so that they are not all new at once.
    private func wears(_ worker: WorkerProcess, in state: inout State) -> Bool {
        if state.worn.contains(worker.process) { return true }
        if worker.photos < limits.photos {
            let now = ContinuousClock.now
            guard worker.mark != state.mark, state.worn.isEmpty,
                state.renewed.map({ now - $0 >= limits.renewal }) ?? true
            else { return false }
            state.renewed = now
        }
        state.worn.insert(worker.process)
        return true
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
            while let worker = takeIdle({ worker, _ in worker.isGone }) { discard(worker, because: nil) }
            lookAtIndex()
            while state.withLock({ !$0.isClosing && $0.ready < size + $0.worn.count }) {
                do {
                    try startOne()
                } catch {
                    journal.tell(error)
                    break
                }
            }
            while let worker = takeIdle({ $1.worn.contains($0.process) && $1.ready > size }) {
                discard(worker, because: .replaced)
            }
            _ = need.wait(timeout: .now() + Self.round)
        }
    }

    private func startOne() throws(WorkerStartError) {
        let worker = try WorkerProcess(program, covers: covers, limits: limits)
        if let covers, worker.ready.covers == .unusable, isolation.covers != .unusable { journal.tellUnusable(covers) }
        state.withLock { state in
            state.idle.append(worker)
            state.ready += 1
            state.isolation.starts += 1
            state.isolation.layers = worker.ready.layers
            state.isolation.covers = worker.ready.covers
        }
        available.signal()
    }

    /// Has one worker replaced that knows the covers as they were; the others when it is their turn.
    private func lookAtIndex() {
        guard let covers else { return }
        let mark = CoverIndexMark(of: covers.index)
        state.withLock { state in
            state.mark = mark
            _ = state.idle.contains { wears($0, in: &state) }
        }
    }

    private func takeIdle(_ isMeant: (WorkerProcess, State) -> Bool) -> WorkerProcess? {
        // Its permit first, so that whoever has one finds a worker.
        guard available.wait(timeout: .now()) == .success else { return nil }
        let taken = state.withLock { state in
            state.idle.firstIndex { isMeant($0, state) }.map { state.idle.remove(at: $0) }
        }
        if taken == nil { available.signal() }
        return taken
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
        return worker.ready.layers
    }
}
