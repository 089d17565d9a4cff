import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import PhotoDecoding

/// `POST /v1/scans` and `GET /v1/scans/{id}`: turns a request into a scan, and an answer into JSON.
struct ScanController: Sendable {
    let pipeline: ScanPipeline
    let log: any ScanLog
    let idempotency: any IdempotencyStore
    let reading: ReadingPool
    /// Uploads being received or answered; bounds the memory that photos take.
    let uploads: Places
    let pace: UploadPace
    let limits: PhotoLimits
    let links: ClickLinks
    let metrics: Metrics
    let clock: WallClock

    static let route = "POST /v1/scans"
    /// A claim runs out a little after the slowest upload would have.
    private var claimTime: Duration { pace.deadline + .seconds(60) }

    func upload(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let principal = try context.principal(as: .client)
        let fields = try ScanFields(query: request)
        let form = try UploadForm(request)
        // What is wrong already need not be uploaded; a form may still bring what is missing.
        if case .raw = form { _ = try fields.parameters() } else { try fields.checkEach() }
        guard try request.declaredLength() ?? 0 <= limits.maximumBytes else {
            throw Problem.tooLarge(limit: limits.maximumBytes)
        }
        let key = try request.idempotencyKey()

        guard let place = uploads.take() else { throw Problem.overloaded }
        defer { place.giveBack() }
        let burst = PhotoBurst(pool: reading)
        guard let key else {
            let receiver = UploadReceiver(form, fields: fields, burst: burst, limits: limits, isFingerprinted: false)
            return try await answer(request, context, principal, claim: nil, receiver, burst)
        }
        return try await once(key, principal, request, context) { claim in
            let receiver = UploadReceiver(form, fields: fields, burst: burst, limits: limits, isFingerprinted: true)
            return try await answer(request, context, principal, claim: claim, receiver, burst)
        } compare: {
            let unread = PhotoBurst(pool: reading)
            unread.discardAll()
            let receiver = UploadReceiver(form, fields: fields, burst: unread, limits: limits, isFingerprinted: true)
            try await receive(request, context, receiver)
            return await receiver.fingerprint()
        }
    }

    /// Receives the upload and answers it.
    private func answer(
        _ request: Request, _ context: FootbridgeRequestContext, _ principal: Principal, claim: IdempotencyClaim?,
        _ receiver: UploadReceiver, _ burst: PhotoBurst
    ) async throws -> Response {
        try await receive(request, context, receiver)
        await receiver.finishReading()
        let now = clock.now
        var scan = Scan(
            id: ScanID(UUIDv7(at: now)), receivedAt: now, principal: principal.id,
            parameters: try await receiver.fields.parameters(), traceID: context.traceID, claim: claim)
        scan.claim?.fingerprint = await receiver.fingerprint() ?? []
        let origin = links.origin.text(of: request, context)
        let language = scan.parameters.language
        let (body, answer) = try await pipeline.answer(scan, photos: burst) { [links] answer in
            WireJSON.encode(ScanBody(answer, language: language) { links.url(of: $0, scan: answer.id, origin: origin) })
        }
        metrics.observe(answer)
        var response = created(scan.id, body: body)
        response.headers[.serverTiming] = answer.timings.serverTiming
        return response
    }

    /// Lets the body come, and takes all of it.
    private func receive(
        _ request: Request, _ context: FootbridgeRequestContext, _ receiver: UploadReceiver
    ) async throws {
        do {
            context.letUploadIn()
            try await pace.receive(request.body, limit: limits.maximumBytes) { try await receiver.take($0) }
            try await receiver.finish()
        } catch {
            await receiver.abandon()
            throw error
        }
    }

    /// Does the work of one idempotency key once, and replays its answer afterwards.
    ///
    /// - Parameters:
    ///   - work: what the key's first request does; a failure gives the key back.
    ///   - compare: receives a repeat without reading it, for its fingerprint.
    private func once(
        _ key: String, _ principal: Principal, _ request: Request, _ context: FootbridgeRequestContext,
        work: (IdempotencyClaim) async throws -> Response, compare: () async throws -> [UInt8]?
    ) async throws -> Response {
        let key = IdempotencyKey(principal: principal.id, route: Self.route, key: key)
        let now = clock.now
        switch try await idempotency.claim(key, at: now, until: now + claimTime) {
        case .running: throw Problem.inProgress
        case .answered(let fingerprint, let scan):
            guard try await compare() == fingerprint else { throw Problem.idempotencyMismatch }
            guard let body = try await log.keptAnswer(scan, of: principal.id, at: clock.now) else {
                throw Problem.notFound
            }
            var response = created(scan, body: body)
            response.headers[.serverTiming] = "replay"
            return response
        case .claimed(let claim):
            do {
                return try await work(claim)
            } catch {
                // 4xx and 5xx answers of this route are never stored; the next request may try again.
                if error as? StorageError != .claimLost { await giveBack(claim) }
                throw error
            }
        }
    }

    /// Gives a claim back at once or, where storage is away, as soon as it is there again: who repeats the request then
    /// must not be told that the first one still runs.
    private func giveBack(_ claim: IdempotencyClaim) async {
        if await isGivenBack(claim) { return }
        Task {
            // It runs out by itself after that.
            for _ in 0..<claimTime.components.seconds {
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                if await isGivenBack(claim) { return }
            }
        }
    }

    private func isGivenBack(_ claim: IdempotencyClaim) async -> Bool {
        do {
            try await idempotency.release(claim)
            return true
        } catch {
            return false
        }
    }

    /// `GET /v1/scans/{id}`.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let principal = try context.principal(as: .client)
        guard let id = context.parameters.get("id").flatMap({ ScanID($0) }),
            let body = try await log.keptAnswer(id, of: principal.id, at: clock.now)
        else { throw Problem.notFound }
        return WireJSON.response(body: body, status: .ok)
    }

    private func created(_ id: ScanID, body: [UInt8]) -> Response {
        var response = WireJSON.response(body: body, status: .created)
        response.headers[.location] = "/v1/scans/\(id)"
        return response
    }
}

extension Request {
    /// What Content-Length says.
    ///
    /// - Returns: nil where there is none, as with a chunked body.
    fileprivate func declaredLength() throws(Problem) -> Int? {
        guard let field = headers[.contentLength] else { return nil }
        guard let length = Int(field), length >= 0 else { throw .badRequest("Content-Length is not a number.") }
        return length
    }

    /// The Idempotency-Key field: a structured-field string, or the same without its quotes.
    ///
    /// - Throws: the 400 problem where it is empty, longer than 255 bytes, or has characters that are not visible ASCII.
    fileprivate func idempotencyKey() throws(Problem) -> String? {
        guard let field = headers[.idempotencyKey] else { return nil }
        let isQuoted = field.utf8.count >= 2 && field.hasPrefix("\"") && field.hasSuffix("\"")
        let key = isQuoted ? String(field.dropFirst().dropLast()) : field
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 })
        else { throw .badParameter("Idempotency-Key", "1 to 255 visible ASCII characters, in quotes or not.") }
        return key
    }
}

extension ScanTimings {
    /// Server-Timing (W3C), milliseconds.
    var serverTiming: String {
        [("decode", decode), ("read", read), ("resolve", resolve), ("total", total)]
            .map { name, time in "\(name);dur=\(Double(time.microseconds) / 1000)" }.joined(separator: ", ")
    }
}
