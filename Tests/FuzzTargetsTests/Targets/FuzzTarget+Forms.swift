import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

@testable import FootbridgeHTTP

extension FuzzTarget {
    /// A form with files: the length of the Content-Type field, the field, a byte by which the body is cut, and the body.
    static let multipart = FuzzTarget(
        "multipart",
        seeds: {
            let type = "multipart/form-data; boundary=\"b\""
            let disposition = "Content-Disposition: form-data; name="
            return [
                "--b\r\n\(disposition)lat\r\n\r\n51.5\r\n--b--\r\n",
                "x\r\n--b \r\n\(disposition)\"photo\"; filename=\"a\\\"b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\r\n--c\r\n--b--",
                "--b\r\n\(disposition)a\r\n\r\n1\r\n--b\r\n\(disposition)b\r\n\r\n\r\n--b--epilogue",
            ]
            .map { [UInt8(type.utf8.count)] + Array(type.utf8) + [3] + Array($0.utf8) }
        },
        check: { input in
            var reader = InputReader(input)
            let type = String(decoding: reader.bytes(Int(reader.byte())), as: UTF8.self)
            let size = 1 + Int(reader.byte() % 16)
            let whole = ReadForm.outcome(type, reader.rest, sizes: [max(1, reader.rest.count)])
            let pieces = ReadForm.outcome(type, reader.rest, sizes: [size, 1, 3 * size])
            try require(whole == pieces, "\(whole), but in pieces \(pieces)")
            guard case .success(let form) = whole else { return }
            try require(form.parts.count <= MultipartParser.maximumParts, "\(form.parts.count) parts")
            try require(
                form.parts.reduce(0) { $0 + $1.content.count } <= reader.rest.count, "more came out than went in")
            try require(
                form.parts.dropLast().allSatisfy(\.isEnded) && (!form.isComplete || form.parts.allSatisfy(\.isEnded)),
                "a part has no end")
        })

    /// What a form holds.
    private struct ReadForm: Equatable {
        struct Part: Equatable {
            var head: MultipartParser.PartHead
            var content: [UInt8] = []
            var isEnded = false
        }

        var parts: [Part] = []
        var isComplete = false

        static func outcome(
            _ type: String, _ body: ArraySlice<UInt8>, sizes: [Int]
        ) -> Result<ReadForm, MultipartParser.Malformed> {
            Result { () throws(MultipartParser.Malformed) in try ReadForm(type, body, sizes: sizes) }
        }

        init(_ type: String, _ body: ArraySlice<UInt8>, sizes: [Int]) throws(MultipartParser.Malformed) {
            var parser = try MultipartParser(contentType: type)
            var (rest, turn) = (body, 0)
            while !rest.isEmpty {
                let piece = rest.prefix(sizes[turn % sizes.count])
                rest = rest.dropFirst(piece.count)
                turn += 1
                for event in try parser.parse(piece) {
                    switch event {
                    case .begin(let head): parts.append(Part(head: head))
                    case .content(let bytes): parts[parts.count - 1].content += bytes
                    case .end: parts[parts.count - 1].isEnded = true
                    }
                }
            }
            isComplete = parser.isComplete
        }
    }

    /// A query, as every route reads it that has parameters.
    static let query = FuzzTarget(
        "query",
        seeds: {
            [
                "lat=51.5&lon=-0.12&radius_m=500&limit=3&visitor=Jane%20Doe&campaign=x&lang=de-AT&ad_user_data=granted",
                "gclid=abc&fbclid=d%C3%A9f&lat=&lon=+1e5",
                "after=0&limit=10&from=2026-11-01T00:00:00Z&type=scan&format=csv",
                "from=2026-11-01&to=2026-11-30&interval=day&tz=Europe/London&merchant=m1&store=m1.a&by=device&within_days=7",
                "a=%&=&&%3D=%00&lat=1&lat=2",
            ]
            .map { Array($0.utf8) }
        },
        check: { input in
            let query = String(decoding: input, as: UTF8.self)
            let request = request(path: "/?\(query)")
            checkParameters(of: request)
            // As text it arrives as it was written, whatever it is.
            let encoded = input.map { $0 == 0x20 ? "+" : "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            guard let text = String(validating: input, as: UTF8.self) else { return }
            var expected = ScanFields()
            let wasTaken = Result { () throws(Problem) in try expected.add("visitor", text) }
            let fields = Result { () throws(Problem) in
                try ScanFields(query: Self.request(path: "/?visitor=\(encoded)"))
            }
            switch (fields, wasTaken) {
            case (.success(let fields), .success):
                try require(fields.canonical == expected.canonical, "\(fields.canonical), not \(expected.canonical)")
            case (.failure, _):
                try require(text.utf8.count > RequestParameters.maximumBytes, "\(text.debugDescription) is refused")
            case (.success, .failure): throw BrokenProperty("taken from a query and not from a form")
            }
        })

    private static func checkParameters(of request: Request) {
        // Refusals are as good as any other answer.
        _ = Result { () throws(Problem) in
            let fields = try ScanFields(query: request)
            try fields.checkEach()
            _ = (try fields.parameters(), try fields.vicinity())
        }
        _ = Result { () throws(Problem) in
            let query = try FeedRequest.query(of: request)
            _ = (try FeedRequest.parameters(query, kinds: ["scan"]), FeedRequest.adFormat(query))
            _ = try FeedRequest.format(request, query, isForAds: true)
        }
        for kind in ReportKind.allCases {
            _ = Result { () throws(Problem) in try ReportParameters(kind, query: request) }
        }
        _ = Result { () throws(Problem) in try AnalyticsChoices(query: request) }
    }

    static func request(path: String, _ fields: HTTPFields = [:]) -> Request {
        let head = HTTPRequest(method: .get, scheme: "https", authority: "x", path: path, headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }
}
