import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import FootbridgeHTTP

/// A route as those of redemptions will be: final refusals are kept, and the answer for ever.
@Suite("A route that is wrapped")
struct IdempotentRequestsTests {
    private static let route = IdempotentRoute(name: "POST /till", retention: nil, finalRefusals: [404, 409])
    private static let headers = [.idempotencyKey: "\"k\""] as HTTPFields

    /// A till: says what `answer` says, counts how often it was asked, and fingerprints the body.
    private static func till(
        _ storage: Storage, _ clock: SettableClock, calls: Calls,
        answer: @escaping @Sendable (Int, IdempotencyClaim?, [UInt8]) async throws -> Response
    ) -> Router<FootbridgeRequestContext> {
        let requests = IdempotentRequests(storage: storage, clock: clock.wallClock)
        let router = Router(context: FootbridgeRequestContext.self)
        router.add(
            middleware: ProblemMiddleware(
                proxies: .none(), metrics: Metrics(), refusals: Refusals(), limits: GatewaySettings().limits))
        router.post("/till") { request, context in
            let body = try await request.body.collect(upTo: 32)
            let fingerprint = Array(body.readableBytesView) + [UInt8](repeating: 0, count: 32 - body.readableBytes)
            return try await requests.answer(
                request, context, of: .session(SessionVisitor.one), on: Self.route, within: .seconds(60),
                fingerprint: { fingerprint }
            ) { claim in
                try await answer(calls.count(), claim, fingerprint)
            }
        }
        return router
    }

    private final class Calls: Sendable {
        private let number = Mutex(0)
        func count() -> Int {
            number.withLock {
                $0 += 1; return $0
            }
        }
        var total: Int { number.withLock { $0 } }
    }

    private enum SessionVisitor {
        static let one: VisitorHash = {
            guard let visitor = VisitorHash(bytes: Array(0..<32)) else { preconditionFailure("32 bytes") }
            return visitor
        }()
    }

    private struct Till: Sendable {
        var client: any TestClientProtocol
        var calls: Calls
        var clock: SettableClock
        var storage: Storage

        func ask(_ body: String = "a", headers: HTTPFields = IdempotentRequestsTests.headers) async throws -> Answer {
            try await client.execute(
                uri: "/till", method: .post, headers: headers, body: ByteBuffer(string: body)
            ) { Answer(status: $0.status.code, headers: $0.headers, bytes: Array($0.body.readableBytesView)) }
        }
    }

    private static func with(
        answering answer: @escaping @Sendable (Int, IdempotencyClaim?, [UInt8]) async throws -> Response,
        _ body: @escaping @Sendable (Till) async throws -> Void
    ) async throws {
        let clock = SettableClock(Bookshop.now)
        try await TemporaryDatabase.with(clock: clock.wallClock) { database in
            let (storage, calls) = (database.storage, Calls())
            let router = till(storage, clock, calls: calls, answer: answer)
            try await Application(router: router).test(.router) { client in
                try await body(Till(client: client, calls: calls, clock: clock, storage: storage))
            }
        }
    }

    private static let spent = Problem(.conflict, code: "already-redeemed", title: "Spent", detail: "At noon.")

    @Test("gives a final refusal again, byte for byte, without doing its work again", arguments: [409, 404])
    func finalRefusal(status: Int) async throws {
        let refusal = Problem(HTTPResponse.Status(code: status), code: "final", title: "No")
        try await Self.with(answering: { _, _, _ in
            throw refusal
        }) { till in
            let first = try await till.ask()
            till.clock.advance(by: .seconds(400 * 86_400))
            let second = try await till.ask()
            #expect(first.status == status && second.status == status && second.bytes == first.bytes)
            #expect(second.headers[.contentType] == "application/problem+json")
            #expect(second.headers[.serverTiming] == "replay" && first.headers[.serverTiming] == nil)
            #expect(till.calls.total == 1)
            let other = try await till.ask("b")
            #expect(try other.status == 422 && other.code == "idempotency-mismatch")
        }
    }

    @Test(
        "keeps no refusal that may be put right: the key is free again", arguments: [400, 401, 403, 422, 429, 500, 503])
    func passingRefusal(status: Int) async throws {
        let refusal = Problem(HTTPResponse.Status(code: status), code: "passing", title: "Not now")
        try await Self.with(answering: { call, _, _ in
            if call == 1 { throw refusal }
            return Response(status: .ok)
        }) { till in
            let answer1 = try await till.ask()
            #expect(answer1.status == status)
            let answer2 = try await till.ask("b")
            #expect(answer2.status == 200)
            #expect(till.calls.total == 2)
        }
    }

    @Test("keeps nothing of a failure of its own, and the key is free again")
    func failure() async throws {
        struct Broken: Error {}
        try await Self.with(answering: { call, _, _ in
            if call == 1 { throw Broken() }
            return Response(status: .ok)
        }) { till in
            let answer3 = try await till.ask()
            #expect(answer3.status == 500)
            let answer4 = try await till.ask()
            #expect(answer4.status == 200)
        }
    }

    @Test("gives again what its work has stored with the claim: status, fields and body")
    func storedAnswer() async throws {
        let storage = Mutex<Storage?>(nil)
        try await Self.with(answering: { _, claim, fingerprint in
            let rendered = RenderedAnswer(
                status: 201,
                fields: [
                    KeptAnswer.Field(name: "Location", value: "/v1/redemptions/red_1"),
                    KeptAnswer.Field(name: "Content-Type", value: "application/json"),
                ], body: Array("{\"a\":1}".utf8))
            let kept = KeptAnswer(status: rendered.status, fields: rendered.fields, body: .bytes(rendered.body))
            if let claim, let storage = storage.withLock({ $0 }) {
                try await storage.complete(claim.completed(fingerprint: fingerprint, answer: kept, at: Bookshop.now))
            }
            return Response(rendered)
        }) { till in
            storage.withLock { $0 = till.storage }
            let first = try await till.ask()
            let second = try await till.ask()
            #expect(first.status == 201 && second.status == 201 && second.bytes == first.bytes)
            #expect(second.headers[.location] == "/v1/redemptions/red_1")
            #expect(second.headers[.contentType] == "application/json")
            #expect(till.calls.total == 1)
            // Without a key every request does the work.
            let answer5 = try await till.ask(headers: [:])
            #expect(answer5.status == 201)
            #expect(till.calls.total == 2)
        }
    }
}
