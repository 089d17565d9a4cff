import BenchmarkSupport
import DecodeWorkers
import FootbridgeCore
import Foundation
import Logging
import PhotoDecoding
import SymbolReading

/// Photos read in worker processes against the same in this one, through the daemon's own pool, every core busy: what
/// passing photos and readings between processes costs.
///
/// Usage: WorkerBenchmark [FOOTBRIDGE [PHOTO...]]  (the release build and the samples in `images` otherwise)
@main
enum WorkerBenchmark {
    private static let rounds = 7
    private static let time = Duration.seconds(3)

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let program = WorkerProgram(path: arguments.first ?? ".build/release/footbridge")
        let photos = try photos(Array(arguments.dropFirst()))
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = WorkerPool(size: cores, program: program, logger: Logger(label: "benchmark"))
        try await workers.start()
        let apart = ReadingPool(threads: cores, waiting: cores, reader: workers)
        let here = ReadingPool(threads: cores, waiting: cores)
        print("\(photos.count) photos, \(cores) at once, layers: \(workers.isolation.layers.map(\.rawValue))")

        var ratios = Ratios("photos a second, workers over in process", goal: .atLeast(0.9))
        // Once to warm up, and then in turn, so that what else the machine does meets both.
        _ = try await perSecond(photos, in: here, tasks: cores)
        _ = try await perSecond(photos, in: apart, tasks: cores)
        for round in 0..<rounds {
            let first = try await perSecond(photos, in: round % 2 == 0 ? here : apart, tasks: cores)
            let second = try await perSecond(photos, in: round % 2 == 0 ? apart : here, tasks: cores)
            let (inProcess, inWorkers) = round % 2 == 0 ? (first, second) : (second, first)
            print(String(format: "%.1f in process, %.1f in workers a second", inProcess, inWorkers))
            ratios.append(inWorkers / inProcess)
        }
        ratios.report()
        try await apart.shutDown()
        try await here.shutDown()
        try await workers.shutDown()
    }

    private static func photos(_ named: [String]) throws -> [Photo] {
        let samples = { try FileManager.default.contentsOfDirectory(atPath: "images").sorted().map { "images/\($0)" } }
        let photos = try (named.isEmpty ? samples() : named).compactMap { path -> Photo? in
            guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
            // Only what is read: refusing the others costs nothing anywhere.
            do {
                let photo = try Photo(bytes: Array(bytes))
                _ = try SymbolReader().read(photo)
                return photo
            } catch {
                return nil
            }
        }
        guard !photos.isEmpty else { throw BenchmarkFailure("no photo") }
        return photos
    }

    /// Whole rounds of all photos, as many as there is time for.
    private static func perSecond(_ photos: [Photo], in pool: ReadingPool, tasks: Int) async throws -> Double {
        let start = ContinuousClock.now
        var count = 0
        repeat {
            try await repeated(photos.count, tasks: tasks) { _ = try await pool.read(photos[$0]) }
            count += photos.count
        } while ContinuousClock.now - start < time
        return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
