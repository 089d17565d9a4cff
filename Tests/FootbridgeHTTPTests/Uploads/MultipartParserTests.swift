import Testing

@testable import FootbridgeHTTP

/// What a form holds, however its events were cut.
struct ReadForm: Equatable {
    struct Part: Equatable {
        var head: MultipartParser.PartHead
        var content: [UInt8]
        var isEnded: Bool
    }

    var parts: [Part] = []
    var isComplete = false

    init(parts: [Part] = [], isComplete: Bool = false) {
        (self.parts, self.isComplete) = (parts, isComplete)
    }

    /// Reads `body` in pieces.
    ///
    /// - Parameter sizes: lengths of the pieces, over and over.
    init(_ body: [UInt8], boundary: String = "b", sizes: [Int]) throws(MultipartParser.Malformed) {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\"\(boundary)\"")
        var start = 0
        var turn = 0
        while start < body.count {
            let size = max(1, sizes[turn % sizes.count])
            turn += 1
            let end = min(body.count, start + size)
            try take(parser.parse(body[start..<end]))
            start = end
        }
        isComplete = parser.isComplete
    }

    private mutating func take(_ events: [MultipartParser.Event]) {
        for event in events {
            switch event {
            case .begin(let head): parts.append(Part(head: head, content: [], isEnded: false))
            case .content(let bytes): parts[parts.count - 1].content += bytes
            case .end: parts[parts.count - 1].isEnded = true
            }
        }
    }

    static func part(_ name: String, _ content: String, filename: String? = nil, type: String? = nil) -> Part {
        Part(
            head: MultipartParser.PartHead(name: name, filename: filename, contentType: type),
            content: Array(content.utf8), isEnded: true)
    }
}

/// The error of reading a whole body at once, or nil.
func malformed(_ body: String, boundary: String = "b") -> MultipartParser.Malformed? {
    do {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\"\(boundary)\"")
        _ = try parser.parse(Array(body.utf8))
        try parser.finish()
        return nil
    } catch {
        return error
    }
}

@Suite("A multipart form")
struct MultipartParserTests {
    private static let disposition = "Content-Disposition: form-data; name="

    /// Bodies with what is in them; every one is read in every way of cutting it in two, and byte by byte.
    static let conforming: [(String, [ReadForm.Part])] = [
        ("--b\r\n\(disposition)\"lat\"\r\n\r\n51.5\r\n--b--\r\n", [ReadForm.part("lat", "51.5")]),
        ("--b\r\n\(disposition)lat\r\n\r\n51.5\r\n--b--", [ReadForm.part("lat", "51.5")]),
        (
            "--b\r\nContent-Type: image/png\r\ncontent-disposition:form-data; filename=\"a.png\" ;name=\"photo\"\r\n"
                + "X-Other: 1\r\n\r\n\u{1}\u{0}\r\n--b--\r\nepilogue --b\r\n",
            [ReadForm.part("photo", "\u{1}\u{0}", filename: "a.png", type: "image/png")]
        ),
        (
            "--b\r\n\(disposition)\"a\"\r\n\r\n\r\n--b\r\n\(disposition)\"c\"\r\n\r\nd\r\n--b--",
            [ReadForm.part("a", ""), ReadForm.part("c", "d")]
        ),
        // What looks like a boundary and is none.
        (
            "--b\r\n\(disposition)\"a\"\r\n\r\nx--b\r\n\r\n--\r\n-b\r\n--bx\r\n\r--b\n--b--\r\n --b\r\r\n--b-x\r\n--b--",
            [ReadForm.part("a", "x--b\r\n\r\n--\r\n-b\r\n--bx\r\n\r--b\n--b--\r\n --b\r\r\n--b-x")]
        ),
        ("--b\r\n\(disposition)\"a\"\r\n\r\n\r\r\n\r\r\r\n--b--", [ReadForm.part("a", "\r\r\n\r\r")]),
        // Something in front, and blanks after the boundary.
        (
            "preamble\r\n--bc\r\n\r\n--b \t \r\n\(disposition)\"a\"\r\n\r\n1\r\n--b--",
            [ReadForm.part("a", "1")]
        ),
        (
            "\r\n--b\r\n\(disposition)\"a\"\r\n\r\n1\r\n--b\t\r\n\(disposition)\"c\"\r\n\r\n2\r\n--b--",
            [ReadForm.part("a", "1"), ReadForm.part("c", "2")]
        ),
        // Names in quotes.
        (
            "--b\r\n\(disposition)\"a;b=\\\"c\\\"\"; filename=\"C:\\photos\\x.jpg\"\r\n\r\n1\r\n--b--",
            [ReadForm.part("a;b=\"c\"", "1", filename: "C:\\photos\\x.jpg")]
        ),
        (
            "--b\r\n\(disposition)\"名\"; filename=\"été; \u{1F4D6}.jpg\"\r\n\r\n1\r\n--b--",
            [ReadForm.part("名", "1", filename: "été; \u{1F4D6}.jpg")]
        ),
        ("--b\r\n\(disposition)\"\"; filename=\"\"\r\n\r\n1\r\n--b--", [ReadForm.part("", "1", filename: "")]),
        ("--b--\r\n", []),
    ]

