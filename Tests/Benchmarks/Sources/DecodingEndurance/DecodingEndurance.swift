import BenchmarkSupport
import DecodeWorkers
import Foundation
import Logging
import PhotoDecoding
import SymbolReading

/// A hundred thousand photos, read in this process and then by a worker that is never replaced: the memory of either must
/// not grow with their number. Fails where it does; times are told only.
///
/// Usage: DecodingEndurance [FOOTBRIDGE [COUNT]]  (the release build, 100 000)
@main
enum DecodingEndurance {
    /// Growth in bytes over nine tenths of the photos. An allocator's own ups and downs are below this, and a library that
    /// keeps a hundred bytes of each photo is above.
    private static let allowance = 8 << 20

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let program = WorkerProgram(path: arguments.first ?? ".build/release/footbridge")
        let count = arguments.dropFirst().first.flatMap(Int.init) ?? 100_000
        let photos = try photos()
        print("\(count) decodes of \(photos.count) photos")

        let reader = SymbolReader()
        let here = try measure("in process", count, of: [getpid()]) { index in
            // Why one cannot be read does not matter; reading it costs memory all the same.
            _ = try? reader.read(photos[index % photos.count])
        }

        var limits = WorkerLimits()
        limits.photos = .max
        let pool = WorkerPool(size: 1, program: program, limits: limits, logger: Logger(label: "endurance"))
        try await pool.start()
        let workers = try children(of: getpid())
        guard workers.count == 1 else { throw BenchmarkFailure("\(workers.count) workers") }
        let apart = try measure("in a worker", count, of: [getpid()] + workers) { index in
            _ = try? pool.read(photos[index % photos.count], lookingForCovers: false, while: { true })
        }
        let isSame = try children(of: getpid()) == workers
        try await pool.shutDown()
        guard isSame else { throw BenchmarkFailure("the worker was replaced, so nothing was measured") }
        guard here <= allowance, apart <= allowance else {
            throw BenchmarkFailure("memory grows with the number of photos")
        }
    }

    /// One of each format and kind, small enough for a hundred thousand: what is kept of a photo hardly depends on its size.
    private static func photos() throws -> [Photo] {
        let files = BuiltInPhotos.all.map(\.bytes)
        // Cut-off ones end in the libraries' error paths.
        let photos = (files + files.map { Array($0.prefix($0.count * 3 / 4)) }).compactMap { try? Photo(bytes: $0) }
        guard !photos.isEmpty else { throw BenchmarkFailure("no photo") }
        return photos
    }

    /// - Returns: how many bytes more the processes held in the end than after the first tenth.
    private static func measure(
        _ what: String, _ count: Int, of processes: [pid_t], _ body: (Int) -> Void
    ) throws -> Int {
        let start = ContinuousClock.now
        for index in 0..<(count / 10) { body(index) }
        let first = try held(by: processes)
        for index in (count / 10)..<count { body(index) }
        let last = try held(by: processes)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
            String(
                format: "%@: %.1f MB after %d, %.1f MB after %d (%+.0f bytes a photo), %.0f photos a second", what,
                Double(first) / 1e6, count / 10, Double(last) / 1e6, count,
                Double(last - first) / Double(count - count / 10), Double(count) / seconds))
        return last - first
    }

    /// Bytes of memory that the processes hold and share with no file.
    private static func held(by processes: [pid_t]) throws -> Int {
        try processes.reduce(0) { sum, process in
            let fields = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8).split(separator: " ")
            guard fields.count > 2, let resident = Int(fields[1]), let shared = Int(fields[2]) else {
                throw BenchmarkFailure("/proc/\(process)/statm is not as expected")
            }
            return sum + (resident - shared) * Int(getpagesize())
        }
    }

    private static func children(of process: pid_t) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").flatMap { thread in
            try String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
                .split(separator: " ").compactMap { pid_t($0) }
        }
    }
}
