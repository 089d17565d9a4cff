import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Does what a request under an Idempotency-Key asks for once, and gives the first answer again afterwards: the one wrapper
/// for every route that takes the key (draft-ietf-httpapi-idempotency-key-header).
struct IdempotentRequests: Sendable {
    let storage: any GatewayStorage
    let clock: WallClock

    /// - Parameters:
    ///   - time: after this the first request is given up for lost, and a repeat may do the work.
    ///   - fingerprint: SHA-256 over what the request says, 32 bytes; asked for where the key was answered before, and
    ///     for a final refusal.
    ///   - work: what the first request of a key does, and every request without one. It stores its answer under the
    ///     claim, in the transaction of the change that it tells of.
    /// - Throws: the 409 problem while the first request runs; 422 where that one said something else; what `work`
    ///   throws, the key being free again then unless the route keeps that refusal.
    func answer(
        _ request: Request, _ context: FootbridgeRequestContext, of owner: Owner, on route: IdempotentRoute,
        within time: Duration, fingerprint: () async throws -> [UInt8],
        work: (IdempotencyClaim?) async throws -> Response
    ) async throws -> Response {
        guard let text = try request.idempotencyKey() else { return try await work(nil) }
        let now = clock.now
        let claim = IdempotencyClaim(IdempotencyKey(owner: owner, route: route, text: text), at: now)
        switch try await state(of: claim, at: now, within: time) {
        case .running: throw Problem.inProgress
        case .answered(let first, let answer):
            guard try await fingerprint() == first else { throw Problem.idempotencyMismatch }
            return try Self.repeated(answer)
        case .claimed:
            do {
                return try await work(claim)
            } catch {
                try await settle(
                    claim, after: error, on: route, (context.traceID, ShopperLanguage(of: request)), within: time,
                    fingerprint)
                throw error
            }
        }
    }

    /// Claims the key. Where storage went away meanwhile the claim may have been made all the same, and nobody else could
    /// ever give it back.
    private func state(
        of claim: IdempotencyClaim, at now: Timestamp, within time: Duration
    ) async throws(StorageError) -> IdempotencyState {
        do {
            return try await storage.claim(claim, at: now, until: now + time)
        } catch {
            switch error {
            case .unreachable, .outcomeUnknown: await giveBack(claim, within: time)
            default: break
            }
            throw error
        }
    }

    /// Keeps a refusal that is final, and gives the key back after any other failure.
    private func settle(
        _ claim: IdempotencyClaim, after error: any Error, on route: IdempotentRoute,
        _ told: (traceID: TraceID, language: ShopperLanguage), within time: Duration,
        _ fingerprint: () async throws -> [UInt8]
    ) async throws {
        do {
            guard let problem = error as? Problem, route.finalRefusals.contains(problem.status.code) else {
                throw error
            }
            let answer = problem.kept(traceID: told.traceID, in: told.language)
            try await storage.complete(
                claim.completed(fingerprint: try await fingerprint(), answer: answer, at: clock.now))
        } catch {
            if error as? StorageError != .claimLost { await giveBack(claim, within: time) }
            throw error
        }
    }

    /// An answer as it is given for the first time.
    static func answer(_ answer: KeptAnswer) throws(Problem) -> Response {
        guard case .bytes(let body) = answer.body else { throw .notFound }
        return Response(RenderedAnswer(status: answer.status, fields: answer.fields, body: body))
    }

    /// The same for a repeat.
    static func repeated(_ answer: KeptAnswer) throws(Problem) -> Response {
        var response = try self.answer(answer)
        response.headers[.serverTiming] = "replay"
        return response
    }

    /// Gives a claim back at once or, where storage is away, as soon as it is there again: who repeats the request then
    /// must not be told that the first one still runs.
    func giveBack(_ claim: IdempotencyClaim, within time: Duration) async {
        if await isGivenBack(claim) { return }
        Task {
            // It runs out by itself after that.
            for _ in 0..<time.components.seconds {
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                if await isGivenBack(claim) { return }
            }
        }
    }

    private func isGivenBack(_ claim: IdempotencyClaim) async -> Bool {
        do {
            try await storage.release(claim)
            return true
        } catch {
            return false
        }
    }
}

extension Response {
    /// An answer as it goes out the first time and every other.
    init(_ rendered: RenderedAnswer) {
        self.init(
            status: HTTPResponse.Status(code: rendered.status), headers: HTTPFields(rendered.fields),
            body: .init(byteBuffer: ByteBuffer(bytes: rendered.body)))
    }
}

extension HTTPFields {
    /// As they are kept.
    init(_ kept: [KeptAnswer.Field]) {
        self.init()
        for field in kept {
            if let name = HTTPField.Name(field.name) { self[name] = field.value }
        }
    }
}

extension Request {
    /// The Idempotency-Key field: a structured-field string, or the same without its quotes.
    ///
    /// - Throws: the 400 problem where it is empty, longer than 255 bytes, or has characters that are not visible ASCII.
    func idempotencyKey() throws(Problem) -> String? {
        guard let field = headers[.idempotencyKey] else { return nil }
        let isQuoted = field.utf8.count >= 2 && field.hasPrefix("\"") && field.hasSuffix("\"")
        let key = isQuoted ? String(field.dropFirst().dropLast()) : field
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 })
        else { throw .badParameter("Idempotency-Key", "1 to 255 visible ASCII characters, in quotes or not.") }
        return key
    }
}
