import BenchmarkSupport
import Foundation
import NIOCore

/// The running daemon against the same work without HTTP, and against its own emptiest route.
///
/// Usage: FOOTBRIDGE_BINARY=… GatewayBenchmark [PHOTO…]; by default some of images/. Prints ratios: absolute figures
/// say more of the machine than of the code.
@main
struct GatewayBenchmark {
    static let rounds = 5
    static let uploads = 120
    static let lookUps = 6000
    /// Enough to keep two cores busy, and no more than the daemon's upload places.
    static let clients = 8

    static func main() async {
        do { try await measure() } catch { BenchmarkFailure.end(error) }
    }

    private static func measure() async throws {
        guard let binary = ProcessInfo.processInfo.environment["FOOTBRIDGE_BINARY"] else {
            throw BenchmarkFailure("FOOTBRIDGE_BINARY names no footbridge to measure")
        }
        let photos = try Photos.load(Array(CommandLine.arguments.dropFirst()))
        let daemon = try await RunningDaemon(binary: binary)
        defer { daemon.end() }
        let library = try await LibraryLoop(database: daemon.copyOfDatabase())

        try await uploadsAgainstLibrary(photos, daemon, library)
        try await lookUpsAgainstHello(daemon)
        try await library.close()
    }

    /// Upload to answer, recorded, on both cores: scans a second through HTTP over scans a second of the pipeline alone.
    private static func uploadsAgainstLibrary(
        _ photos: [[UInt8]], _ daemon: RunningDaemon, _ library: LibraryLoop
    ) async throws {
        let client = daemon.client
        let bodies = photos.map { ByteBuffer(bytes: $0) }
        @Sendable func upload(_ index: Int) async throws {
            try await client.upload(
                bodies[index % bodies.count], type: "image/jpeg", query: "lat=51.5155&lon=-0.141")
        }
        try await library.run(photos, scans: photos.count, tasks: clients)
        try await repeated(photos.count, tasks: clients, upload)
        var ratios = Ratios("uploads answered over HTTP, against the same pipeline without HTTP (aim 0.85)")
        for _ in 0..<rounds {
            let alone = try await seconds { try await library.run(photos, scans: uploads, tasks: clients) }
            let served = try await seconds { try await repeated(uploads, tasks: clients, upload) }
            ratios.append(alone / served)
        }
        ratios.report()
    }

    /// Product look-ups with five nearby shops, against `/healthz`, which does nothing.
    private static func lookUpsAgainstHello(_ daemon: RunningDaemon) async throws {
        let client = daemon.client
        @Sendable func lookUp(_ index: Int) async throws {
            try await client.get("/v1/products/9780306406157?lat=51.5155&lon=-0.141")
        }
        @Sendable func hello(_ index: Int) async throws { try await client.get("/healthz") }
        try await repeated(200, tasks: clients, lookUp)
        var ratios = Ratios("product look-ups over HTTP, against a route that does nothing")
        for _ in 0..<rounds {
            let nothing = try await seconds { try await repeated(lookUps, tasks: clients, hello) }
            let found = try await seconds { try await repeated(lookUps, tasks: clients, lookUp) }
            ratios.append(nothing / found)
        }
        ratios.report()
    }
}

/// What is uploaded.
enum Photos {
    static func load(_ paths: [String]) throws -> [[UInt8]] {
        let images = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../images")
        let files =
            paths.isEmpty
            ? [
                "isbn-back-oak.jpg", "isbn-close-linen.jpg", "isbn-close-gbp.jpg", "isbn-german.jpg",
                "phone-12mp-landscape.jpg",
            ]
            .map { images.appending(path: $0) }
            : paths.map { URL(filePath: $0) }
        return try files.map { Array(try Data(contentsOf: $0)) }
    }
}