    @Test("is read the same wherever it is cut", arguments: conforming.indices)
    func everyCut(_ index: Int) throws {
        let (text, parts) = Self.conforming[index]
        let body = Array(text.utf8)
        let expected = ReadForm(parts: parts, isComplete: true)
        #expect(try ReadForm(body, sizes: [body.count]) == expected)
        #expect(try ReadForm(body, sizes: [1]) == expected)
        for cut in 1..<body.count {
            let read = try ReadForm(body, sizes: [cut, body.count])
            if read != expected { Issue.record("cut at \(cut): \(read)") }
        }
    }

    @Test("is read the same with every cut, for a long boundary and pictures full of line breaks")
    func everyCutOfPictures() throws {
        let boundary = "----WebKitFormBoundary'()+_,-./:=?7MA4YWxkTrZu0gW"
        var content: [UInt8] = []
        for length in 0...boundary.utf8.count { content += Array("\r\n--\(boundary)".utf8.prefix(length + 3)) + [0x0D] }
        let body = FormPart.body(
            [.photo(content), .field("lat", "51.5"), .photo(content.reversed())], boundary: boundary)
        let expected = ReadForm(
            parts: [
                .init(
                    head: .init(name: "photo", filename: "photo.jpg", contentType: "image/jpeg"), content: content,
                    isEnded: true),
                ReadForm.part("lat", "51.5"),
                .init(
                    head: .init(name: "photo", filename: "photo.jpg", contentType: "image/jpeg"),
                    content: content.reversed(), isEnded: true),
            ], isComplete: true)
        for size in [1, 2, 3, 5, 7, 64, 1021] {
            #expect(try ReadForm(body, boundary: boundary, sizes: [size]) == expected, "pieces of \(size)")
        }
        for cut in stride(from: 1, to: body.count, by: 3) {
            let read = try ReadForm(body, boundary: boundary, sizes: [cut, body.count])
            if read != expected { Issue.record("cut at \(cut)") }
        }
    }

    /// RFC 2046 §5.1.1: `body-part := MIME-part-headers [CRLF *OCTET]`, so a part may end with its head.
    @Test("may have a part that is nothing but its head")
    func headOnly() throws {
        let body = Array(
            "--b\r\n\(Self.disposition)\"a\"\r\n\r\n--b\r\n\(Self.disposition)\"c\"\r\n\r\nd\r\n--b--".utf8)
        let expected = ReadForm(parts: [ReadForm.part("a", ""), ReadForm.part("c", "d")], isComplete: true)
        for size in [1, 2, body.count] { #expect(try ReadForm(body, sizes: [size]) == expected, "pieces of \(size)") }
    }

    @Test("is refused with line feeds alone")
    func lineFeedsAlone() {
        #expect(malformed("--b\n\(Self.disposition)\"a\"\n\n1\n--b--\n") == .truncated)
        #expect(malformed("--b\r\n\(Self.disposition)\"a\"\n\n1\r\n--b--\r\n") == .truncated)
    }

    @Test(
        "is refused where it ends before its closing boundary",
        arguments: [
            "", "--", "--b", "--b-", "--b\r\n", "--b\r\n\(disposition)\"a\"", "--b\r\n\(disposition)\"a\"\r\n\r\n",
            "--b\r\n\(disposition)\"a\"\r\n\r\n1", "--b\r\n\(disposition)\"a\"\r\n\r\n1\r\n--b",
            "--b\r\n\(disposition)\"a\"\r\n\r\n1\r\n--b-", "--b\r\n\(disposition)\"a\"\r\n\r\n1--b--",
            "--b\r\n\(disposition)\"a\"\r\n\r\n1\r\n--b\r\n", "nothing of the kind",
        ])
    func truncated(_ body: String) {
        #expect(malformed(body) == .truncated)
    }

    @Test(
        "needs a boundary of 1 to 70 characters",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary", "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
            "multipart/form-data; boundary=\"x \"", "multipart/form-data; boundary=\"é\"",
            "multipart/form-data; boundary=\"x\u{7}y\"", "multipart/form-data; boundary=\"x\r\ny\"",
        ])
    func badBoundary(_ contentType: String) {
        #expect(throws: MultipartParser.Malformed.boundary) { try MultipartParser(contentType: contentType) }
    }

