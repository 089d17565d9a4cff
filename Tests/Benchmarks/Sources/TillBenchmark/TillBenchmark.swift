import BenchmarkSupport
import Foundation
import NIOCore

/// Redeeming over HTTP on SQLite with full durability, against a bare loop of the same statements in the sqlite3 library.
///
/// Usage: FOOTBRIDGE_BINARY=… TillBenchmark. Prints ratios: absolute figures say more of the machine than of the code.
@main
struct TillBenchmark {
    static let rounds = 5
    static let redemptions = 1500
    /// As many redemptions wait during a commit, and as many are in one group of the bare loop.
    static let connections = 32

    static func main() async {
        do { try await measure() } catch { BenchmarkFailure.end(error) }
    }

    private static func measure() async throws {
        guard let binary = ProcessInfo.processInfo.environment["FOOTBRIDGE_BINARY"] else {
            throw BenchmarkFailure("FOOTBRIDGE_BINARY names no footbridge to measure")
        }
        let daemon = try await RunningDaemon(binary: binary)
        defer { daemon.end() }
        let codes = try await vouchers(rounds * redemptions, of: daemon)
        let copies = try (0..<rounds).map { try daemon.copyOfDatabase("round-\($0).db") }
        let transactions = try await RecordedRedemptions.record(
            codes, in: try daemon.copyOfDatabase("recorded.db"), perRound: redemptions, store: store)
        let tills = try await KeepAliveConnections(
            host: daemon.host, port: daemon.port, key: daemon.keys["staff", default: ""], count: connections)
        let asking = try await KeepAliveConnections(
            host: daemon.host, port: daemon.port, key: daemon.keys["staff", default: ""], count: 1)
        let questions = Array(
            repeating: PostedRequest(
                path: "/v1/redemptions/check", body: ByteBuffer(string: "{\"code\":\"\(codes[0])\"}"), key: "c",
                status: 200),
            count: redemptions / 8)
        var ratios = Ratios(
            "redemptions over HTTP, against a bare loop of the same statements in groups of \(connections)",
            goal: .atLeast(0.6))
        var checks: [Double] = []
        for round in 0..<rounds {
            let part = codes[(round * redemptions)..<((round + 1) * redemptions)]
            let bare = try BareLoop(path: copies[round])
            let alone = try bare.rate(of: transactions[round], group: connections)
            let orders = part.map { code in
                PostedRequest(
                    path: "/v1/redemptions", body: ByteBuffer(string: "{\"code\":\"\(code)\"}"), key: code, status: 201)
            }
            async let checking = asking.rate(of: questions)
            let served = try await tills.rate(of: orders)
            checks += try await checking.times
            ratios.append(served.rate / alone)
        }
        ratios.report()
        checks.sort()
        let p99 = checks[min(checks.count - 1, checks.count * 99 / 100)] / checks[checks.count / 2]
        print(String(format: "a check under that load: its 99th percentile is %.1f times its median", p99))
        try await tills.close()
        try await asking.close()
    }

    static let store = "lantern-lane.bloomsbury"

    private static func vouchers(_ count: Int, of daemon: RunningDaemon) async throws -> [String] {
        struct Answer: Decodable {
            struct Store: Decodable {
                struct Promotion: Decodable { var id: String }
                var id: String
                var promotions: [Promotion]
            }
            struct Voucher: Decodable { var code: String }
            var stores: [Store]
        }
        let client = daemon.client
        let product = try await client.get("/v1/products/9780306406157?lat=51.5155&lon=-0.141&limit=50")
        let stores = try JSONDecoder().decode(Answer.self, from: Data(product.readableBytesView)).stores
        guard let promotion = stores.first(where: { $0.id == store })?.promotions.first?.id else {
            throw BenchmarkFailure("the sample has no promotion at the till")
        }
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for part in 0..<8 {
                group.addTask {
                    var codes: [String] = []
                    for visitor in stride(from: part, to: count, by: 8) {
                        let body =
                            "{\"gtin\":\"9780306406157\",\"promotion_id\":\"\(promotion)\",\"visitor\":\"v\(visitor)\"}"
                        let answer = try await client.post("/v1/vouchers", body)
                        codes.append(
                            try JSONDecoder().decode(Answer.Voucher.self, from: Data(answer.readableBytesView)).code)
                    }
                    return codes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
