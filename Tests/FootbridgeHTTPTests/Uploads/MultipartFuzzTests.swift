import FootbridgeTestSupport
import Foundation
import Testing

@testable import FootbridgeHTTP

@Suite("A hostile multipart form")
struct MultipartFuzzTests {
    private static let rounds = ProcessInfo.processInfo.environment["FOOTBRIDGE_LONG"] == "1" ? 200_000 : 4000

    /// What a reading came to: the form, or why there is none.
    private enum Outcome: Equatable {
        case read(ReadForm)
        case malformed(MultipartParser.Malformed)
    }

    private static func outcome(_ body: [UInt8], sizes: [Int]) -> Outcome {
        do { return .read(try ReadForm(body, sizes: sizes)) } catch { return .malformed(error) }
    }

    @Test("comes to the same however it is cut, never more than was sent")
    func mutations() {
        var generator = SeededGenerator(seed: 20_261_122)
        let seeds = MultipartParserTests.conforming.map { Array($0.0.utf8) }
        let words = [
            "\r\n", "\r", "\n", "--", "--b", "\r\n--b", "\r\n--b--", "\r\n\r\n", "\"", "\\", ";", ":", " ", "b",
        ]
        .map { Array($0.utf8) }
        for round in 0..<Self.rounds {
            var body = seeds.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let at = Int.random(in: 0...body.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: body.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: at)
                case 1 where at < body.count: body[at] = UInt8.random(in: 0...255, using: &generator)
                case 2: body.removeSubrange(at..<min(body.count, at + Int.random(in: 0...12, using: &generator)))
                case 3: body.removeSubrange(at...)
                default: body.insert(contentsOf: body[at..<min(body.count, at + 20)], at: at)
                }
            }
            let whole = Self.outcome(body, sizes: [max(1, body.count)])
            let sizes = (0..<8).map { _ in Int.random(in: 1...9, using: &generator) }
            let pieces = Self.outcome(body, sizes: sizes)
            if whole != pieces {
                Issue.record(
                    "round \(round): \(String(reflecting: String(decoding: body, as: UTF8.self))): \(whole), in pieces \(pieces)"
                )
            }
            if case .read(let form) = whole, form.parts.reduce(0, { $0 + $1.content.count }) > body.count {
                Issue.record("round \(round): more came out than went in")
            }
        }
    }

    /// What work grows with the square of, if it does: line breaks that begin nothing, delimiters that nearly are some,
    /// blanks behind one, each in the pieces that a connection brings and in single bytes.
    private static let almost: [(name: String, unit: String)] = [
        ("carriage returns", "\r"), ("line breaks", "\r\n"), ("almost a delimiter", "\r\n--b" + "ound"),
        ("a delimiter and a blank", "\r\n--boundary x"),
        ("a delimiter and many blanks", "\r\n--boundary" + String(repeating: " ", count: 70)),
        ("one of the delimiter's ends", "\r\n--boundary-"),
    ]

    @Test("takes time in proportion to its length", arguments: almost.indices, [1 << 15, 1])
    func linear(_ index: Int, _ size: Int) throws {
        let unit = Array(Self.almost[index].unit.utf8)
        func seconds(_ count: Int) throws -> Double {
            let filling = Array(repeatElement(unit, count: count / unit.count).joined())
            let body =
                Array("--boundary\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8) + filling
                + Array("\r\n--boundary--".utf8)
            let start = Self.processorTime()
            let form = try ReadForm(body, boundary: "boundary", sizes: [size])
            let time = Self.processorTime() - start
            #expect(form.isComplete && form.parts.first?.content.count == filling.count)
            return time
        }
        let length = size == 1 ? 1 << 14 : 1 << 17
        let (short, long) = (try seconds(length), try seconds(length * 8))
        // Eight times the bytes in eight times the time; with its square it would be sixty-four times.
        #expect(long < 30 * max(short, 0.001), "\(Self.almost[index].name): \(short) s, then \(long) s")
    }

    /// Seconds this thread has computed, whatever else the machine does.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    @Test(
        "costs no more in heads and in front of the first part when it comes byte by byte",
        arguments: [
            "--b\r\nContent-Disposition: form-data; name=a\r\nX: \(String(repeating: "\r", count: 3000))x\r\n\r\n1\r\n--b--",
            String(repeating: "\r", count: 3000) + "\r\n--b--",
        ])
    func byteByByte(_ body: String) throws {
        let bytes = Array(body.utf8)
        func seconds(_ size: Int) throws -> Double {
            let start = Self.processorTime()
            _ = try ReadForm(bytes, sizes: [size])
            return Self.processorTime() - start
        }
        let (whole, pieces) = (try seconds(bytes.count), try seconds(1))
        // Searched again from the beginning at each byte, 3 KB cost a thousand times as much.
        #expect(pieces < 100 * max(whole, 0.001), "whole \(whole) s, byte by byte \(pieces) s")
    }

    @Test("holds back no more than one delimiter of a part's content")
    func holdsBackLittle() throws {
        let boundary = String(repeating: "y", count: 70)
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\(boundary)")
        _ = try parser.parse(Array("--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8))
        var generator = SeededGenerator(seed: 7)
        var (sent, given) = (0, 0)
        let alphabet = Array("\r\n-y ".utf8)
        for _ in 0..<2000 {
            let piece = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            sent += piece.count
            for case .content(let bytes) in try parser.parse(piece) { given += bytes.count }
            #expect(sent - given <= 74 + 66)
        }
    }
}
