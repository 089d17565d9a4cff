import CoverRecognition
import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PhotoDecoding
import ProductIdentifiers

/// An answer that is not what was asked for: RFC 9457 problem details, as the public contract has them.
///
/// Nothing here may tell of SQL, files, keys, codes or positions.
struct Problem: Error, Sendable {
    var status: HTTPResponse.Status
    /// A stable word that programs can tell problems apart by.
    var code: String
    var title: String
    /// One sentence for the developer of the client; nil where the title says it all.
    var detail: String?
    var retry: Retry
    /// The request parameter that is wrong.
    var parameter: String?
    var headers = HTTPFields()
    /// Members of this problem alone (RFC 9457 §3.2), by name.
    var members: [(name: String, value: any JSONWritable & Sendable)] = []
    /// Names the problem where a registry has a name for it; ours otherwise.
    var type: String?

    /// Whether sending the request again can help.
    enum Retry: Sendable, Hashable {
        case never
        /// At once, as it was.
        case sameRequest
        /// After so many seconds, which `Retry-After` says too.
        case after(seconds: Int)
    }

    init(
        _ status: HTTPResponse.Status, code: String, title: String, detail: String? = nil, retry: Retry = .never,
        parameter: String? = nil, type: String? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retry = retry
        self.parameter = parameter
        self.type = type
    }
}

extension Problem {
    static let unauthenticated: Problem = {
        var problem = Problem(
            .unauthorized, code: "unauthenticated", title: "A key is needed",
            detail: "Send a key that is not revoked: Authorization: Bearer fbk_…")
        problem.headers[.wwwAuthenticate] = "Bearer"
        return problem
    }()

    /// For an analyst of one merchant who asks about another, or about a store that is not one of its own.
    static let foreign = Problem(
        .forbidden, code: "forbidden", title: "Not this key's to see",
        detail: "The merchant or the store is another's, or there is none of this name.")
    static let forbidden = Problem(
        .forbidden, code: "forbidden", title: "This key may not do this",
        detail: "The key is known, but its role does not allow this request.")

    static let forwardedByStranger = Problem(
        .forbidden, code: "forbidden", title: "Forwarded by a proxy that is not trusted",
        detail: "Operators' routes are asked directly, or through a proxy that the setting trusted-proxies names.")

    static let foreignOrigin = Problem(
        .forbidden, code: "forbidden", title: "Not from our own page",
        detail: "A request with a session cookie must carry our own Origin.")

    static let secretKeyNeeded = Problem(
        .forbidden, code: "forbidden", title: "A publishable key may not do this",
        detail:
            "It uploads, looks up, and reads the scans of its own page session; all else needs a key that is secret.")

    static let originMissing = Problem(
        .forbidden, code: "origin-not-allowed", title: "A publishable key works in pages only",
        detail: "The request has no Origin; a program of yours needs a key that is secret.")

    static let originNotAllowed = Problem(
        .forbidden, code: "origin-not-allowed", title: "This key is not for pages of this site",
        detail: "The page's Origin is none that the key was made for: footbridge key create --role client --origin ….")

    static let pageSessionNeeded = badParameter(
        "Footbridge-Session",
        "needed with a publishable key: \(PageSession.lengths.lowerBound) to \(PageSession.lengths.upperBound) letters, "
            + "digits, hyphens and underscores that the page made at random for this browser, such as a UUID.")

    static let notFound = Problem(
        .notFound, code: "not-found", title: "There is nothing here",
        detail: "It never was, it is no longer kept, or it belongs to another key.")

    /// - Parameter gtin: what was asked for, as it is named in the answer.
    static func unknownProduct(_ gtin: GTIN) -> Problem {
        var problem = Problem(
            .notFound, code: "unknown-product", title: "This product is not listed",
            detail: "The number is valid, but the catalogue does not have it.")
        problem.members = [("gtin", gtin.digits14), ("number", ProductNumberBody(gtin: gtin))]
        return problem
    }

    static func methodNotAllowed(allow: String) -> Problem {
        var problem = Problem(
            .methodNotAllowed, code: "method-not-allowed", title: "This method does not work here",
            detail: "Allowed here: \(allow).")
        problem.headers[.allow] = allow
        return problem
    }

    static let unknownMethod = Problem(
        .notImplemented, code: "unknown-method", title: "This method is not known here",
        detail: "Send one of the methods of RFC 9110.")

    static func badRequest(_ detail: String) -> Problem {
        Problem(.badRequest, code: "bad-request", title: "The request is malformed", detail: detail)
    }

