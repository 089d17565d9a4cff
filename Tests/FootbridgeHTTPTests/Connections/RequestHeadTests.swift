import FootbridgeTestSupport
import Foundation
import HTTPTypes
import Logging
import NIOCore
import Testing

@testable import FootbridgeHTTP

/// What cannot be routed is refused in the same form as everything else.
@Suite("A head that is no request")
struct RequestHeadTests {
    private static let refused: [(bytes: String, status: Int, code: String)] = [
        ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "unknown-method"),
        ("no request\r\n\r\n", 501, "unknown-method"),
        ("GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost x\r\n\r\n", 400, "bad-request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "bad-request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n", 400, "bad-request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 90_000))\r\n\r\n", 431, "head-too-large"),
        (
            "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "A: b\r\n", count: 200))\r\n", 431, "head-too-large"
        ),
        ("GET / HTTP/1.1\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, "bad-request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unknown-transfer-coding"),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 501,
            "unknown-transfer-coding"
        ),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 501, "unknown-transfer-coding"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTE: gzip, chunked\r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://x \r\n\r\n", 400, "bad-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://x\t\r\n\r\n", 400, "bad-request"),
    ]

    /// The problem in an answer as it came over the wire, which has to be the connection's last.
    private static func check(_ text: String, _ status: Int, _ code: String, of bytes: String) {
        let what = "\(bytes.prefix(60))"
        #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(what): \(text)")
        #expect(text.contains("\r\nContent-Type: application/problem+json\r\n"), "\(what)")
        #expect(text.lowercased().contains("\r\nconnection: close\r\n"), "\(what)")
        #expect(text.contains("\"code\":\"\(code)\""), "\(what): \(text)")
        #expect(text.contains("\"status\":\(status)"), "\(what)")
    }

    @Test("is refused as a problem, in one line of the log, and ends the connection")
    func refusals() throws {
        for (bytes, status, code) in Self.refused {
            let log = RecordedLog()
            let connection = try ConnectionUnderTest(logger: log.logger())
            // What follows is nobody's.
            connection.send(bytes + get("/hidden"))
            let text = try connection.take()
            Self.check(text, status, code, of: bytes)
            #expect(connection.hasFinishedSending && connection.routes.paths.isEmpty, "\(bytes.prefix(60))")
            #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2, "one answer")
            #expect(log.refusals.count == 1)
            let line = try #require(log.refusals.first)
            #expect(line.level == .info && line.metadata["problem.code"] == code)
            #expect(line.metadata["http.status"] == "\(status)" && line.metadata["http.route"] == "none")
            #expect(text.contains("\"trace_id\":\"\(line.metadata["trace.id"] ?? "none")\""))
        }
    }

    @Test("is refused in its turn, behind the answer to the request before it")
    func inTurn() throws {
        for (bytes, status, code) in Self.refused where bytes.utf8.count < 900 {
            let connection = try ConnectionUnderTest()
            connection.send(get("/1") + bytes)
            #expect(try connection.take().isEmpty)
            connection.answer()
            #expect(try connection.take().hasPrefix("HTTP/1.1 200 OK\r\n"))
            Self.check(try connection.take(), status, code, of: bytes)
            #expect(connection.routes.paths == ["/1"])
        }
    }

    @Test("that does not end in time is told so where it has begun, and only then")
    func slow() throws {
        let begun = try ConnectionUnderTest()
        begun.send("GET /2 HTTP/1.1\r\n")
        begun.advance(.seconds(29))
        #expect(try begun.take().isEmpty && begun.isOpen)
        begun.advance(.seconds(1))
        Self.check(try begun.take(), 408, "too-slow", of: "a slow head")
        // What the client still sends is read for a while, so that it sees the answer.
        begun.advance(.seconds(10))
        #expect(!begun.isOpen)

        let idle = try ConnectionUnderTest()
        idle.send(get("/1"))
        idle.answer()
        try idle.take()
        idle.advance(.seconds(30))
        #expect(try idle.take().isEmpty && !idle.isOpen)
    }

    @Test(
        "is none of these",
        arguments: [
            "GET /1 HTTP/1.0\r\n\r\n", "GET /1 HTTP/1.1\r\nHost: my_app:8080\r\n\r\n",
            "GET /1 HTTP/1.1\r\nHost: [::1]:8080\r\nTE: trailers\r\nOrigin:   http://x\r\n\r\n",
            "POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
        ])
    func passed(_ bytes: String) throws {
        let connection = try ConnectionUnderTest()
        connection.send(bytes)
        #expect(connection.routes.paths == ["/1"] && connection.routes.errors == 0)
    }
}
