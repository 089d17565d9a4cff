import Foundation
import PhotoDecoding
import SymbolReading
import Synchronization
import Testing

@testable import FootbridgeCore

@Suite("The reading pool")
struct ReadingPoolTests {
    private static func photo() throws -> Photo {
        let images = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "images")
        return try Photo(bytes: Array(Data(contentsOf: images.appending(path: "too-small-thumbnail.jpg"))))
    }

    @Test("Is too busy, and no fault of the daemon's, once it has ended")
    func ended() async throws {
        let pool = ReadingPool(threads: 1, waiting: 4)
        try await pool.shutDown()
        let photo = try Self.photo()
        await #expect(throws: Overloaded.self) { try await pool.read(photo) }
        #expect(pool.occupied == 0)
    }

    @Test("Drops what nobody waits for any more before a thread takes it, and gives its place back")
    func cancelled() async throws {
        let pool = ReadingPool(threads: 1, waiting: 4)
        let photo = try Self.photo()
        let abandoned = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.read(photo)
        }
        await #expect(throws: CancellationError.self) { try await abandoned.value }
        #expect(pool.occupied == 0 && pool.begun == 0)
        _ = try await pool.read(photo)
        #expect(pool.begun == 1)
        try await pool.shutDown()
    }

    @Test("Reads a viewfinder's frame only where a thread is idle, and gives it up as soon as a photo waits")
    func frames() async throws {
        let reader = HeldReader()
        let pool = ReadingPool(threads: 1, waiting: 4, reader: reader)
        let photo = try Self.photo()
        let frame = Task { try await pool.read(photo, isLive: true) }
        await reader.isReading()
        #expect(!pool.hasTimeForFrames)
        // It does not wait.
        await #expect(throws: Overloaded.self) { try await pool.read(photo, isLive: true) }
        #expect(pool.occupied == 1)
        let waiting = Task { try await pool.read(photo) }
        await #expect(throws: Overloaded.self) { try await frame.value }
        reader.letGo()
        _ = try await waiting.value
        #expect(pool.hasTimeForFrames)
        try await pool.shutDown()
    }
}

extension ReadingPoolTests {
    @Test(
        "Makes covers only where a thread is left for photos beside them, and for as long as that may take",
        arguments: [1, 2, 3])
    func covers(threads: Int) async throws {
        let reader = HeldReader()
        let pool = ReadingPool(threads: threads, waiting: 4, reader: reader)
        let photo = try Self.photo()
        /// Whatever the picture is worth as a cover.
        @Sendable func isRefused(within patience: Duration) async throws -> Bool {
            do {
                _ = try await pool.cover(of: photo, within: patience)
            } catch is Overloaded {
                return true
            } catch is CancellationError {
                return true
            } catch {}
            return false
        }
        #expect(try await !isRefused(within: .zero))
        var reading: [Task<PhotoReading, any Error>] = []
        for _ in 0..<max(1, threads - 1) {
            reading.append(Task { try await pool.read(photo) })
            await reader.isReading()
        }
        #expect(try await isRefused(within: .milliseconds(50)))
        let patient = Task { try await isRefused(within: .seconds(600)) }
        reader.letGo()
        for task in reading { _ = try await task.value }
        #expect(try await !patient.value)
        #expect(pool.occupied == 0)
        try await pool.shutDown()
    }
}

/// Reads nothing for as long as it is wanted, or until it is let go.
private final class HeldReader: PhotoReader {
    private let isLetGo = Atomic(false)
    private let (begun, begin) = AsyncStream<Void>.makeStream()

    var isolation: ReadingIsolation { ReadingIsolation() }

    func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        begin.yield()
        while !isLetGo.load(ordering: .relaxed) {
            guard isWanted() else { return nil }
            sched_yield()
        }
        return try SymbolReader().read(photo) { true }.map { PhotoReading($0) }
    }

    func picture(of photo: Photo) throws -> ColorImage { try SymbolReader().picture(of: photo) }

    func isReading() async { for await _ in begun { return } }

    func letGo() { isLetGo.store(true, ordering: .relaxed) }
}
