import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import FootbridgeHTTP

@Suite("A request that is refused")
struct RefusalsTests {
    /// Asks a route that does `work`, and gives the answer and what was logged of it.
    private static func asking(
        _ target: String = "/v1/things/7", method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
        work: @escaping @Sendable () throws -> Response
    ) async throws -> (answer: Answer, lines: [RecordedLog.Line]) {
        let log = RecordedLog()
        let router = Router(context: FootbridgeRequestContext.self)
        router.add(
            middleware: ProblemMiddleware(
                proxies: .none(), metrics: Metrics(), refusals: Refusals(), limits: GatewaySettings().limits))
        router.route("/v1/things/:id", [.get: { _, _ in try work() }, .post: { _, _ in try work() }])
        let application = Application(router: router, logger: log.logger())
        let answer = try await application.test(.router) { client in
            try await client.execute(uri: target, method: method, headers: headers) {
                Answer(status: $0.status.code, headers: $0.headers, bytes: Array($0.body.readableBytesView))
            }
        }
        return (answer, log.refusals)
    }

    @Test("leaves one line at info, with its trace id, route, status and code, and nothing that it said")
    func oneLine() async throws {
        let secrets: HTTPFields = [.authorization: "Bearer fbk_0123456789"]
        for problem in ProblemTests.all where problem.code != Problem.internal.code {
            let (answer, lines) = try await Self.asking(
                "/v1/things/ABCDEFGH23456?lat=51.515512345", headers: secrets
            ) { throw problem }
            #expect(lines.count == 1, "\(problem.code)")
            let line = try #require(lines.first)
            #expect(line.level == .info, "\(problem.code)")
            #expect(line.metadata["trace.id"] == (try answer.json["trace_id"]?.text))
            #expect(line.metadata["http.status"] == "\(problem.status.code)")
            #expect(line.metadata["problem.code"] == problem.code)
            #expect(line.metadata["http.route"] == "/v1/things/{id}")
            for secret in ["fbk_", "ABCDEFGH23456", "51.5155"] { #expect(!line.text.contains(secret)) }
        }
    }

    @Test("leaves it where there is no such route, no such method, and where a page refuses, too")
    func everywhere() async throws {
        let ok: @Sendable () -> Response = { Response(status: .ok) }
        let unknown = try await Self.asking("/nothing", work: ok)
        #expect(unknown.lines.map { $0.metadata["problem.code"] } == ["not-found"])
        let method = try await Self.asking(method: .delete, work: ok)
        #expect(method.lines.map { $0.metadata["http.status"] } == ["405"])
        let page = try await Self.asking { Response(status: .forbidden) }
        #expect(page.lines.map { $0.metadata["http.status"] } == ["403"] && page.lines[0].level == .info)
        #expect(try await Self.asking(work: ok).lines.isEmpty)
    }

    @Test("as another request took its claim over is one at info, with 409")
    func claimLost() async throws {
        let (answer, lines) = try await Self.asking { throw StorageError.claimLost }
        #expect(try answer.status == 409 && answer.code == "in-progress")
        #expect(lines.count == 1 && lines.first?.level == .info && lines.first?.metadata["http.status"] == "409")
    }

    @Test("as storage failed, or for a fault of ours, leaves one at error with the cause and no secret")
    func cause() async throws {
        let storage = try await Self.asking {
            throw StorageError.full(StorageErrorDetail(code: "13", "the disk or the database is full"))
        }
        #expect(storage.lines.map(\.level) == [.error])
        #expect(storage.lines[0].text.contains("the disk or the database is full"))

        struct Fault: Error, CustomStringConvertible {
            var description: String {
                "the shelf fell over\nat /var/lib/footbridge/x.db, key fbk_abc, code ABCDEFGH23456, 51.51551 "
                    + String(repeating: "and on ", count: 500)
            }
        }
        let fault = try await Self.asking { throw Fault() }
        #expect(try fault.answer.status == 500 && fault.answer.code == "internal")
        #expect(fault.lines.map(\.level) == [.error])
        let cause = try #require(fault.lines.first?.metadata["error.cause"])
        #expect(cause.contains("Fault") && cause.contains("the shelf fell over"))
        for secret in ["/var", "fbk_", "ABCDEFGH23456", "51.51551", "\n"] {
            #expect(!cause.contains(secret), "\(secret)")
        }
        #expect(cause.utf8.count < 600)

        struct Body: Decodable { var code: Int }
        let decoding = try await Self.asking {
            _ = try JSONDecoder().decode(Body.self, from: Data(#"{"code":"ABCDEFGH23456"}"#.utf8))
            return Response(status: .ok)
        }
        #expect(decoding.lines.first?.metadata["error.cause"]?.contains("code") == true)
        #expect(decoding.lines.first?.text.contains("ABCDEFGH") == false)
    }

    @Test("for its body is compressed says so, whatever its route")
    func compressed() async throws {
        for coding in ["gzip", "br", "GZIP", "deflate, gzip", "x"] {
            let (answer, lines) = try await Self.asking(method: .post, headers: [.contentEncoding: coding]) {
                Response(status: .ok)
            }
            #expect(try answer.status == 415 && answer.code == "unsupported-media-type", "\(coding)")
            #expect(try answer.json["title"]?.text == "The body is compressed")
            #expect(answer.headers[.acceptEncoding] == "identity" && lines.count == 1)
        }
        let plain = try await Self.asking(method: .post, headers: [.contentEncoding: "identity"]) {
            Response(status: .ok)
        }
        #expect(plain.answer.status == 200)
    }

    @Test("when the commit was lost, says that nobody knows, and to send the same again")
    func outcomeUnknown() async throws {
        let detail = StorageErrorDetail("gone")
        let lost = try await Self.asking { throw StorageError.outcomeUnknown(detail) }.answer
        #expect(try lost.status == 503 && lost.json["retry"]?.text == "same-request")
        #expect(try lost.json["detail"]?.text?.contains("not known") == true)
        let busy = try await Self.asking { throw StorageError.busy(detail) }.answer
        #expect(try busy.status == 503 && busy.json["retry"]?.text == "after")
        #expect(try busy.json["detail"]?.text?.contains("Nothing was recorded") == true)
    }
}
