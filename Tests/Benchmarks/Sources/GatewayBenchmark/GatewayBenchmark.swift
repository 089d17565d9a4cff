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
    /// For each route in a round.
    static let slice = Duration.seconds(2)
    /// Kept alive through all rounds of look-ups.
    static let connections = 32
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
        var ratios = Ratios(
            "uploads answered over HTTP, against the same pipeline without HTTP", goal: .atLeast(0.85))
        for _ in 0..<rounds {
            let alone = try await seconds { try await library.run(photos, scans: uploads, tasks: clients) }
            let served = try await seconds { try await repeated(uploads, tasks: clients, upload) }
            ratios.append(alone / served)
        }
        ratios.report()
    }

    /// Product look-ups, with five nearby shops and without a position, against `/healthz`, which does nothing.
    private static func lookUpsAgainstHello(_ daemon: RunningDaemon) async throws {
        let connections = try await KeepAliveConnections(
            host: daemon.host, port: daemon.port, key: daemon.client.key, count: Self.connections)
        let product = "/v1/products/9780306406157"
        let nearby = "\(product)?lat=51.5155&lon=-0.141"
        for path in ["/healthz", product, nearby] { _ = try await connections.rate(of: path, over: .seconds(1)) }
        var alone = Ratios(
            "product look-ups without a position, against a route that does nothing", goal: .atLeast(0.5))
        var five = Ratios("product look-ups with five shops, against a route that does nothing", goal: .atLeast(0.3))
        for _ in 0..<rounds {
            let nothing = try await connections.rate(of: "/healthz", over: slice)
            alone.append(try await connections.rate(of: product, over: slice) / nothing)
            five.append(try await connections.rate(of: nearby, over: slice) / nothing)
        }
        alone.report()
        five.report()
        try await connections.close()
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
