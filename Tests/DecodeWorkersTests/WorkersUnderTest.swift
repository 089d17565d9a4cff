import DecodeWorkers
import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import SymbolReading
import Testing

/// Programs that were built beside these tests.
extension WorkerProgram {
    /// The daemon's own.
    static let footbridge = built("footbridge")
    /// One that does wrong when a photo says so.
    static let faulty = built("FaultyWorker")

    private static func built(_ name: String) -> WorkerProgram {
        // The test bundle stands beside them; the process may be a runner from elsewhere.
        let bundle = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") }
        let beside = bundle.map { URL(filePath: $0) } ?? Bundle.main.executableURL ?? URL(filePath: "/")
        return WorkerProgram(path: beside.deletingLastPathComponent().appending(path: name).path)
    }
}

/// A built-in photo, with a word behind its end that tells the faulty worker what to do.
func photo(doing fault: String? = nil) throws -> Photo {
    guard let png = BuiltInPhotos.all.first?.bytes else { throw PhotoError.empty }
    return try Photo(bytes: png + (fault.map { Array(" \($0)".utf8) } ?? []))
}

extension WorkerPool {
    /// Reads symbols alone.
    func read(_ photo: Photo, while isWanted: () -> Bool) throws -> Reading? {
        try read(photo, lookingForCovers: false, while: isWanted)?.reading
    }
}

/// Whether the pool reads what is in a built-in photo.
func isRead(_ photo: Photo, by pool: WorkerPool) throws -> Bool {
    try pool.read(photo, while: { true })?.symbols.map(\.text) == [BuiltInPhotos.text]
}

/// Runs `body` with a pool of workers, and ends them.
func withWorkers(
    _ size: Int = 1, program: WorkerProgram = .faulty, covers: CoverSearch? = nil,
    limits: WorkerLimits = WorkerLimits(), log: RecordedLog = RecordedLog(), _ body: (WorkerPool) async throws -> Void
) async throws {
    let pool = WorkerPool(size: size, program: program, covers: covers, limits: limits, logger: log.logger())
    try await pool.start()
    do {
        try await body(pool)
    } catch {
        try await pool.shutDown()
        throw error
    }
    try await pool.shutDown()
}

/// Waits until something has become true, as long as a busy machine may need; never longer than that.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .hang
    while ContinuousClock.now < end {
        if try condition() { return true }
        await Task.yield()
    }
    return false
}

/// The faulty workers whose parent this process is, by their states: `Z` is one that nobody has waited for. No other test
/// starts such ones.
func faultyWorkers() throws -> [Int32: Character] {
    var found: [Int32: Character] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
        guard let process = Int32(name),
            let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            status.contains("(FaultyWorker)")
        else { continue }
        let fields = status[status.index(after: status.lastIndex(of: ")") ?? status.startIndex)...].split(
            separator: " ")
        if fields.count > 1, Int32(fields[1]) == getpid() { found[process] = fields[0].first }
    }
    return found
}

/// One after the other, as they look at this process's children.
@Suite("Worker processes", .serialized)
struct WorkerTests {}
