import Crypto
import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ProductIdentifiers
import SymbolDrawing

/// `POST /v1/vouchers`, `GET /v1/vouchers/{id}` and the pictures of its QR code.
struct VoucherController: Sendable {
    let storage: any GatewayStorage
    let idempotency: IdempotentRequests
    let requests: JSONRequest
    let keys: SigningKeys
    let secret: ServerSecret
    let clock: WallClock

    private struct Wish: Decodable, Sendable {
        var scan_id: RequestID<ScanID>?
        var gtin: RequestGTIN?
        var promotion_id: RequestID<PromotionID>
        var store_id: RequestPublicID?
        var visitor: RequestNote?
    }

    func issue(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let owner = try context.owner(as: .client)
        let wish = try await requests.body(Wish.self, of: request, context)
        let subject: VoucherRequest.Subject
        switch (wish.scan_id, wish.gtin) {
        case (let scan?, nil): subject = .scan(scan.id)
        case (nil, let product?): subject = .product(product.gtin)
        default: throw Problem.badParameter("scan_id", "either it or gtin is needed.")
        }
        let visitor: VisitorHash? =
            switch owner {
            case .session(let visitor, _): visitor
            case .principal(let id): wish.visitor.map { secret.visitorHash(of: $0.text, for: id) }
            }
        let voucher = VoucherRequest(
            owner: owner, visitor: visitor, subject: subject, promotion: wish.promotion_id.id,
            store: wish.store_id?.id, traceID: context.traceID)
        let fingerprint = Self.fingerprint(wish)
        return try await idempotency.answer(
            request, context, of: owner, on: .vouchers, within: .seconds(60), fingerprint: { fingerprint }
        ) { claim in
            let now = clock.now
            let issue = try await storage.issue(voucher, at: now) { voucher in
                let answer = rendered(voucher, at: now)
                return claim?.completed(
                    fingerprint: fingerprint,
                    answer: KeptAnswer(status: answer.status, fields: answer.fields, body: .bytes(answer.body)),
                    at: now)
            }
            guard case .issued(let voucher) = issue else { throw Problem(issue) }
            return Response(rendered(voucher, at: now))
        }
    }

    private static func fingerprint(_ wish: Wish) -> [UInt8] {
        let parts = [
            wish.scan_id?.id.description, wish.gtin?.gtin.description, wish.promotion_id.id.description,
            wish.store_id?.id.description, wish.visitor?.text,
        ]
        return Array(SHA256.hash(data: Data(parts.map { "\($0?.utf8.count ?? -1):\($0 ?? "")" }.joined().utf8)))
    }

    private func rendered(_ voucher: Voucher, at now: Timestamp) -> RenderedAnswer {
        RenderedAnswer(
            status: HTTPResponse.Status.created.code,
            fields: [
                KeptAnswer.Field(name: "Location", value: "/v1/vouchers/\(voucher.id)"),
                KeptAnswer.Field(name: "Content-Type", value: "application/json"),
                KeptAnswer.Field(name: "Cache-Control", value: "no-store"),
            ],
            body: JSONWriter.document(body(of: voucher, at: now)))
    }

    private func body(of voucher: Voucher, at now: Timestamp) -> VoucherBody {
        VoucherBody(voucher: voucher, payload: payload(of: voucher), now: now)
    }

    /// The same each time, as its key is the one of the time of issue.
    private func payload(of voucher: Voucher) -> String {
        SignedCode.voucher(voucher.signed).text(signedBy: keys, at: voucher.issuedAt)
    }

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        WireJSON.response(body(of: try await voucher(context), at: clock.now))
    }

    func svg(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let picture = try await code(context).svg(label: "QR code of the voucher")
        return Self.picture(Array(picture.utf8), "image/svg+xml")
    }

    func png(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        Self.picture(try await code(context).png(scale: 8), "image/png")
    }

    private static func picture(_ bytes: [UInt8], _ contentType: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: contentType, .cacheControl: "private, no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func code(_ context: FootbridgeRequestContext) async throws -> QRCode {
        let payload = payload(of: try await voucher(context))
        guard let code = QRCode(payload) else { throw Problem.internal }
        return code
    }

    private func voucher(_ context: FootbridgeRequestContext) async throws -> Voucher {
        let owner = try context.owner(as: .client)
        guard let id = context.parameters.get("id").flatMap({ VoucherID($0) }),
            let voucher = try await storage.voucher(id, of: owner, in: .english)
        else { throw Problem.notFound }
        return voucher
    }
}

extension Problem {
    static let visitorRequired = Problem(
        .unprocessableContent, code: "visitor-required", title: "A visitor is needed",
        detail: "This is counted by visitor: send one with the scan, or as visitor.", parameter: "visitor")

    /// Why there is no voucher.
    fileprivate init(_ issue: VoucherIssue) {
        switch issue {
        case .issued, .unknown: self = .notFound
        case .ended:
            self = Problem(.conflict, code: "promotion-ended", title: "The promotion has ended")
        case .exhausted:
            self = Problem(
                .conflict, code: "promotion-exhausted", title: "No voucher is left",
                detail: "As many as there may be are open or redeemed.")
        case .alreadyIssued(let voucher):
            self = Problem(
                .conflict, code: "already-issued", title: "The visitor has this voucher already",
                detail: "One visitor may have only so many.")
            members = [("voucher_id", voucher.description)]
        case .visitorRequired:
            self = .visitorRequired
        }
    }
}
