import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import SymbolReading
import Testing

@testable import DecodeWorkers

extension WorkerTests {
    @Suite("as a pool")
    struct Pool {
        private static let patient = WorkerLimits(
            processor: .seconds(600), deadline: .seconds(600), start: .seconds(120))

        private static let images = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "images")

        @Test("read what is read in process, to the last byte, every sample there is, with all layers around it")
        func parity() async throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: Self.images.path).filter { name in
                [".jpg", ".png", ".webp"].contains { name.hasSuffix($0) }
            }
            try await withWorkers(2, program: .footbridge, limits: Self.patient) { pool in
                #expect(
                    pool.isolation.layers
                        == (Confinement.isSanitized ? [.process, .noNewPrivileges] : ReadingIsolation.Layer.allCases))
                for name in names.sorted() {
                    let bytes = Array(try Data(contentsOf: Self.images.appending(path: name)))
                    guard let photo = try? Photo(bytes: bytes) else { continue }
                    let here = Result { () throws(PhotoError) in try SymbolReader().read(photo) }
                    let there = Result { try pool.read(photo, while: { true }) }
                    switch (here, there) {
                    case (.success(let here), .success(let there?)):
                        #expect(here.symbols == there.symbols, "\(name)")
                        #expect(here.width == there.width && here.height == there.height, "\(name)")
                        #expect(here.diagnosis == there.diagnosis && here.quality == there.quality, "\(name)")
                    case (.failure(let here), .failure(let there as PhotoError)): #expect(here == there, "\(name)")
                    default: Issue.record("\(name): \(here) here, \(there) there")
                    }
                }
                #expect(pool.isolation.ends.isEmpty, "\(pool.isolation.ends)")
            }
        }

        @Test("are replaced after so many photos, and never fewer meanwhile")
        func replaced() async throws {
            var limits = Self.patient
            limits.photos = 3
            try await withWorkers(limits: limits) { pool in
                let isReplaced = try await eventually {
                    let isRead = try DecodeWorkersTests.isRead(photo(), by: pool)
                    #expect(isRead)
                    #expect((pool.isolation.workers ?? 0) >= 1)
                    return pool.isolation.ends[.replaced] ?? 0 >= 2
                }
                #expect(isReplaced && pool.isolation.ends.keys.allSatisfy { $0 == .replaced })
            }
            let left = try faultyWorkers()
            #expect(left.isEmpty)
        }

        @Test("that die idle are waited for and replaced, with nobody asking")
        func killedIdle() async throws {
            try await withWorkers(2, limits: Self.patient) { pool in
                let first = try faultyWorkers()
                #expect(first.count == 2)
                for process in first.keys { kill(process, SIGKILL) }
                let isReplaced = try await eventually { pool.isolation.starts == 4 && pool.isolation.workers == 2 }
                #expect(isReplaced && pool.isolation.ends == [.killed: 2])
                #expect(try Set(faultyWorkers().keys).isDisjoint(with: first.keys))
                #expect(try isRead(photo(), by: pool))
            }
        }

        @Test("give up what nobody wants any more, and go on")
        func cancelled() async throws {
            try await withWorkers(limits: Self.patient) { pool in
                let unwanted = try pool.read(photo(doing: "patience"), while: { false })
                // Wanted when it was sent, and not at the next look.
                let abandoned = try Self.symbolsWantedOnce(of: photo(doing: "patience"), by: pool)
                #expect(unwanted == nil && abandoned == nil)
                #expect(pool.isolation.ends.isEmpty && pool.isolation.starts == 1)
                #expect(try isRead(photo(), by: pool))
            }
        }

        /// Reads a photo that is wanted at the first look, and at no later one.
        private static func symbolsWantedOnce(of photo: Photo, by pool: WorkerPool) throws -> [Symbol]? {
            var looks = 0
            return try pool.read(photo) {
                looks += 1
                return looks <= 1
            }?.symbols
        }

        @Test("that cannot be started are said to be so, and leave nothing")
        func cannotStart() async throws {
            for program in ["/nowhere/footbridge", "/bin/true"] {
                let pool = WorkerPool(
                    size: 2, program: WorkerProgram(path: program), limits: Self.patient, logger: RecordedLog().logger()
                )
                await #expect(throws: WorkerStartError.self) { try await pool.start() }
            }
        }

        @Test("know nothing of the daemon's descriptors and variables")
        func inherited() async throws {
            setenv("FOOTBRIDGE_DATABASE_PASSWORD", "secret", 1)
            defer { unsetenv("FOOTBRIDGE_DATABASE_PASSWORD") }
            // One that would be inherited.
            let file = open("/etc/hostname", O_RDONLY)
            defer { close(file) }
            try await withWorkers(limits: Self.patient) { _ in
                let worker = try #require(faultyWorkers().keys.first)
                let variables = try String(contentsOfFile: "/proc/\(worker)/environ", encoding: .utf8)
                #expect(!variables.contains("secret"))
                let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker)/fd")
                #expect(open.sorted() == ["0", "1", "2", "3"])
                let status = try String(contentsOfFile: "/proc/\(worker)/status", encoding: .utf8)
                #expect(status.contains("NoNewPrivs:\t1"))
                #expect(Confinement.isSanitized || status.contains("Seccomp:\t2"))
            }
        }
    }
}
