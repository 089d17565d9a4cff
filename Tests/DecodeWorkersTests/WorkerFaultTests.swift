import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import Testing

@testable import DecodeWorkers

extension WorkerTests {
    @Suite("of which one is taken over by a photo")
    struct Fault {
        private static let limits = WorkerLimits(
            processor: .seconds(1), deadline: .seconds(60), memory: 256 << 20, start: .seconds(120))

        private static let faults: [(String, ReadingIsolation.End)] = [
            ("abort", .crash), ("segfault", .crash), ("exit", .crash), ("spin", .processor), ("cut-off", .crash),
            ("junk", .nonsense), ("version", .nonsense), ("too-long", .nonsense), ("counts", .nonsense),
            ("number", .nonsense), ("kind", .nonsense), ("fronts", .nonsense),
        ]
        /// What ends only where limits and filter are in force.
        private static let confined: [(String, ReadingIsolation.End)] = [
            ("memory", .crash), ("socket", .filter), ("open", .filter), ("fork", .filter), ("execute", .filter),
            ("write", .filter),
        ]

        @Test(
            "is replaced, its photo refused, the next one read, and nothing is left",
            arguments: faults + (Confinement.isSanitized ? [] : confined))
        func fault(_ fault: String, _ end: ReadingIsolation.End) async throws {
            let log = RecordedLog()
            try await withWorkers(limits: Self.limits, log: log) { pool in
                let isRead = try DecodeWorkersTests.isRead(photo(), by: pool)
                #expect(isRead)
                #expect(throws: PhotoError.undecodable(reason: .stopped)) {
                    try pool.read(photo(doing: fault), while: { true })
                }
                #expect(pool.isolation.ends == [end: 1])
                let isNextRead = try DecodeWorkersTests.isRead(photo(), by: pool)
                #expect(isNextRead)
                #expect(pool.isolation.starts == 2 && pool.isolation.workers == 1)
                #expect(log.lines.count == 1 && log.lines[0].text.contains(end.rawValue), "\(log.lines)")
            }
            let left = try faultyWorkers()
            #expect(left.isEmpty, "\(left)")
        }

        @Test(
            "has its deadline where it only waits, or closes its socket and lives on; that need not be the photo's fault"
        )
        func deadline() async throws {
            var limits = Self.limits
            limits.deadline = .milliseconds(200)
            try await withWorkers(limits: limits) { pool in
                #expect(throws: Overloaded.self) { try pool.read(photo(doing: "stall"), while: { true }) }
                #expect(throws: Overloaded.self) { try pool.read(photo(doing: "silence"), while: { true }) }
                #expect(pool.isolation.ends == [.deadline: 1, .killed: 1])
            }
            let left = try faultyWorkers()
            #expect(left.isEmpty)
        }

        @Test("is told of in ten lines a minute at most, and counted every time")
        func journal() async throws {
            let log = RecordedLog()
            try await withWorkers(limits: Self.limits, log: log) { pool in
                for _ in 0..<12 { _ = try? pool.read(photo(doing: "exit"), while: { true }) }
                #expect(pool.isolation.ends == [.crash: 12])
            }
            #expect(log.lines.count == 10)
        }

        @Test("leaves the other ones' photos alone")
        func neighbours() async throws {
            try await withWorkers(2, limits: Self.limits) { pool in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 0..<5 { _ = try? pool.read(photo(doing: "segfault"), while: { true }) }
                    }
                    group.addTask {
                        for _ in 0..<20 {
                            let isRead = try DecodeWorkersTests.isRead(photo(), by: pool)
                            #expect(isRead)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(pool.isolation.ends == [.crash: 5])
            }
        }
    }
}
