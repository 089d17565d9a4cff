import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import PhotoDecoding

/// `POST /v1/scans` and `GET /v1/scans/{id}`: feeds uploads to the pipeline and renders what it answers.
struct ScanController: Sendable {
    let pipeline: ScanPipeline
    let storage: any GatewayStorage
    let idempotency: IdempotentRequests
    let uploads: UploadAdmission
    let pace: UploadPace
    let limits: PhotoLimits
    let links: ClickLinks
    let metrics: Metrics
    let clock: WallClock

    func upload(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let owner = try context.owner(as: .client)
        let parts = try parts(of: request, context)
        defer { parts.hold.giveBack() }
        // A claim runs out a little after the slowest upload would have.
        return try await idempotency.answer(
            request, context, of: owner, on: .scans, within: pace.deadline + .seconds(60)
        ) {
            var repeated = parts
            repeated.keepsPhotos = false
            return try await receive(repeated, context) { try await $0.fingerprint() }
        } work: { claim in
            let sender = ScanSender(
                owner: owner, traceID: context.traceID, claim: claim, isLive: parts.isLive,
                looksForCovers: try parts.fields.looksForCovers())
            let origin = links.origin.text(of: request, context)
            let answered = try await receive(parts, context) { [pipeline, links] parts in
                try await pipeline.answer(parts, from: sender) { answer in
                    Self.rendered(answer, origin: origin) { links.url(of: $0, scan: answer.id, origin: origin) }
                }
            }
            guard let (answer, rendered) = answered else {
                if let claim { await idempotency.giveBack(claim, within: pace.deadline) }
                return Response(status: .noContent, headers: [.cacheControl: "no-store"])
            }
            metrics.observe(answer)
            var response = Response(rendered)
            response.headers[.serverTiming] = answer.timings.serverTiming
            return response
        }
    }

    /// Checks what the request's head says; what is wrong already need not be uploaded.
    private func parts(of request: Request, _ context: FootbridgeRequestContext) throws(Problem) -> UploadParts {
        let fields = try ScanFields(query: request)
        let form = try UploadForm(request)
        // A form may still bring what is missing.
        if case .raw = form { _ = try fields.parameters() } else { try fields.checkEach() }
        let isLive = try fields.isLive()
        // Its photo need not be sent while others are waiting.
        guard !isLive || pipeline.hasTimeForFrames else { throw .overloaded }
        let length = try request.declaredLength()
        guard length ?? 0 <= limits.maximumBytes else { throw .tooLarge(limit: limits.maximumBytes) }
        return UploadParts(
            body: request.body, form: form, fields: fields, limits: limits,
            hold: try uploads.admit(context, length: length, isLive: isLive), isLive: isLive,
            isFingerprinted: request.headers[.idempotencyKey] != nil)
    }

    /// Lets the body come, watches that it does, and gives all of it up once the client is gone.
    private func receive<Result: Sendable>(
        _ parts: UploadParts, _ context: FootbridgeRequestContext,
        _ work: @escaping @Sendable (UploadParts) async throws -> Result
    ) async throws -> Result {
        context.letUploadIn()
        return try await context.whileClientStays { [pace] in
            try await pace.watch(parts.progress) { try await work(parts) }
        }
    }

    private static func rendered(
        _ answer: ScanAnswer, origin: String, link: @escaping (ListingID) -> String
    ) -> RenderedAnswer {
        RenderedAnswer(
            status: HTTPResponse.Status.created.code,
            fields: [
                KeptAnswer.Field(name: "Location", value: "/v1/scans/\(answer.id)"),
                KeptAnswer.Field(name: "Content-Type", value: "application/json"),
                KeptAnswer.Field(name: "Cache-Control", value: "no-store"),
            ],
            body: JSONWriter.document(ScanBody(answer: answer, link: link, origin: origin)))
    }

    /// `GET /v1/scans/{id}`.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let owner = try context.owner(as: .client)
        guard let id = context.parameters.get("id").flatMap({ ScanID($0) }),
            let body = try await storage.keptAnswer(id, of: owner, at: clock.now)
        else { throw Problem.notFound }
        return WireJSON.response(body: body, status: .ok)
    }
}

extension Request {
    /// What Content-Length says.
    ///
    /// - Returns: nil where there is none, as with a chunked body.
    func declaredLength() throws(Problem) -> Int? {
        guard let field = headers[.contentLength] else { return nil }
        guard let length = Int(field), length >= 0 else { throw .badRequest("Content-Length is not a number.") }
        return length
    }
}

extension ScanTimings {
    /// Server-Timing (W3C), milliseconds.
    var serverTiming: String {
        [("decode", decode), ("read", read), ("covers", covers), ("resolve", resolve), ("total", total)]
            .map { name, time in "\(name);dur=\(Double(time.microseconds) / 1000)" }.joined(separator: ", ")
    }
}
