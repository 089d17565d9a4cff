import CoverRecognition
import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PhotoDecoding
import Synchronization
import Testing

@testable import FootbridgeHTTP

@Suite("A problem")
struct ProblemTests {
    private static let rateLimited = Problem(
        .tooManyRequests, code: "rate-limited", title: "t", retry: .after(seconds: 7),
        type: "https://iana.org/assignments/http-problem-types#quota-exceeded")

    static let all = general + refusals.map { Problem($0) } + noVoucher + staff + purchases

    private static let general: [Problem] = [
        .unauthenticated, .forbidden, .foreignOrigin, .notFound, .unknownProduct(Bookshop.keeper),
        .methodNotAllowed(allow: "GET, HEAD"),
        .unknownMethod, .unknownTransferCoding, .headTooLarge, .headTooSlow, .outcomeUnknown, .unread(.heic),
        .unread(.gzip),
        .compressed("br"), .compressed("x"), .misspelt("latitude", meant: "lat"),
        .badRequest("d"), .badParameter("lat", "d"), .tooSlow, .tooLarge(limit: 1), .tooManyPixels(limit: 50_000_000),
        .unsupportedMediaType, .undecodable("d"), .idempotencyMismatch, .notACandidate, .alreadyChosen, .inProgress,
        .overloaded, .tooManyConnections, .storageUnavailable,
        .internal, rateLimited, .notTheirs, .alreadyReversed, .windowOver(spent.at), .coverTaken,
        .productNotSold, .coversFull, .unusableCover(.tooFewFeatures(count: 3)),
    ]

    private static let spent = VoucherAtTill.Spent(
        redemption: RedemptionID(UUIDv7(at: Bookshop.now)), at: Bookshop.now, store: Bookshop.publicID("soho"),
        storeName: "Soho")
    private static let refusals: [RedemptionRefusal] = [
        .unknownCode, .alreadyRedeemed(spent), .conflict(spent), .expired(spent.at), .notStarted(spent.at), .notNow,
        .wrongStore, .revoked, .offlineForbidden, .tooLate,
    ]
    /// By the codes of `POST /v1/vouchers`.
    private static let noVoucher: [Problem] = [
        Problem(.conflict, code: "promotion-ended", title: "t"),
        Problem(.conflict, code: "promotion-exhausted", title: "t"),
        Problem(.conflict, code: "already-issued", title: "t"),
        Problem(.unprocessableContent, code: "visitor-required", title: "t", parameter: "visitor"),
    ]

    private static let staff: [Problem] = [
        .notEnrolled, .unknownEnrolment, .deviceLocked, .leadNeeded, .wrongPIN(triesLeft: 7), .wrongPIN(triesLeft: nil),
        .pinDelay(Bookshop.now + .seconds(2), at: Bookshop.now), .codeDelay(seconds: 3),
    ]

    private static let purchases: [Problem] =
        [
            .unsigned, .wrongSignature, .staleSignature(at: Bookshop.now), .notAcceptable, .foreign,
        ]
        + ([
            .malformed(member: "amount", expectation: "e"), .malformed(member: nil, expectation: "e"), .differs,
            .unknownClick, .unknownOrder, .refundTooLarge, .otherOrder, .tooEarly,
        ] as [PurchaseRefusal]).map { Problem($0, keptAs: RejectID(UUIDv7(at: Bookshop.now))) }

    @Test("tells people in their language what happened, whatever its code", arguments: all.indices)
    func message(_ index: Int) async throws {
        let problem = Self.all[index]
        var sentences: Set<String> = []
        for language in ShopperLanguage.allCases {
            let texts = ShopperTexts.of(language).problems
            sentences.insert(texts[problem])
        }
        #expect(sentences.count == ShopperLanguage.allCases.count && !sentences.contains(""))
        let (_, json) = try await Self.rendered(problem)
        #expect(json["message"]?.text == ShopperTexts.english.problems[problem])
    }

