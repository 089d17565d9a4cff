import Crypto
import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import ProductIdentifiers

/// `POST /v1/redemptions`, its reversal, and a store's list.
struct RedemptionController: Sendable {
    let storage: any GatewayStorage
    let requests: JSONRequest
    let codes: TillCodes
    let chain: LedgerChain
    let clock: WallClock

    private struct Order: Decodable, Sendable {
        var code: String
        var amount: String?
        var currency: String?
        var note: RequestNote?
        var occurred_at: RequestTime?
    }

    /// What is asked of a redemption is answered in one transaction with what is done (``GatewayStorage``), so there is
    /// no time at which a repeat finds it half done.
    func redeem(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        guard let text = try request.idempotencyKey() else {
            throw Problem.badParameter("Idempotency-Key", "needed: a redemption must not happen twice.")
        }
        let order = try await requests.body(Order.self, of: request, context)
        let amount = try Self.amount(order)
        let now = clock.now
        let code = codes.read(order.code)
        let redemption = RedemptionRequest(
            code: code.code, staff: staff, occurredAt: order.occurred_at?.time, amount: amount,
            note: order.note?.text, traceID: context.traceID)
        let claim = IdempotencyClaim(
            IdempotencyKey(owner: .principal(staff.principal), route: .redemptions, text: text), at: now)
        let fingerprint = Self.fingerprint(redemption, code: order.code)
        if let delay = codes.delay(of: code, from: staff, context) {
            // What was answered before is no guess, and a till that lost its answer must come by it.
            guard let (first, answer) = try await storage.answer(to: claim.key) else {
                throw await codes.refuse(delay, to: staff, context)
            }
            return try Self.repeated(answer, of: first, to: fingerprint)
        }
        let outcome = try await storage.redeem(
            redemption, under: claim, fingerprint: fingerprint, chain: chain, at: now
        ) { outcome in
            switch outcome {
            case .redeemed(let redemption): Self.kept(redemption)
            case .refused(let refusal): Problem(refusal).kept(traceID: redemption.traceID)
            }
        }
        switch outcome {
        case .answered(let answer):
            // Of all refusals, that of an unknown code alone is 404.
            codes.tell(code, isKnown: answer.status != HTTPResponse.Status.notFound.code, to: staff, context)
            return try IdempotentRequests.answer(answer)
        case .repeated(let first, let answer): return try Self.repeated(answer, of: first, to: fingerprint)
        case .running: throw Problem.inProgress
        }
    }

    private static func repeated(
        _ answer: KeptAnswer, of first: [UInt8], to fingerprint: [UInt8]
    ) throws(Problem) -> Response {
        guard first == fingerprint else { throw .idempotencyMismatch }
        return try IdempotentRequests.repeated(answer)
    }

    private static func amount(_ order: Order) throws(Problem) -> Money? {
        switch (order.amount, order.currency) {
        case (nil, nil): return nil
        case (nil, _): throw .badParameter("amount", "needed beside currency.")
        case (_, nil): throw .badParameter("currency", "needed beside amount.")
        case (let amount?, let code?):
            guard let currency = Currency(code) else { throw .badParameter("currency", "an ISO 4217 code in use.") }
            guard let money = Money(amount: amount, currency: currency) else {
                throw .badParameter("amount", "a decimal with at most the currency's decimals.")
            }
            return money
        }
    }

    /// Of all that a redemption says; who and where is in the key's owner.
    private static func fingerprint(_ request: RedemptionRequest, code: String) -> [UInt8] {
        let parts = [
            request.code?.description ?? code, request.occurredAt?.rfc3339, request.amount?.amount,
            request.amount?.currency.description, request.note,
        ]
        return Array(SHA256.hash(data: Data(parts.map { "\($0?.utf8.count ?? -1):\($0 ?? "")" }.joined().utf8)))
    }

    private static func kept(_ redemption: Redemption) -> KeptAnswer {
        KeptAnswer(
            status: HTTPResponse.Status.created.code,
            fields: [
                KeptAnswer.Field(name: "Content-Type", value: "application/json"),
                KeptAnswer.Field(name: "Cache-Control", value: "no-store"),
            ], body: .bytes(JSONWriter.document(RedemptionBody(redemption: redemption))))
    }

    private struct Reason: Decodable, Sendable {
        var reason: RequestNote?
    }

    func reverse(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        let reason = try await requests.body(Reason.self, of: request, context).reason
        guard let id = context.parameters.get("id").flatMap({ RedemptionID($0) }) else { throw Problem.notFound }
        let outcome = try await storage.reverse(
            id, by: staff, reason: reason?.text, traceID: context.traceID, chain: chain, at: clock.now)
        switch outcome {
        case .reversed(let reversal):
            return WireJSON.response(ReversalBody(reversal: reversal), status: .created)
        case .unknown: throw Problem.notFound
        case .notTheirs: throw Problem.notTheirs
        case .windowOver(let end): throw Problem.windowOver(end)
        case .alreadyReversed: throw Problem.alreadyReversed
        }
    }

    private static let listNames = ParameterNames(["after", "limit"])

    func list(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        let asked = try RequestParameters(Self.listNames, query: request)
        let limit = try asked.integer("limit", in: 1...500) ?? 50
        let before = try asked.integer("after", in: 1...Int.max).map(Int64.init)
        let found = try await storage.redemptions(
            of: staff.store, before: before, limit: limit + 1, in: .english)
        let items = Array(found.prefix(limit))
        return WireJSON.response(
            RedemptionList(
                items: items, next: (items.last?.sequence ?? before).map { String($0) }, more: found.count > limit))
    }

    func conflicts(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        return WireJSON.response(
            ConflictList(items: try await storage.conflicts(of: staff.store, limit: 500)))
    }
}

extension FootbridgeRequestContext {
    /// Who acts at the till.
    ///
    /// - Throws: as ``principal(as:)``.
    func staff() throws(Problem) -> StaffMember {
        let principal = try principal(as: .staff)
        guard let store = principal.store else { throw .forbidden }
        return StaffMember(principal: principal.id, store: store, isLead: isLead, device: staffSession?.device)
    }
}

extension Problem {
    static let notTheirs = Problem(
        .forbidden, code: "not-yours", title: "Another redeemed this",
        detail: "A till takes back its own redemptions; a lead any of the store's.")
    static let alreadyReversed = Problem(
        .conflict, code: "already-reversed", title: "It was taken back already")

    static func windowOver(_ end: Timestamp) -> Problem {
        var problem = Problem(
            .conflict, code: "window-over", title: "It can no longer be taken back",
            detail: "The time for it has passed.")
        problem.members = [("reversible_until", end.rfc3339)]
        return problem
    }

    /// Why a voucher is not taken.
    init(_ refusal: RedemptionRefusal) {
        let status: HTTPResponse.Status = refusal == .unknownCode ? .notFound : .conflict
        self.init(status, code: refusal.code, title: refusal.title, detail: refusal.nextStep)
        switch refusal {
        case .alreadyRedeemed(let spent), .conflict(let spent):
            members = [
                ("redeemed_at", spent.at.rfc3339), ("redeemed_store", spent.store.description),
                ("redeemed_store_name", spent.storeName),
            ]
        case .expired(let end): members = [("expired_at", end.rfc3339)]
        case .notStarted(let start): members = [("starts_at", start.rfc3339)]
        default: break
        }
    }
}
