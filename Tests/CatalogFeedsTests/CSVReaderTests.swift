import FootbridgeTestSupport
import Testing

@testable import CatalogFeeds

@Suite struct CSVReaderTests {
    /// Rows of a text that arrives `chunkBytes` at a time.
    private func rows(
        _ bytes: [UInt8], chunkBytes: Int = 7, limits: CSVReader.Limits = CSVReader.Limits(),
        encoding: TextEncoding? = nil
    ) throws -> [CSVReader.Row] {
        var rest = bytes[...]
        var reader = CSVReader(limits: limits, encoding: encoding) {
            defer { rest = rest.dropFirst(chunkBytes) }
            return Array(rest.prefix(chunkBytes))
        }
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func fields(_ text: String, chunkBytes: Int = 7) throws -> [[String]?] {
        try fields(Array(text.utf8), chunkBytes: chunkBytes)
    }

    private func fields(
        _ bytes: [UInt8], chunkBytes: Int = 7, encoding: TextEncoding? = nil
    ) throws -> [[String]?] {
        try rows(bytes, chunkBytes: chunkBytes, encoding: encoding).map { row in
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

    @Test(arguments: [",", ";", "\t"])
    func `What divides the fields is seen in the first row, whatever stands in quotes`(delimiter: String) throws {
        let text = "isbn,title,price\n\"1,5;5\tx\",b,c\n".split(separator: "\n")
            .map { $0.replacing(",", with: $0.hasPrefix("\"") ? "," : delimiter) }
        #expect(try fields(text[0] + "\n")[0] == ["isbn", "title", "price"])
        let row = "\"a,b;c\td\"" + delimiter + "x"
        #expect(try fields("\"q,;\t,;\t,;\t\"\(delimiter)b\n\(row)\n")[1] == ["a,b;c\td", "x"])
    }

    @Test func `A line sep= names what divides the fields, and is no row`() throws {
        let rows = try rows(Array("sep=;\r\na,b;c\r\n1;2\r\n".utf8))
        #expect(rows.map(\.line) == [2, 3])
        #expect(try fields("SEP=;\na,b;c\n") == [["a,b", "c"]])
        #expect(try fields("sep=x\n") == [["sep=x"]])
    }

    @Test func `The formula that keeps a number as it is, is the number`() throws {
        let text = "isbn,title\n=\"9780439023481\",=\"\"\n=1,=\na=,\"=\"\n="
        #expect(try fields(text) == [["isbn", "title"], ["9780439023481", ""], ["=1", "="], ["a=", "="], ["="]])
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `A byte order mark is no part of the first column, and no three bytes are without one`(
        chunkBytes: Int
    ) throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for header in ["isbn,title,price", "\"isbn\",title,price", "Barcode,title,price"] {
            let first = header.hasPrefix("B") ? "Barcode" : "isbn"
            let text = Array("\(header)\r\n9780544668256,A,24.95\r\n".utf8)
            for bytes in [mark + text, text] {
                #expect(try fields(bytes, chunkBytes: chunkBytes)[0] == [first, "title", "price"])
                #expect(try fields(bytes, chunkBytes: chunkBytes)[1] == ["9780544668256", "A", "24.95"])
            }
        }
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `UTF-16 is read with and without a mark, either end first`(chunkBytes: Int) throws {
        let text = "Titel;Preis\r\n\u{1F4D6} Über;9,99\r\n"
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big] {
            #expect(
                try fields(bytes, chunkBytes: chunkBytes) == [["Titel", "Preis"], ["\u{1F4D6} Über", "9,99"]])
        }
        // Half a character at the end is told as one that is wrong.
        #expect(try fields([0xFF, 0xFE, 0x61, 0x00, 0x62]) == [["a\u{FFFD}"]])
    }

    @Test func `Windows-1252 is read where it is said, and asked for where it is not`() throws {
        let bytes: [UInt8] = [0x93, 0x42, 0xFC, 0x63, 0x68, 0x65, 0x72, 0x94, 0x2C, 0x80, 0x0A]
        #expect(try fields(bytes, encoding: .windows1252) == [["“Bücher”", "€"]])
        guard case .failure(let problem)? = try rows(bytes).first?.content else {
            Issue.record("read as UTF-8")
            return
        }
        #expect(problem.description.contains("--encoding windows-1252"))
        // A mark says what it is, whatever else is said.
        #expect(try fields([0xEF, 0xBB, 0xBF] + Array("ü".utf8), encoding: .windows1252) == [["ü"]])
    }

    @Test func `Text that is not UTF-8 is told, and the next row is read`() throws {
        let rows = try rows([0x61, 0x2C, 0xFF, 0x0A, 0x62, 0x0A])
        guard case .failure(let problem) = rows[0].content else {
            Issue.record("accepted")
            return
        }
        #expect(problem.description.contains("field 2"))
        #expect(rows.count == 2)
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
            // Zero bytes would show UTF-16.
            let whole = try rows(bytes, chunkBytes: 1000, limits: limits, encoding: .utf8)
            let pieces = try rows(bytes, chunkBytes: 1 + round % 4, limits: limits, encoding: .utf8)
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
