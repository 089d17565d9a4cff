import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import FootbridgeHTTP
@testable import FootbridgeStorage

@Suite("Export while others write")
struct ExactlyOnceTests {
    private static let writers = 8
    private static let rowsOfTransaction = 20
    private static let rows = ProcessInfo.processInfo.environment["FOOTBRIDGE_LONG"] == "1" ? 200_000 : 20_000

    @Test("A reader who follows next sees every row of eight writers exactly once")
    func everyRowOnce() async throws {
        try await GatewayUnderTest.with { gateway in
            let written = Written()
            async let seen = Self.follow(gateway, until: written)
            try await withThrowingTaskGroup(of: [String].self) { group in
                for writer in 0..<Self.writers {
                    group.addTask { try await Self.write(Self.rows / Self.writers, as: writer, to: gateway.storage) }
                }
                for try await ids in group { await written.add(ids) }
            }
            await written.end()
            let ids = try await seen
            #expect(ids.count == Self.rows, "rows came twice, or were left out")
            #expect(Set(ids) == (await written.ids))
        }
    }

    private static func write(_ count: Int, as writer: Int, to storage: Storage) async throws -> [String] {
        var ids: [String] = []
        while ids.count < count {
            let events = (0..<min(rowsOfTransaction, count - ids.count)).map { _ in
                var event = Event(kind: .scan, occurredAt: Bookshop.now, recordedAt: Bookshop.now)
                (event.scan, event.outcome) = (ScanID(UUIDv7(at: Bookshop.now)), "resolved")
                event.visitor = Int64(writer + 1)
                return event
            }
            try await storage.appendForTest(events)
            ids += events.map(\.id.description)
        }
        return ids
    }

    /// How long what is missing is waited for at the end, before it is taken for lost: PostgreSQL shows no row while any
    /// older transaction of the whole server is open, and other tests have some.
    private static let patience = Duration.hang

    /// Follows the feed in both ways in turn, by pages and by what a stream holds, until all that was written was read, or
    /// is lost.
    private static func follow(_ gateway: GatewayUnderTest, until written: Written) async throws -> [String] {
        var (ids, cursor, limit) = ([String](), "", "&limit=700")
        var ended: ContinuousClock.Instant?
        while true {
            // Asked before the page: what was written by then is in it, or in those after it.
            let hasEnded = await written.hasEnded
            let answer = try await gateway.get("/v1/events?format=ndjson\(limit)\(cursor)", as: .analyst)
            try #require(answer.status == 200, "\(answer.text)")
            let rows = try answer.text.split(separator: "\n").map {
                try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
            }
            ids += rows.compactMap { $0["id"]?.text }
            if let last = rows.last?["cursor"]?.text { cursor = "&after=\(last)" }
            let more = answer.headers[.footbridgeMore] == "true"
            limit = limit.isEmpty ? "&limit=700" : ""
            guard hasEnded, !more, rows.isEmpty else { continue }
            let end = ended ?? ContinuousClock.now
            ended = end
            if ids.count >= Self.rows || ContinuousClock.now > end + patience { return ids }
        }
    }

    private actor Written {
        private(set) var ids: Set<String> = []
        private(set) var hasEnded = false

        func add(_ more: [String]) { ids.formUnion(more) }
        func end() { hasEnded = true }
    }
}
