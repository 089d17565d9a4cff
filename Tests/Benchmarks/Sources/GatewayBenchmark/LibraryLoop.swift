import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import Foundation
import PhotoDecoding
import SQLiteDriver

/// The daemon's work without its HTTP: the same pipeline, pool and storage in this process.
struct LibraryLoop {
    private let storage: Storage
    private let pipeline: ScanPipeline
    private let pool: ReadingPool

    init(database: String) async throws {
        storage = Storage(driver: try SQLiteDriver(path: database))
        try await storage.migrate()
        guard let secret = ServerSecret(bytes: ServerSecret.newBytes()) else {
            throw BenchmarkFailure("no secret")
        }
        pipeline = ScanPipeline(catalog: storage, log: storage, secret: secret, clock: .system)
        pool = ReadingPool(threads: ProcessInfo.processInfo.activeProcessorCount, waiting: 64)
    }

    func run(_ photos: [[UInt8]], scans: Int, tasks: Int) async throws {
        guard let position = Position(latitude: 51.5155, longitude: -0.141) else { return }
        let parameters = ScanParameters(vicinity: Vicinity(position: position, radius: Meters(10_000), limit: 5))
        try await repeated(scans, tasks: tasks) { [pipeline, pool] index in
            let burst = PhotoBurst(pool: pool)
            await burst.read(try Photo(bytes: photos[index % photos.count]), at: 0)
            let now = WallClock.system.now
            let scan = Scan(id: ScanID(UUIDv7(at: now)), receivedAt: now, principal: .web, parameters: parameters)
            // What the daemon renders is a few kilobytes; the log keeps as many here.
            _ = try await pipeline.answer(scan, photos: burst) { _ in [UInt8](repeating: 0x20, count: 4096) }
        }
    }

    func close() async throws {
        try await pool.shutDown()
        try await storage.close()
    }
}
