import CLinux
import CoverIndexing
import FootbridgeCore
import Glibc
import PhotoDecoding
import SymbolReading
import Synchronization

/// Why a worker is not to be used any more, as its daemon saw it.
enum WorkerFailure: Error, Equatable {
    /// It was gone before it was asked.
    case gone
    /// It has closed its socket: its process has ended, or is about to.
    case ended
    case deadline
    case nonsense(String)
    /// There was no memory for the photo's copy; the worker is none the worse.
    case noMemory
}

/// One worker process, from the daemon's side. Used by one thread at a time.
final class WorkerProcess: Sendable {
    let process: pid_t
    /// What it said when it was ready.
    let ready: WorkerReady
    /// Of the index of covers just before it was started; nil where there was none.
    let mark: CoverIndexMark?
    private let socket: CInt
    private let sent = Atomic(UInt64(0))
    private let lines: PrintedLines
    /// Those that were taken into account.
    private let known = Atomic(UInt64(0))
    /// Lines that a worker is believed to have printed over one photo, at most: the count is its own to write.
    private static let mostPrinted: UInt64 = 1_000_000

    /// Starts one and waits until it is ready.
    init(
        _ program: WorkerProgram, covers: CoverSearch? = nil, limits: WorkerLimits
    ) throws(WorkerStartError) {
        var ends: [CInt] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw WorkerStartError("no socket: \(unsafe String(cString: strerror(errno)))")
        }
        let socket = ends[0]
        var descriptor: CInt = -1
        guard let lines = PrintedLines(for: &descriptor) else {
            for end in ends { Glibc.close(end) }
            throw WorkerStartError("no memory to share: \(unsafe String(cString: strerror(errno)))")
        }
        // What changes between the two is then seen as a change to come.
        mark = covers.flatMap { CoverIndexMark(of: $0.index) }
        do throws(WorkerStartError) {
            defer {
                Glibc.close(ends[1])
                Glibc.close(descriptor)
            }
            process = try program.start(
                memory: limits.memory, covers: covers, socket: ends[1], lines: descriptor)
        } catch {
            Glibc.close(socket)
            throw error
        }
        do throws(WorkerFailure) {
            let end = ContinuousClock.now + limits.start
            let (head, body) = try Self.receive(from: socket, until: end) {}
            guard head.kind == .ready else { throw .nonsense("not ready") }
            do throws(Nonsense) { ready = try WorkerReady(body[...]) } catch { throw .nonsense(error.reason) }
        } catch {
            Glibc.close(socket)
            kill(process, SIGKILL)
            let status = Self.wait(for: process)
            throw WorkerStartError("a worker process did not get ready: \(error), wait status \(status ?? -1)")
        }
        self.socket = socket
        // What was printed while it warmed up is nobody's photo.
        known.store(lines.count, ordering: .relaxed)
        self.lines = lines
    }

    deinit {
        Glibc.close(socket)
    }

    /// Photos sent so far.
    var photos: Int { Int(sent.load(ordering: .relaxed)) }

    /// Lines that libraries printed in it since this was asked last, also where it has ended amidst them.
    func takePrintedLines() -> Int {
        let count = lines.count
        let before = known.exchange(count, ordering: .relaxed)
        return count > before ? Int(min(count - before, Self.mostPrinted)) : 0
    }

    /// Whether it has closed its socket or said something unasked: nothing is to come while it waits.
    var isGone: Bool {
        var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&state, 1, 0) != 0
    }

    /// Ends it, whatever it does, and waits until it has.
    ///
    /// - Returns: why it had ended: what a process that is ending has begun to end with is not changed by killing it.
    func end() -> ReadingIsolation.End {
        kill(process, SIGKILL)
        return Self.wait(for: process).map(Self.end(of:)) ?? .crash
    }

    // MARK: One photo

    /// Has one photo read.
    ///
    /// - Returns: nil where it was given up because nobody wanted it any more.
    /// - Throws: ``WorkerFailure``.
    func read(
        _ photo: Photo, lookingForCovers: Bool, limits: WorkerLimits, while isWanted: () -> Bool
    ) throws(WorkerFailure) -> Result<PhotoReading, PhotoError>? {
        try ask(
            lookingForCovers ? .front : .photo, of: photo, limits: limits, while: isWanted, for: .reading
        ) { body throws(Nonsense) in
            try ReadingEncoding.reading(body, of: photo.header)
        }
    }

    /// Has one photo decoded to its pixels, which takes a fraction of the time of reading and is not given up.
    ///
    /// - Throws: ``WorkerFailure``.
    func picture(of photo: Photo, limits: WorkerLimits) throws(WorkerFailure) -> Result<ColorImage, PhotoError>? {
        try ask(.picture, of: photo, limits: limits, while: { true }, for: .pixels) { body throws(Nonsense) in
            try PictureEncoding.picture(body, of: photo.header)
        }
    }

    private func ask<Answer>(
        _ question: MessageHead.Kind, of photo: Photo, limits: WorkerLimits, while isWanted: () -> Bool,
        for answer: MessageHead.Kind, decode: (ArraySlice<UInt8>) throws(Nonsense) -> Answer
    ) throws(WorkerFailure) -> Result<Answer, PhotoError>? {
        guard let memory = PhotoMemory(photo.bytes) else { throw .noMemory }
        let number = sent.add(1, ordering: .relaxed).newValue
        limitProcessor(to: limits.processor)
        _ = footbridge_spare_memory(process, UInt64(limits.memory - limits.memory(for: photo.header)))
        guard send(MessageHead(question, number: number, length: photo.bytes.count), memory.descriptor) else {
            throw .gone
        }
        var isCancelled = false
        let (head, body) = try Self.receive(from: socket, until: .now + limits.deadline) { () throws(WorkerFailure) in
            guard !isCancelled, !isWanted() else { return }
            isCancelled = true
            guard send(MessageHead(.cancel, number: number), -1) else { throw .ended }
        }
        guard head.number == number else { throw .nonsense("an answer to nothing") }
        do throws(Nonsense) {
            switch head.kind {
            case answer: return .success(try decode(body[...]))
            case .refusal: return .failure(try Refusal.error(body[...]))
            case .abandoned:
                guard isCancelled, body.isEmpty else { throw Nonsense("given up unasked") }
                return nil
            default: throw Nonsense("no answer")
            }
        } catch {
            throw .nonsense(error.reason)
        }
    }

    /// The kernel ends the process once it has used so much more than it has now.
    private func limitProcessor(to limit: Duration) {
        var clock = clockid_t()
        var used = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &used) == 0 else { return }
        _ = footbridge_limit_processor(process, UInt64(used.tv_sec + 1) + UInt64(limit.components.seconds))
    }

    private func send(_ head: MessageHead, _ descriptor: CInt) -> Bool {
        let bytes = head.bytes
        // The socket is empty, so that a few bytes always find room.
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe footbridge_send(socket, bytes.baseAddress, bytes.count, descriptor) == bytes.count
        }
    }

    /// Receives one whole message, and no more of it than its head may announce.
    /// - Parameter pause: called where there is nothing to receive for a while.
    private static func receive(
        from socket: CInt, until end: ContinuousClock.Instant, pause: () throws(WorkerFailure) -> Void
    ) throws(WorkerFailure) -> (head: MessageHead, body: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: MessageHead.size)
        try receive(&bytes, from: socket, until: end, pause: pause)
        let head: MessageHead
        do throws(Nonsense) {
            head = try MessageHead(bytes[...], limit: ReadingEncoding.limit)
        } catch {
            throw .nonsense(error.reason)
        }
        var body = [UInt8](repeating: 0, count: head.length)
        try receive(&body, from: socket, until: end, pause: pause)
        return (head, body)
    }

    private static func receive(
        _ bytes: inout [UInt8], from socket: CInt, until end: ContinuousClock.Instant,
        pause: () throws(WorkerFailure) -> Void
    ) throws(WorkerFailure) {
        var received = 0
        while received < bytes.count {
            var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let remaining = end - .now
            guard remaining > .zero else { throw .deadline }
            let patience = min(remaining, .milliseconds(100))
            guard unsafe poll(&state, 1, CInt(patience / .milliseconds(1)) + 1) > 0 else {
                try pause()
                continue
            }
            let count = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe recv(
                    socket, bytes.baseAddress?.advanced(by: received), bytes.count - received,
                    CInt(MSG_DONTWAIT))
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw .ended }
            received += count
        }
    }

    // MARK: Its end

    /// - Returns: nil where somebody else has already waited for it.
    private static func wait(for process: pid_t) -> CInt? {
        var status: CInt = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status
    }

    private static func end(of status: CInt) -> ReadingIsolation.End {
        switch status & 0x7F {
        case SIGSYS: .filter
        case SIGXCPU: .processor
        case SIGKILL, SIGTERM, SIGINT, SIGHUP: .killed
        default: .crash
        }
    }
}
