import Foundation

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

    static func main() async throws {
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
        try await library.run(photos, scans: photos.count, tasks: clients)
        try await daemon.upload(photos, scans: photos.count, tasks: clients)
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let alone = try await time { try await library.run(photos, scans: uploads, tasks: clients) }
            let served = try await time { try await daemon.upload(photos, scans: uploads, tasks: clients) }
            ratios.append(alone / served)
        }
        report("uploads answered over HTTP, against the same pipeline without HTTP (aim 0.85)", ratios)
    }

    /// Product look-ups with five nearby shops, against `/healthz`, which does nothing.
    private static func lookUpsAgainstHello(_ daemon: RunningDaemon) async throws {
        let product = "/v1/products/9780306406157?lat=51.5155&lon=-0.141"
        try await daemon.get(product, times: 200, tasks: clients)
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let hello = try await time { try await daemon.get("/healthz", times: lookUps, tasks: clients) }
            let found = try await time { try await daemon.get(product, times: lookUps, tasks: clients) }
            ratios.append(hello / found)
        }
        report("product look-ups over HTTP, against a route that does nothing", ratios)
    }

    private static func time(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        return start.duration(to: .now) / .seconds(1)
    }

    private static func report(_ what: String, _ ratios: [Double]) {
        let sorted = ratios.sorted()
        func text(_ value: Double) -> String { String(format: "%.2f", value) }
        print("\(what): \(text(sorted[sorted.count / 2]))  (\(text(sorted[0])) to \(text(sorted[sorted.count - 1])))")
    }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
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

/// Runs `work` `count` times, `tasks` at once.
func repeated(_ count: Int, tasks: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<tasks {
            group.addTask {
                for index in stride(from: task, to: count, by: tasks) { try await work(index) }
            }
        }
        try await group.waitForAll()
    }
}
