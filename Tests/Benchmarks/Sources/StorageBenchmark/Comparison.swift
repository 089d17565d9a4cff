import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import Foundation
import NIOCore
import PostgresDriver
import ProductIdentifiers

/// The measurements themselves, each side in turns. The goals are about nine tenths of what was reached on two quiet
/// cores in November 2026.
struct Comparison {
    private let database: PostgresServer.Database
    private let daemon: RunningDaemon
    private let trade: BookTrade
    /// One of the sample's, which few shops have.
    private let gtin: GTIN
    private let requests: StorageRequests
    private let separate: StorageRequests
    private let principal: PrincipalID
    private let scripts: RequestScripts

    private static let product = "9780306406157"
    private static let place = "lat=51.5155&lon=-0.141"
    private static let clients = StorageBenchmark.clients

    /// Fills the database that the daemon serves.
    init(_ database: PostgresServer.Database, _ daemon: RunningDaemon) async throws {
        guard let gtin = GTIN(Self.product) else { throw BenchmarkFailure("not a GTIN") }
        (self.database, self.daemon, self.gtin, trade) = (database, daemon, gtin, try BookTrade())
        let client = daemon.client
        // About what a scan is answered with.
        let answer = Array(try await client.get("/v1/products/\(Self.product)?\(Self.place)").readableBytesView)
        let address = try PostgresAddress(url: database.url)
        func made(_ driver: any StorageDriver) throws -> StorageRequests {
            try StorageRequests(driver, key: client.key, answer: answer)
        }
        requests = try made(PostgresDriver(address))
        separate = try made(SeparatingDriver(driver: PostgresDriver(address)))
        try await trade.fill(requests.storage)
        try await database.run(StorageRequests.makeVisitors)
        try await database.run("ANALYZE")
        principal = try await requests.principal()
        scripts = try await RequestScripts(made, on: PostgresDriver(address), gtin)
    }

    func run() async throws {
        try await lookUps()
        try await recording()
        try await scans()
        try await batches(gtin, "a product in few shops")
        try await batches(trade.everywhere, "a product in \(BookTrade.shops) shops")
        try await requests.storage.close()
        try await separate.storage.close()
    }

    private func lookUps() async throws {
        let (client, requests, gtin) = (daemon.client, requests, gtin)
        @Sendable func served() async throws { try await client.get("/v1/products/\(Self.product)?\(Self.place)") }
        @Sendable func inProcess() async throws { try await requests.lookUp(gtin) }
        try await warmUp(served)
        try await warmUp(inProcess)
        var overHTTP = Ratios(
            "product look-ups over HTTP, against pgbench with their statements", goal: .atLeast(0.35))
        var alone = Ratios(
            "product look-ups of the storage alone, against the same pgbench", goal: .atLeast(0.65))
        for _ in 0..<StorageBenchmark.rounds {
            let bare = try await pgbench(scripts.lookUp)
            overHTTP.append(try await rate(served) / bare)
            alone.append(try await rate(inProcess) / bare)
        }
        overHTTP.report()
        alone.report()
    }

    private func recording() async throws {
        let (requests, gtin, principal) = (requests, gtin, principal)
        @Sendable func record() async throws { try await requests.record(gtin, by: principal) }
        try await warmUp(record)
        var ratios = Ratios(
            "scans recorded by the storage alone, against pgbench with their statements", goal: .atLeast(0.8))
        for _ in 0..<StorageBenchmark.rounds {
            let bare = try await pgbench(scripts.record)
            ratios.append(try await rate(record) / bare)
        }
        ratios.report()
    }

    /// Most of this is decoding the photo.
    private func scans() async throws {
        let images = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../images")
        let photo = ByteBuffer(bytes: try Data(contentsOf: images.appending(path: "png-1-bit.png")))
        let client = daemon.client
        @Sendable func upload() async throws {
            let visitor = Int64.random(in: 1...StorageRequests.visitors)
            try await client.upload(
                photo, type: "image/png", query: "\(Self.place)&campaign=benchmark&visitor=\(visitor)")
        }
        try await warmUp(upload)
        var ratios = Ratios(
            "small photos scanned over HTTP, against pgbench with all their statements", goal: .atLeast(0.12))
        for _ in 0..<StorageBenchmark.rounds {
            let bare = try await pgbench(scripts.scan)
            ratios.append(try await rate(upload) / bare)
        }
        ratios.report()
    }

    /// Look-ups as they are against the same with a round trip for each statement.
    private func batches(_ gtin: GTIN, _ subject: String) async throws {
        let (requests, separate) = (requests, separate)
        @Sendable func together() async throws { try await requests.lookUp(gtin) }
        @Sendable func oneByOne() async throws { try await separate.lookUp(gtin) }
        for tasks in [1, Self.clients] {
            try await warmUp(together)
            try await warmUp(oneByOne)
            var ratios = Ratios(
                "look-ups of \(subject), \(tasks) at a time, against one statement at a time",
                goal: .atLeast(2))
            for _ in 0..<StorageBenchmark.rounds {
                let slow = try await rate(tasks: tasks, seconds: 1, oneByOne)
                ratios.append(try await rate(tasks: tasks, seconds: 1, together) / slow)
            }
            ratios.report()
        }
    }

    private func pgbench(_ script: PgbenchScript) async throws -> Double {
        try await database.pgbench(
            script, clients: Self.clients, seconds: StorageBenchmark.slice, in: daemon.folder)
    }

    private func rate(
        tasks: Int = clients, seconds: Int = StorageBenchmark.slice, _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> Double {
        try await BenchmarkSupport.rate(over: .seconds(seconds), tasks: tasks, work)
    }

    private func warmUp(_ work: @escaping @Sendable () async throws -> Void) async throws {
        _ = try await rate(seconds: 1, work)
    }
}
