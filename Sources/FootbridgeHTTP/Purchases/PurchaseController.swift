import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird

/// `POST /v1/purchases`: a merchant's shop reports orders and refunds, signed with a secret of the merchant's.
struct PurchaseController: Sendable {
    /// Bytes of a body, at most: a batch of the longest rows.
    static let maximumBytes = 128 << 10

    let storage: any GatewayStorage
    let requests: JSONRequest
    let secret: ServerSecret
    let clock: WallClock

    func report(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let (merchant, body) = try await signed(request, context)
        let now = clock.now
        let sent: SentPurchases
        do {
            sent = try JSONDecoder().decode(SentPurchases.self, from: Data(body))
        } catch is DecodingError {
            return try await refuse(body, of: merchant, context, at: now)
        }
        guard !sent.isTooMany else {
            throw Problem.badParameter("purchases", "at most \(SentPurchases.mostRows) rows at once.")
        }
        let outcomes = try await record(sent.rows.map { $0.row(at: now) }, of: merchant, context, at: now)
        if sent.isBatch { return WireJSON.response(PurchaseBatchBody(outcomes: outcomes)) }
        switch outcomes.first {
        case .recorded(let purchase): return WireJSON.response(PurchaseBody(purchase: purchase), status: .created)
        case .refused(let refusal, let id): throw Problem(refusal, keptAs: id)
        case nil: throw Problem.internal
        }
    }

    /// Who sent the request, and its body, once the signature over that was found good.
    ///
    /// - Throws: the 401 problem that says what is missing or wrong with it; never whether there is such a merchant.
    private func signed(
        _ request: Request, _ context: FootbridgeRequestContext
    ) async throws -> (merchant: PublicID, body: [UInt8]) {
        guard let merchant = request.headers[.footbridgeMerchant].flatMap({ PublicID($0) }),
            let signature = request.headers[.footbridgeSignature].flatMap({ PurchaseSignature($0) })
        else { throw Problem.unsigned }
        let now = clock.now
        guard signature.isFresh(at: now) else { throw Problem.staleSignature(at: now) }
        let body = try await requests.bytes(of: request, context, maximum: Self.maximumBytes)
        let secrets = try await storage.purchaseSalts(of: merchant).map { PurchaseSecret(salt: $0, secret: secret) }
        guard signature.isValid(for: body, by: secrets) else { throw Problem.wrongSignature }
        return (merchant, body)
    }

    private func record(
        _ rows: [PurchaseRow], of merchant: PublicID, _ context: FootbridgeRequestContext, at now: Timestamp
    ) async throws -> [PurchaseOutcome] {
        let outcomes = try await storage.record(rows, of: merchant, trace: context.traceID, at: now)
        guard let outcomes else { throw Problem.wrongSignature }
        return outcomes
    }

    /// Keeps the beginning of a body that is no JSON, which a shop will want to see.
    private func refuse(
        _ body: [UInt8], of merchant: PublicID, _ context: FootbridgeRequestContext, at now: Timestamp
    ) async throws -> Response {
        let beginning = String(decoding: body.prefix(500), as: UTF8.self).unicodeScalars.map { scalar in
            // PostgreSQL keeps no U+0000, and nobody wants to see the others.
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        let refusal = PurchaseRefusal.malformed(member: nil, expectation: "The body is no JSON object.")
        let row = PurchaseRow(
            content: String(String.UnicodeScalarView(beginning)), report: .failure(refusal))
        _ = try await record([row], of: merchant, context, at: now)
        throw Problem.badRequest("The body is no JSON object.")
    }
}

/// `GET /v1/rejects`: what came in and was not taken, for analysts.
struct RejectController: Sendable {
    let storage: any GatewayStorage

    func list(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let analyst = try context.principal(as: .analyst)
        let query = try AnalystQuery(request)
        let merchant = try query.merchant(for: analyst)
        let page = try await storage.rejects(
            of: merchant, after: query.after, limit: query.limit)
        return WireJSON.response(RejectList(page: page))
    }
}

/// What an analyst asks of a list: where to read on, how much, and whose.
private struct AnalystQuery {
    private static let names = ParameterNames(["after", "limit", "merchant"])
    private let given: RequestParameters
    let after: LogPosition
    /// Rows, at most.
    let limit: Int

    init(_ request: Request) throws(Problem) {
        given = try RequestParameters(Self.names, query: request)
        limit = try given.integer("limit", in: 1...RejectPage.longest) ?? 100
        guard let position = given["after"].map({ LogPosition(cursor: $0) }) ?? .beginning else {
            throw .badParameter("after", "a cursor of this list.")
        }
        after = position
    }

    /// - Returns: nil for an analyst of all merchants who names none.
    /// - Throws: the 403 problem where an analyst of one merchant names another.
    func merchant(for analyst: Principal) throws(Problem) -> PublicID? {
        guard let text = given["merchant"] else { return analyst.merchant }
        guard let named = PublicID(text) else { throw .badParameter("merchant", "a public id.") }
        guard analyst.merchant == nil || analyst.merchant == named else { throw .foreign }
        return named
    }
}

extension Problem {
    fileprivate static func signature(_ code: String, _ title: String, _ detail: String) -> Problem {
        var problem = Problem(.unauthorized, code: code, title: title, detail: detail)
        problem.headers[.wwwAuthenticate] = "Footbridge-Signature"
        return problem
    }

    static let unsigned = signature(
        "unauthenticated", "A signature is needed",
        "Send Footbridge-Merchant: ID and Footbridge-Signature: t=UNIX_SECONDS,v1=HEX, which is HMAC-SHA256 over the "
            + "seconds, a point and the body.")

    static let wrongSignature = signature(
        "signature-wrong", "The signature is wrong",
        "It is not HMAC-SHA256 over the seconds, a point and the very bytes of the body with a live secret of this merchant."
    )

    static func staleSignature(at now: Timestamp) -> Problem {
        var problem = signature(
            "signature-stale", "The signature is too old, or of the future",
            "Sign each request when it is sent; the clocks may differ by \(PurchaseSignature.tolerance.components.seconds) s."
        )
        problem.members = [("now", now)]
        return problem
    }

    init(_ refusal: PurchaseRefusal, keptAs id: RejectID) {
        switch refusal {
        case .malformed(let member?, let expectation): self = .badParameter(member, expectation)
        case .malformed(nil, let expectation): self = .badRequest(expectation)
        case .differs:
            self.init(
                .conflict, code: refusal.code, title: "This order id stands for something else",
                detail: refusal.detail)
        default:
            self.init(
                .unprocessableContent, code: refusal.code, title: "The purchase cannot be taken",
                detail: refusal.detail)
        }
        members = [("reject_id", id.description)]
    }
}
