import FootbridgeCore
import Foundation
import PhotoDecoding
import SymbolReading
import Testing

@testable import DecodeWorkers

extension WorkerTests {
    @Suite("that decode pictures")
    struct Pictures {
        @Test("give the pixels that are decoded in process, and refuse what is refused there")
        func parity() async throws {
            let limits = WorkerLimits(processor: .seconds(600), deadline: .seconds(600), start: .seconds(120))
            try await withWorkers(program: .footbridge, limits: limits) { pool in
                for builtIn in BuiltInPhotos.all {
                    let photo = try Photo(bytes: builtIn.bytes)
                    let there = try pool.picture(of: photo)
                    #expect(try there == SymbolReader().picture(of: photo), "\(builtIn.format)")
                }
                let jpeg = try #require(BuiltInPhotos.all.first { $0.format == "JPEG" }).bytes
                let cut = try Photo(bytes: Array(jpeg.dropLast(40)))
                #expect(throws: PhotoError.undecodable(reason: .truncated)) { try pool.picture(of: cut) }
                #expect(try isRead(photo(), by: pool) && pool.isolation.ends.isEmpty)
            }
        }

        @Test("are not believed unless there are as many pixels as they say, of the size that was asked for")
        func nonsense() throws {
            let header = try Photo(bytes: #require(BuiltInPhotos.all.first).bytes).header
            let image = try #require(ColorImage(width: 234, height: 32, pixels: [UInt8](repeating: 7, count: 22_464)))
            let bytes = PictureEncoding.bytes(of: image)
            #expect(try PictureEncoding.picture(bytes[...], of: header) == image)
            let small = try #require(ColorImage(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6]))
            let huge = [0, 0, 0, 0x40, 0, 0, 0, 0x40] + bytes.dropFirst(8)
            for wrong in [
                PictureEncoding.bytes(of: small), Array(bytes.dropLast()), bytes + [0], [], Array(bytes.prefix(8)),
                huge, [0, 0, 0, 0] + bytes.dropFirst(4),
            ] {
                #expect(throws: Nonsense.self) { try PictureEncoding.picture(wrong[...], of: header) }
            }
        }
    }
}
