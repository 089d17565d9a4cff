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
        pool = ReadingPool(threads: ProcessInfo.processInfo.activeProcessorCount, waiting: 64)
        pipeline = ScanPipeline(reading: pool, storage: storage, secret: secret, clock: .system)
    }

    func run(_ photos: [[UInt8]], scans: Int, tasks: Int) async throws {
        guard let position = Position(latitude: 51.5155, longitude: -0.141),
            let session = VisitorHash(bytes: [UInt8](repeating: 1, count: 32))
        else { throw BenchmarkFailure("neither position nor session") }
        let parameters = ScanParameters(vicinity: Vicinity(position: position, radius: Meters(10_000), limit: 5))
        try await repeated(scans, tasks: tasks) { [pipeline] index in
            let photo = try Photo(bytes: photos[index % photos.count])
            let upload = AsyncThrowingStream<UploadPart, any Error> { parts in
                parts.yield(.photo(.success(photo)))
                parts.yield(.end(UploadEnd(parameters: parameters)))
                parts.finish()
            }
            let sender = ScanSender(owner: .session(session), traceID: TraceID())
            // What the daemon renders is a few kilobytes; the log keeps as many here.
            _ = try await pipeline.answer(upload, from: sender) { _ in
                RenderedAnswer(status: 201, fields: [], body: [UInt8](repeating: 0x20, count: 4096))
            }
        }
    }

    func close() async throws {
        try await pool.shutDown()
        try await storage.close()
    }
}
