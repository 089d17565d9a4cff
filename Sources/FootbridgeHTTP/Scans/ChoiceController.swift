import Crypto
import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import ProductIdentifiers

/// `POST /v1/scans/{id}/choice`: which of a scan's candidates it was.
struct ChoiceController: Sendable {
    let pipeline: ChoicePipeline
    let storage: any GatewayStorage
    let idempotency: IdempotentRequests
    let requests: JSONRequest
    let links: ClickLinks
    let clock: WallClock

    private struct Wish: Decodable, Sendable {
        var gtin: RequestGTIN
    }

    func choose(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let owner = try context.owner(as: .client)
        guard let id = context.parameters.get("id").flatMap({ ScanID($0) }) else { throw Problem.notFound }
        let gtin = try await requests.body(Wish.self, of: request, context).gtin.gtin
        let fingerprint = Array(SHA256.hash(data: Data("\(id) \(gtin.digits14)".utf8)))
        let origin = links.origin.text(of: request, context)
        return try await idempotency.answer(
            request, context, of: owner, on: .choices, within: .seconds(60), fingerprint: { fingerprint }
        ) { claim in
            let completion: @Sendable (RenderedAnswer) -> IdempotencyCompletion? = { [clock] answer in
                claim?.completed(fingerprint: fingerprint, answer: answer.kept, at: clock.now)
            }
            let outcome = try await pipeline.pick(
                gtin, of: id, by: owner, traceID: context.traceID,
                render: { [links] choice, catalog in
                    let body = try PickedScanBody(choice, gtin: gtin, catalog: catalog, origin: origin) {
                        links.url(of: $0, scan: id, origin: origin)
                    }
                    return RenderedAnswer(picked: JSONWriter.document(body))
                }, completing: completion)
            switch outcome {
            case .picked(let answer, let isRepeat):
                // What was picked before was not recorded with this claim.
                if isRepeat, let completed = completion(answer) { try await storage.complete(completed) }
                return Response(answer)
            case .unknown: throw Problem.notFound
            case .noCandidate: throw Problem.notACandidate
            case .pickedOther: throw Problem.alreadyChosen
            }
        }
    }
}

extension RenderedAnswer {
    fileprivate var kept: KeptAnswer { KeptAnswer(status: status, fields: fields, body: .bytes(body)) }
}