    @Test("takes a boundary of 70 characters, with spaces inside, whatever the parameter's case")
    func longBoundary() throws {
        let boundary = "a b" + String(repeating: "x", count: 67)
        var parser = try MultipartParser(contentType: "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"\(boundary)\"")
        let events = try parser.parse(Array("--\(boundary)\r\n\(Self.disposition)a\r\n\r\n1\r\n--\(boundary)--".utf8))
        #expect(events == [.begin(.init(name: "a")), .content([0x31]), .end])
        #expect(parser.isComplete)
    }

    @Test("may have heads of 8 KiB, and no larger ones, however they come", arguments: [1 << 20, 1000, 1])
    func headLimit(_ size: Int) throws {
        func body(headOf count: Int) -> [UInt8] {
            // The head as it is counted begins with the line break after the boundary.
            let start = "\r\n\(Self.disposition)\"a\"\r\nX: "
            let filling = String(repeating: "x", count: count - start.utf8.count - 2)
            return Array("--b\(start)\(filling)\r\n\r\n1\r\n--b--".utf8)
        }
        #expect(try ReadForm(body(headOf: 8192), sizes: [size]).parts == [ReadForm.part("a", "1")])
        #expect(throws: MultipartParser.Malformed.head) { try ReadForm(body(headOf: 8200), sizes: [size]) }
        #expect(throws: MultipartParser.Malformed.head) {
            try ReadForm(Array("--b\r\n".utf8) + [UInt8](repeating: 0x61, count: 9000), sizes: [size])
        }
    }

    @Test(
        "may have 8 KiB in front of its first boundary, and no more, however they come", arguments: [1 << 20, 1000, 1])
    func preambleLimit(_ size: Int) throws {
        func body(preambleOf count: Int) -> [UInt8] {
            [UInt8](repeating: 0x78, count: count) + "\r\n--b\r\n\(Self.disposition)\"a\"\r\n\r\n1\r\n--b--".utf8
        }
        #expect(try ReadForm(body(preambleOf: 8000), sizes: [size]).parts == [ReadForm.part("a", "1")])
        #expect(throws: MultipartParser.Malformed.preamble) { try ReadForm(body(preambleOf: 9000), sizes: [size]) }
    }

    @Test("may have 64 parts, and no 65th")
    func partLimit() throws {
        func body(_ count: Int) -> [UInt8] {
            FormPart.body((0..<count).map { .field("f\($0)", "") }, boundary: "b")
        }
        #expect(try ReadForm(body(64), sizes: [100]).parts.count == 64)
        #expect(throws: MultipartParser.Malformed.tooManyParts) { try ReadForm(body(65), sizes: [100]) }
    }

    @Test("takes 64 blanks after a boundary, and no more")
    func blanks() throws {
        func body(_ count: Int) -> [UInt8] {
            Array("--b\(String(repeating: " ", count: count))\r\n\(Self.disposition)a\r\n\r\n1\r\n--b--".utf8)
        }
        #expect(try ReadForm(body(64), sizes: [1]).parts == [ReadForm.part("a", "1")])
        #expect(try ReadForm(body(65), sizes: [1]).parts.isEmpty)
    }

    @Test(
        "is refused where a part has no name or a head that is not fields",
        arguments: [
            ("--b\r\n\r\n1\r\n--b--", MultipartParser.Malformed.name),
            ("--b\r\nContent-Type: image/png\r\n\r\n1\r\n--b--", .name),
            ("--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--", .name),
            ("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--b--", .name),
            ("--b\r\nno colon\r\n\r\n1\r\n--b--", .head),
        ])
    func badHead(_ body: String, _ error: MultipartParser.Malformed) {
        #expect(malformed(body) == error)
    }

    @Test("is refused where a head is not UTF-8")
    func headNotText() throws {
        let body = Array("--b\r\n\(Self.disposition)\"".utf8) + [0xFF] + Array("\"\r\n\r\n1\r\n--b--".utf8)
        #expect(throws: MultipartParser.Malformed.head) { try ReadForm(body, sizes: [body.count]) }
    }

    @Test("says nothing of what comes behind its closing boundary")
    func epilogue() throws {
        let body = "--b\r\n\(Self.disposition)a\r\n\r\n1\r\n--b--\r\n--b\r\n\(Self.disposition)c\r\n\r\n2\r\n--b--"
        for size in [1, 7, 1000] { #expect(try ReadForm(Array(body.utf8), sizes: [size]).parts.count == 1) }
    }
}
