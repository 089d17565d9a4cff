import Foundation
import PhotoDecoding
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
}