    static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            .badRequest, code: "bad-parameter", title: "A parameter is wrong", detail: "\(name): \(detail)",
            parameter: name)
    }

    /// A parameter that should name a product; `reason` says for programs why it does not.
    static func badNumber(_ name: String, _ error: TypedNumberError) -> Problem {
        var problem = badParameter(name, "it \(error).")
        problem.members = [("reason", error.slug)]
        return problem
    }

    static let tooSlow = Problem(
        .requestTimeout, code: "too-slow", title: "The upload took too long",
        detail: "The body came more slowly than is accepted, or did not end in time.", retry: .sameRequest)

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            .contentTooLarge, code: "too-large", title: "The upload is too large",
            detail: "The whole body may have at most \(limit) bytes.")
    }

    static func tooManyPixels(limit: Int) -> Problem {
        Problem(
            .contentTooLarge, code: "too-many-pixels", title: "The picture is too large",
            detail: "A photo may have at most \(limit / 1_000_000) million pixels; send it reduced.")
    }

    static let unsupportedMediaType = Problem(
        .unsupportedMediaType, code: "unsupported-media-type", title: "Not a picture that is read here",
        detail: "Send image/jpeg, image/png or image/webp, or multipart/form-data with parts named photo.")

    /// - Parameter format: what was sent instead, where that is known.
    static func unread(_ format: UnreadFormat?) -> Problem {
        var problem = unsupportedMediaType
        guard let format else { return problem }
        problem.detail =
            format.isCompressed
            ? "This is compressed (\(format.rawValue)): send the picture's file as it is."
            : "This is \(format.rawValue), which is not read here: send JPEG, PNG or WebP."
        return problem
    }

    /// - Parameter coding: one of RFC 9110, 8.4.1, where it is.
    static func compressed(_ coding: String) -> Problem {
        let known = ["gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"].contains(coding)
        var problem = Problem(
            .unsupportedMediaType, code: "unsupported-media-type", title: "The body is compressed",
            detail: "Send it as it is, without Content-Encoding\(known ? ": \(coding)" : "").")
        problem.headers[.acceptEncoding] = "identity"
        return problem
    }

    static func undecodable(_ detail: String) -> Problem {
        Problem(
            .unprocessableContent, code: "photo-undecodable", title: "The photo cannot be decoded", detail: detail)
    }

    static func unusableCover(_ rejection: CoverRejection) -> Problem {
        Problem(
            .unprocessableContent, code: "cover-unusable", title: "This picture cannot serve as a cover",
            detail: "Nobody would find the book by it: \(rejection.reason).")
    }

    static let idempotencyMismatch = Problem(
        .unprocessableContent, code: "idempotency-mismatch", title: "This Idempotency-Key was used for something else",
        detail: "The key was sent before with other content. Use a new key for a new request.")

    static let notACandidate = Problem(
        .unprocessableContent, code: "not-a-candidate", title: "The scan did not ask for this product",
        detail: "Pick one of its cover_candidates; a product known by its number is looked up by it.")

    /// Vouchers, clicks and reports rest on the first.
    static let alreadyChosen = Problem(
        .conflict, code: "already-chosen", title: "Another product was picked already",
        detail: "A scan is of one product. Send the photo again to pick another one.")

    static let inProgress = Problem(
        .conflict, code: "in-progress", title: "The same request is still under way",
        detail: "A request with this Idempotency-Key has not been answered yet.", retry: .after(seconds: 1))

    static let overloaded = Problem(
        .serviceUnavailable, code: "overloaded", title: "Too busy just now",
        detail: "Every place is taken. Send the same request again shortly.", retry: .after(seconds: 1),
        type: "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity")

    static let storageUnavailable = Problem(
        .serviceUnavailable, code: "storage-unavailable", title: "The database does not answer",
        detail: "Nothing was recorded. Send the same request again shortly.", retry: .after(seconds: 2))

    /// The database went away while it was to say that it has all.
    static let outcomeUnknown = Problem(
        .serviceUnavailable, code: "storage-unavailable", title: "The database went away",
        detail: "Whether this was recorded is not known. Send the same request again, under its Idempotency-Key if it "
            + "has one.", retry: .sameRequest)

    /// Nobody reads this any more; it is for the count of what was refused, and why.
    static let clientGone = Problem(
        HTTPResponse.Status(code: 499, reasonPhrase: "Client Gone"), code: "client-gone", title: "The client is gone",
        detail: "The connection closed before the answer.", retry: .sameRequest)

    static let `internal` = Problem(
        .internalServerError, code: "internal", title: "Something went wrong here",
        detail: "It was logged under this trace id.", retry: .sameRequest)
}

extension Problem {
    /// The answer: its body, `Content-Type`, and `Retry-After` where there is a time to wait for.
    ///
    /// - Parameter language: of the sentence for people.
    func response(traceID: TraceID, in language: ShopperLanguage = .english) -> Response {
        Response(rendered(traceID: traceID, in: language))
    }

    /// The same as it is given again under an Idempotency-Key.
    func kept(traceID: TraceID, in language: ShopperLanguage = .english) -> KeptAnswer {
        let rendered = rendered(traceID: traceID, in: language)
        return KeptAnswer(status: rendered.status, fields: rendered.fields, body: .bytes(rendered.body))
    }

    func rendered(traceID: TraceID, in language: ShopperLanguage = .english) -> RenderedAnswer {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        if case .after(let seconds) = retry { fields[.retryAfter] = String(seconds) }
        return RenderedAnswer(
            status: status.code, fields: fields.map { KeptAnswer.Field(name: $0.name.rawName, value: $0.value) },
            body: JSONWriter.document(Body(problem: self, traceID: traceID, language: language)))
    }

    private struct Body: JSONWritable {
        var problem: Problem
        var traceID: TraceID
        var language: ShopperLanguage

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("type", problem.type ?? "urn:footbridge:problem:\(problem.code)")
                json.member("title", problem.title)
                json.member("status", problem.status.code)
                if let detail = problem.detail { json.member("detail", detail) }
                json.member("message", ShopperTexts.of(language).problems[problem])
                json.member("instance", "urn:footbridge:trace:\(traceID)")
                json.member("code", problem.code)
                json.member("retry", problem.retry.word)
                json.member("trace_id", traceID.description)
                if let parameter = problem.parameter { json.member("parameter", parameter) }
                for member in problem.members { json.member(member.name, member.value) }
                // As draft-ietf-httpapi-ratelimit-headers-10 names the policy in the fields.
                if problem.code == "rate-limited" { json.member("violated-policies", ["default"]) }
            }
        }
    }
}

extension Problem.Retry {
    fileprivate var word: String {
        switch self {
        case .never: "never"
        case .sameRequest: "same-request"
        case .after: "after"
        }
    }
}
