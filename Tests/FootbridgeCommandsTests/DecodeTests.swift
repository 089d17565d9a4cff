import ArgumentParser
import DecodeWorkers
import FootbridgeCore
import Foundation
import Testing

@testable import FootbridgeCommands

#if canImport(Glibc)
import Glibc
#endif

@Suite struct DecodeTests {
    /// An EAN-13 of 9780306406157 in a PNG of 234 by 32 pixels.
    private static let picture = Data(BuiltInPhotos.all.first { $0.format == "PNG" }?.bytes ?? [])

    private func run(_ files: [String], flags: [String] = ["--json"]) async throws -> (
        allDecoded: Bool, lines: [String]
    ) {
        let lines = WrittenLines()
        let allDecoded = try await DecodeCommand.parse(flags + files).perform(on: lines.terminal(), threads: 3)
        return (allDecoded, lines.results.split(separator: "\n").map(String.init))
    }

    @Test func `There is a line for each file in order, an error where one cannot be decoded`() async throws {
        try await withTemporaryFolder { folder in
            func path(_ name: String) -> String { folder.appending(path: name).path }
            let photo = Self.picture
            try photo.write(to: URL(filePath: path("good.png")))
            try photo.prefix(60).write(to: URL(filePath: path("truncated.png")))
            try Data("no picture".utf8).write(to: URL(filePath: path("text.jpg")))
            try Data().write(to: URL(filePath: path("empty.webp")))
            #expect(truncate(path("good.png"), off_t(photo.count)) == 0)
            #expect(FileManager.default.createFile(atPath: path("huge.jpg"), contents: nil))
            #expect(truncate(path("huge.jpg"), 30 << 20) == 0)
            #expect(mkfifo(path("pipe.png"), 0o600) == 0)
            let names = [
                "good.png", "truncated.png", "text.jpg", "empty.webp", "huge.jpg", "pipe.png", "none.png", "good.png",
            ]
            let (allDecoded, lines) = try await run(names.map(path) + [folder.path])
            #expect(!allDecoded)
            try #require(lines.count == names.count + 1)
            struct Line: Decodable {
                struct Symbol: Decodable {
                    var symbology: String, text: String, add_on: String?, corners: [[Int]], engine: String
                }
                var file: String, symbols: [Symbol]?, error: String?, elapsed_ms: Double
                var decode_ms: Double?, read_ms: Double?
            }
            let decoded = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            #expect(decoded.map(\.file) == names.map(path) + [folder.path])
            let reasons = [
                "ends before its picture", "not a JPEG", "is empty", "larger than 20 MiB", "not a regular file",
                "No such file", "", "directory",
            ]
            for (line, reason) in zip(decoded.dropFirst(), reasons) where !reason.isEmpty {
                #expect(line.symbols == nil && line.read_ms == nil)
                #expect(line.error?.contains(reason) == true, "\(line)")
            }
            for line in [decoded[0], decoded[7]] {
                let symbol = try present(line.symbols?.first)
                #expect(line.error == nil)
                #expect(symbol.text == "9780306406157")
                #expect(symbol.symbology == "EAN-13")
                #expect(symbol.corners.count == 4)
                #expect(symbol.corners.allSatisfy { $0.count == 2 })
                let (decoding, reading) = (try present(line.decode_ms), try present(line.read_ms))
                #expect(decoding > 0 && reading > 0 && decoding + reading <= line.elapsed_ms + 0.1)
            }
            #expect(lines[0].contains(#""add_on":null,"corners":[["#))
        }
    }

    @Test func `A photo in which nothing is read is no error`() async throws {
        try await withTemporaryFolder { folder in
            // A white PNG of one pixel.
            let white = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
            let file = folder.appending(path: "white.png")
            try present(Data(base64Encoded: white)).write(to: file)
            let (allDecoded, lines) = try await run([file.path])
            #expect(allDecoded)
            #expect(lines.first?.contains(#""symbols":[]"#) == true)
            let people = try await run([file.path], flags: [])
            #expect(people.lines.last?.contains("nothing was read") == true)
        }
    }

    @Test func `At least one photo is read at a time`() throws {
        #expect(throws: (any Error).self) { try DecodeCommand.parse(["--threads", "0", "a.jpg"]) }
        #expect(throws: (any Error).self) { try DecodeCommand.parse(["--threads", "65", "a.jpg"]) }
        #expect(try DecodeCommand.parse(["--threads", "1", "a.jpg"]).photos.width == 1)
    }

    @Test func `Results come in order whatever finishes first`() async throws {
        var delivered: [Int] = []
        try await OrderedWork(width: 4).run(Array(0..<200)) { number in
            // Work of very different lengths.
            (0..<(number % 7) * 2000).reduce(0) { $0 &+ $1 } == -1 ? -1 : number
        } deliver: {
            delivered.append($0)
        }
        #expect(delivered == Array(0..<200))
    }

    @Test func `What a symbol or a name holds cannot steer a terminal or break a line of JSON`() {
        let hostile = "a\u{1B}[2Jb\u{202E}c\nd\u{0}\"\\\u{2028}"
        #expect(!PrintableText.of(hostile).unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        #expect(PrintableText.of(String(repeating: "x", count: 600)).count == 501)
        let line = JSON.string(hostile).line
        #expect(line == #""a\u001b[2Jb\#u{202E}c\nd\u0000\"\\\u2028""#)
        #expect(JSON.object([JSON.Member("n", .tenths(19)), JSON.Member("x", .null)]).line == #"{"n":1.9,"x":null}"#)
    }
}
