import Foundation
import Testing

@testable import FootbridgeCore

@Suite("JSON")
struct JSONWriterTests {
    private func text(_ value: some JSONWritable) -> String {
        String(decoding: JSONWriter.document(value), as: UTF8.self)
    }

    private struct Everything: JSONWritable {
        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("z", "last in the alphabet, first here")
                json.member("none", String?.none)
                json.member("empty", [Int]())
                json.member("lists", [[1, 2], [], [-3]])
                json.member("flags", [true, false])
                json.member("nested", [Nested(), Nested()])
                json.member("a\"b", Int64.min)
            }
        }
    }

    private struct Nested: JSONWritable {
        func write(to json: inout JSONWriter) {
            json.object { _ in }
        }
    }

    @Test("Members stand in the order they are given, commas between them and nowhere else")
    func structure() {
        #expect(
            text(Everything()) == #"{"z":"last in the alphabet, first here","none":null,"empty":[],"#
                + #""lists":[[1,2],[],[-3]],"flags":[true,false],"nested":[{},{}],"a\"b":-9223372036854775808}"#)
        #expect(text(["[", "{", ","]) == #"["[","{",","]"#)
    }

    @Test(
        "A string is escaped where it must be, and line ends of every kind are",
        arguments: [
            ("", #""""#), ("a/b", #""a/b""#), ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
            ("\u{0}\u{1F}\u{7F}\u{85}\u{9F}\u{A0}", "\"\\u0000\\u001f\\u007f\\u0085\\u009f\u{A0}\""),
            ("\u{2027}\u{2028}\u{2029}\u{202A}", "\"\u{2027}\\u2028\\u2029\u{202A}\""),
            ("naïve 本 📖", #""naïve 本 📖""#),
        ])
    func escapes(value: String, expected: String) {
        #expect(text(value) == expected)
    }

    @Test("Whatever characters a string has, it is read back as it was, and stands on one line")
    func fuzz() throws {
        var generator = SystemRandomNumberGenerator()
        let edges: [UInt32] = [0, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0x9F, 0xA0, 0x7FF, 0x800, 0x2028, 0x2029, 0xFFFF]
        for _ in 0..<3000 {
            var value = ""
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                let number =
                    Bool.random(using: &generator)
                    ? edges.randomElement(using: &generator) ?? 0 : UInt32.random(in: 0...0x10FFFF, using: &generator)
                if let scalar = Unicode.Scalar(number) { value.unicodeScalars.append(scalar) }
            }
            let bytes = JSONWriter.document([value])
            let read = try JSONDecoder().decode([String].self, from: Data(bytes))
            #expect(read.first.map { Array($0.utf8) } == Array(value.utf8))
            let other = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String])
            #expect(other.first.map { Array($0.utf8) } == Array(value.utf8))
            #expect(!bytes.contains { $0 < 0x20 })
        }
    }

    @Test("Decimals are exact, without zeros at their end")
    func decimals() throws {
        let cases: [(Int64, Int, String)] = [
            (0, 7, "0"), (1, 7, "0.0000001"), (-1, 2, "-0.01"), (420, 2, "4.2"), (500, 2, "5"), (20, 1, "2"),
            (515_155_000, 7, "51.5155"), (-1_410_000, 7, "-0.141"), (1_800_000_000, 7, "180"), (7, 0, "7"),
            (70, 0, "70"),
            (.min, 18, "-9.223372036854775808"), (.max, 0, "9223372036854775807"),
        ]
        for (units, places, expected) in cases {
            #expect(text(JSONDecimal(units, places: places)) == expected)
        }
        for _ in 0..<2000 {
            let (units, places) = (Int64.random(in: .min ... .max), Int.random(in: 0...18))
            let read = try #require(Decimal(string: text(JSONDecimal(units, places: places))))
            #expect(read == Decimal(units) / pow(10, places))
        }
    }
}
