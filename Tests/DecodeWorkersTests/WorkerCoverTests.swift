import CoverIndexing
import CoverRecognition
import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Testing

@testable import DecodeWorkers

extension WorkerTests {
    @Suite("with an index of covers")
    struct Covers {
        private static let numbers = ["09780306406157", "09787302511625", "09791034304646"]
        private static let compiled: [CompiledCover] = {
            var compiler = CoverCompiler()
            return numbers.enumerated().compactMap { place, number in
                try? compiler.compile(DrawnCover(UInt64(place + 1)).image, name: number)
            }
        }()
        /// The first front.
        private static let first = Result {
            try Photo(
                bytes: DrawnCover(1).photo(
                    at: [SIMD2(90, 80), SIMD2(380, 95), SIMD2(370, 540), SIMD2(80, 520)]
                ).png)
        }
        /// The second and the third.
        private static let window = Result {
            try Photo(
                bytes: DrawnCover.photo(
                    of: [
                        (DrawnCover(2), [SIMD2(40, 100), SIMD2(290, 100), SIMD2(290, 470), SIMD2(40, 470)]),
                        (DrawnCover(3), [SIMD2(340, 110), SIMD2(600, 110), SIMD2(600, 490), SIMD2(340, 490)]),
                    ], width: 640, height: 560
                ).png)
        }
        private static let limits: WorkerLimits = {
            var limits = WorkerLimits(processor: .seconds(600), deadline: .seconds(600), start: .seconds(120))
            limits.renewal = .zero
            return limits
        }()

        /// Runs `body` with a folder for an index, and what looks for it with all the time that a busy machine takes.
        private static func withSearch(_ body: (CoverSearch) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "covers-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer {
                do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
            }
            try await body(CoverSearch(index: folder.path, budget: .seconds(60)))
        }

        private static func gtin(_ place: Int) throws -> GTIN { try #require(GTIN(numbers[place])) }

        private static func add(_ covers: [CompiledCover], sharing: [[String]], to search: CoverSearch) throws {
            var writer = try CoverIndexWriter(openingAt: search.index)
            try writer.add(covers, sharing: sharing)
        }

        private static func seen(in photo: Photo, by reader: some PhotoReader) throws -> [SeenCover] {
            try #require(try reader.read(photo, lookingForCovers: true, while: { true })).covers
        }

        @Test("find what the daemon's own process finds, in upright pixels, with the editions of a group; and shut in")
        func found() async throws {
            try await Self.withSearch { search in
                try Self.add(Self.compiled, sharing: [[], [], [Self.numbers[1]]], to: search)
                let (first, window) = (try Self.first.get(), try Self.window.get())
                try await withWorkers(program: .footbridge, covers: search, limits: Self.limits) { pool in
                    #expect(pool.isolation.covers == .open(covers: 3))
                    #expect(
                        pool.isolation.layers
                            == (Confinement.isSanitized
                                ? [.process, .noNewPrivileges] : ReadingIsolation.Layer.allCases))
                    let seen = try Self.seen(in: first, by: pool)
                    let book = try Self.gtin(0)
                    #expect(seen.map(\.gtins) == [[book]] && seen.map(\.band) == [.sure])
                    let corner = try #require(seen.first?.corners.first)
                    #expect(abs(corner.x - 90) < 6 && abs(corner.y - 80) < 6, "\(corner)")
                    let shown = try Self.seen(in: window, by: pool)
                    let group = Set([try Self.gtin(1), try Self.gtin(2)])
                    #expect(shown.count == 2 && shown.allSatisfy { Set($0.gtins) == group }, "\(shown)")

                    let here = QuietReader(covers: search, logger: RecordedLog().logger())
                    #expect(here.isolation.covers == .open(covers: 3))
                    for photo in [first, window] {
                        let (ours, theirs) = try (Self.seen(in: photo, by: here), Self.seen(in: photo, by: pool))
                        #expect(ours == theirs)
                    }
                    // Nobody asked, or a code says it: no time is spent.
                    let unasked = try pool.read(first, lookingForCovers: false, while: { true })
                    let explained = try pool.read(photo(), lookingForCovers: true, while: { true })
                    #expect(unasked?.coverTime == .zero && explained?.coverTime == .zero)
                    #expect(explained?.reading.symbols.count == 1)
                    #expect(pool.isolation.ends.isEmpty, "\(pool.isolation.ends)")
                }
            }
        }

        @Test("are replaced one at a time once it has changed, and photos are read meanwhile")
        func changed() async throws {
            try await Self.withSearch { search in
                let photo = try Self.first.get()
                try await withWorkers(2, covers: search, limits: Self.limits) { pool in
                    #expect(pool.isolation.covers == .missing)
                    let before = try Self.seen(in: photo, by: pool)
                    #expect(before.isEmpty)
                    try Self.add([Self.compiled[0]], sharing: [[]], to: search)
                    var fewest = 2
                    let isReplaced = try await eventually {
                        fewest = min(fewest, pool.isolation.workers ?? 0)
                        _ = try Self.seen(in: photo, by: pool)
                        return pool.isolation.ends[.replaced] == 2
                    }
                    #expect(isReplaced && fewest == 2, "\(pool.isolation)")
                    #expect(pool.isolation.covers == .open(covers: 1) && pool.isolation.starts == 4)
                    let after = try Self.seen(in: photo, by: pool)
                    #expect(after.map(\.band) == [.sure] && pool.isolation.ends == [.replaced: 2])
                }
                let left = try faultyWorkers()
                #expect(left.isEmpty)
            }
        }

        @Test("read on without it where it is damaged, which is said once")
        func damaged() async throws {
            try await Self.withSearch { search in
                try Self.add(Self.compiled, sharing: [[], [], []], to: search)
                let manifest = URL(filePath: search.index).appending(path: "covers.index")
                var bytes = try Data(contentsOf: manifest)
                bytes[bytes.count / 2] ^= 0x10
                try bytes.write(to: manifest)
                let log = RecordedLog()
                try await withWorkers(2, covers: search, limits: Self.limits, log: log) { pool in
                    #expect(pool.isolation.covers == .unusable)
                    let seen = try Self.seen(in: try Self.first.get(), by: pool)
                    let isRead = try DecodeWorkersTests.isRead(photo(), by: pool)
                    #expect(seen.isEmpty && isRead)
                }
                #expect(log.lines.count { $0.text.contains("cannot be used") } == 1, "\(log.lines)")
                #expect(QuietReader(covers: search, logger: log.logger()).isolation.covers == .unusable)
            }
        }
    }
}
