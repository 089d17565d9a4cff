import FootbridgeTestSupport
import Testing

@testable import FootbridgeCommands

@Suite struct CSVReaderTests {
    /// Rows of a text that arrives `chunkBytes` at a time.
    private func rows(
        _ bytes: [UInt8], chunkBytes: Int = 7, limits: CSVReader.Limits = CSVReader.Limits()
    ) throws -> [CSVReader.Row] {
        var rest = bytes[...]
        var reader = CSVReader(limits: limits) {
            defer { rest = rest.dropFirst(chunkBytes) }
            return Array(rest.prefix(chunkBytes))
        }
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func fields(_ text: String, chunkBytes: Int = 7) throws -> [[String]?] {
        try rows(Array(text.utf8), chunkBytes: chunkBytes).map { row in
            if case .success(let fields) = row.content { fields } else { nil }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `The same rows come out however the bytes arrive`(chunkBytes: Int) throws {
        let text = "\u{FEFF}a,\"b\"\"c\",\r\n\"x\r\ny\",\"\",z\n\n,,\r\"last\",\"d,e\""
        let expected = [["a", "b\"c", ""], ["x\r\ny", "", "z"], ["", "", ""], ["last", "d,e"]]
        #expect(try fields(text, chunkBytes: chunkBytes) == expected)
    }

    @Test(arguments: [1, 3, 1000])
    func `A row has the number of the line it begins on, whatever ends lines`(chunkBytes: Int) throws {
        let text = "a\n\"b\nb\"\n\r\nc\r\"d\r\nd\"\re\n"
        let lines = try rows(Array(text.utf8), chunkBytes: chunkBytes).map(\.line)
        #expect(lines == [1, 2, 5, 6, 8])
    }

    @Test func `A quoted empty field is a row, a blank line is not`() throws {
        #expect(try fields("\"\"\n\n\r\n\"\"") == [[""], [""]])
        #expect(try fields("") == [])
        #expect(try fields("\u{FEFF}") == [])
    }

    @Test(arguments: [
        ("a\"b,c", "has a quote inside a field"), ("\"a\"b,c", "has text after a closing quote"),
        ("\"a\" ,c", "has text after a closing quote"),
    ])
    func `A row that breaks the format is told and the next one is read`(text: String, reason: String) throws {
        let rows = try rows(Array("1,2\n\(text)\n3,4\n".utf8))
        #expect(rows.count == 3)
        guard case .failure(let problem) = rows[1].content else {
            Issue.record("\(text) was accepted")
            return
        }
        #expect(problem.description.contains(reason))
        #expect(rows[1].line == 2)
        #expect(String(decoding: rows[1].raw, as: UTF8.self) == text)
        #expect(rows[2].line == 3)
    }

    @Test func `A quote that is never closed is told with the line it began on`() throws {
        let rows = try rows(Array("1,2\n\"3,4\n5,6\n".utf8))
        #expect(rows.map(\.line) == [1, 2])
        guard case .failure(let problem) = rows[1].content else {
            Issue.record("accepted")
            return
        }
        #expect(problem.description.contains("never closed"))
    }

    @Test func `Text that is not UTF-8 is told, and UTF-16 stops the import`() throws {
        let rows = try rows([0x61, 0x2C, 0xFF, 0x0A, 0x62, 0x0A])
        guard case .failure(let problem) = rows[0].content else {
            Issue.record("accepted")
            return
        }
        #expect(problem.description.contains("field 2"))
        #expect(rows.count == 2)
        #expect(throws: CommandFailure.self) { try self.rows([0xFF, 0xFE, 0x61, 0x00]) }
    }

    @Test func `Fields, rows and columns are bounded, and reading goes on after what is too long`() throws {
        let limits = CSVReader.Limits(fieldBytes: 8, rowBytes: 20, columns: 3)
        func isGood(_ text: String) throws -> [Bool] {
            try rows(Array("\(text)\nok\n".utf8), limits: limits).map { row in
                #expect(row.raw.count <= 20)
                if case .success = row.content { return true } else { return false }
            }
        }
        #expect(try isGood("12345678") == [true, true])
        #expect(try isGood("123456789") == [false, true])
        #expect(try isGood("\"123456789\nhidden\"") == [false, false, true])
        #expect(try isGood("1,2,3") == [true, true])
        #expect(try isGood("1,2,3,4") == [false, true])
        #expect(try isGood("12345678,1234567,12") == [true, true])
        #expect(try isGood("12345678,12345678,123") == [false, true])
    }

    @Test func `No bytes crash it, and no line with bytes in it is lost`() throws {
        var generator = SeededGenerator(seed: 20_261_122)
        let alphabet = Array("\",\r\n a\u{FEFF}é".utf8) + [0x00, 0xFF, 0xC3]
        let limits = CSVReader.Limits(fieldBytes: 12, rowBytes: 40, columns: 5)
        for round in 0..<4000 {
            let count = Int.random(in: 0...80, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            let whole: [CSVReader.Row]
            let pieces: [CSVReader.Row]
            do {
                whole = try rows(bytes, chunkBytes: 1000, limits: limits)
                pieces = try rows(bytes, chunkBytes: 1 + round % 4, limits: limits)
            } catch is CommandFailure {
                #expect(bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]))
                continue
            }
            #expect(whole.map(\.raw) == pieces.map(\.raw))
            #expect(whole.map(\.line) == pieces.map(\.line))
            #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.line < $1.line })
            // What rows keep and what they may leave out (line ends, a mark, the rest of a broken row) is everything.
            if !whole.contains(where: { $0.raw.count == limits.rowBytes }) {
                func content(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.filter { $0 != 0x0A && $0 != 0x0D } }
                let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
                #expect(content(whole.flatMap(\.raw)) == content(bytes.dropFirst(mark)))
            }
        }
    }
}