    @Test("is a page for a browser that opens a link, in its language, and problem+json for programs")
    func page() async throws {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            for path in ["/no/such/path", "/go/nothing", "/c/nothing", "/v/vou_nothing", "/assets/none.js"] {
                let answer = try await gateway.get(
                    path, headers: [.accept: browser, .acceptLanguage: "zh-CN,en;q=0.5"])
                #expect(answer.status == 404 && answer.headers[.contentType] == "text/html; charset=utf-8", "\(path)")
                #expect(
                    answer.text.contains("<html lang=\"zh-Hans\">") && answer.text.contains("href=\"/\""), "\(path)")
                #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.contentSecurityPolicy] != nil)
                #expect(answer.headers[.vary]?.contains("Accept-Language") == true)
            }
            for accept in ["*/*", "application/json", "application/problem+json, text/html;q=0.9", "text/html;q=0"] {
                let answer = try await gateway.get("/no/such/path?lang=de", headers: [.accept: accept])
                #expect(try answer.status == 404 && answer.code == "not-found", "\(accept)")
                #expect(try answer.json["message"]?.text == ShopperTexts.german.problems.notFound)
            }
            let refused = try await gateway.send(.post, "/v1/scans", headers: [.accept: browser])
            #expect(try refused.status == 401 && refused.code == "unauthenticated")
        }
    }

    private static func rendered(_ problem: Problem, traceID: TraceID = TraceID()) async throws -> (Response, JSONValue)
    {
        let response = problem.response(traceID: traceID)
        let writer = CollectedBody()
        try await response.body.write(writer)
        return (response, try JSONDecoder().decode(JSONValue.self, from: Data(writer.bytes.withLock { $0 })))
    }

    @Test("has every member of the contract, whatever its code", arguments: all.indices)
    func members(_ index: Int) async throws {
        let problem = Self.all[index]
        let traceID = TraceID()
        let (response, json) = try await Self.rendered(problem, traceID: traceID)
        #expect(response.status == problem.status && json["status"] == .integer(problem.status.code))
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(json["code"]?.text == problem.code)
        #expect(json["title"]?.text?.isEmpty == false)
        #expect(json["trace_id"]?.text == traceID.description)
        #expect(json["instance"]?.text == "urn:footbridge:trace:\(traceID)")
        let type = try #require(json["type"]?.text)
        #expect(
            type == "urn:footbridge:problem:\(problem.code)"
                || type.hasPrefix("https://iana.org/assignments/http-problem-types#"))
        #expect(["never", "same-request", "after"].contains(json["retry"]?.text))
        #expect((response.headers[.retryAfter] != nil) == (json["retry"]?.text == "after"))
        #expect((json["parameter"] != nil) == ["bad-parameter", "visitor-required"].contains(problem.code))
        #expect((json["violated-policies"] != nil) == (problem.code == "rate-limited"))
    }

    @Test("has a code that openapi.yaml knows, and each of those is one of ours")
    func codes() throws {
        let yaml = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        let listed = try #require(yaml.firstMatch(of: /code:\n\s+type: string\n\s+enum:\n((?:\s+- [a-z-]+\n)+)/)).1
        let codes = Set(listed.split(separator: "\n").map { String($0.drop { $0 == " " || $0 == "-" }) })
        #expect(codes == Set(Self.all.map(\.code)))
    }

    @Test("says after how many seconds, and what is allowed, where there is such a thing")
    func fields() async throws {
        #expect(try await Self.rendered(Self.rateLimited).0.headers[.retryAfter] == "7")
        #expect(try await Self.rendered(.methodNotAllowed(allow: "GET, HEAD")).0.headers[.allow] == "GET, HEAD")
        #expect(try await Self.rendered(.unauthenticated).0.headers[.wwwAuthenticate] == "Bearer")
        #expect(try await Self.rendered(.badParameter("lat", "d")).1["parameter"]?.text == "lat")
        // A device that waits a part of a second waits a whole one.
        let delay = Problem.pinDelay(Bookshop.now + .milliseconds(1500), at: Bookshop.now)
        #expect(try await Self.rendered(delay).0.headers[.retryAfter] == "2")
        #expect(try await Self.rendered(.pinDelay(Bookshop.now, at: Bookshop.now)).0.headers[.retryAfter] == "1")
        #expect(try await Self.rendered(.wrongPIN(triesLeft: 7)).1["tries_left"] == .integer(7))
        #expect(try await Self.rendered(.wrongPIN(triesLeft: nil)).1["tries_left"] == nil)
    }

    @Test("is made of every error, and tells nothing of its inside")
    func errors() async throws {
        struct Secret: Error, CustomStringConvertible { var description: String { "SELECT secret FROM /var/lib" } }
        let detail = StorageErrorDetail("SELECT secret FROM /var/lib")
        let limits = PhotoLimits()
        let expected: [(any Error, Int, String)] =
            [
                (PhotoError.empty, 400, "bad-request"),
                (PhotoError.unsupportedFormat(nil), 415, "unsupported-media-type"),
                (PhotoError.unsupportedFormat(.heic), 415, "unsupported-media-type"),
                (PhotoError.tooManyPixels(width: 9, height: 9), 413, "too-many-pixels"),
                (PhotoError.tooManyBytes, 413, "too-large"), (PhotoError.outOfMemory, 503, "overloaded"),
                (Overloaded(), 503, "overloaded"), (StorageError.unreachable(detail), 503, "storage-unavailable"),
                (StorageError.busy(detail), 503, "storage-unavailable"),
                (StorageError.outcomeUnknown(detail), 503, "storage-unavailable"),
                (StorageError.conflict(detail), 503, "storage-unavailable"),
                (StorageError.full(detail), 503, "storage-unavailable"), (StorageError.claimLost, 409, "in-progress"),
                (StorageError.constraint(detail), 500, "internal"), (StorageError.unusable(detail), 500, "internal"),
                (Secret(), 500, "internal"), (HTTPError(.notFound), 404, "not-found"),
                (HTTPError(.badRequest, message: "SELECT"), 400, "bad-request"),
                (HTTPError(.contentTooLarge), 413, "too-large"), (HTTPError(.badGateway), 500, "internal"),
            ] + UndecodableReason.allCases.map { (PhotoError.undecodable(reason: $0), 422, "photo-undecodable") }
        for (error, status, code) in expected {
            let (response, json) = try await Self.rendered(Problem(error, limits: limits))
            #expect(response.status.code == status && json["code"]?.text == code, "\(error)")
            #expect(!"\(json)".contains("SELECT") && !"\(json)".contains("/var/lib"))
        }
    }
}

/// Gathers a response's body.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    let bytes = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { $0 += buffer.readableBytesView }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
