import FootbridgeCore
import HTTPTypes
import Hummingbird
import PhotoDecoding
import SymbolReading

/// `POST /v1/redemptions/check`: what would come of redeeming, for a code that is typed, a QR code's text, or a photo.
struct VoucherCheckController: Sendable {
    let storage: any GatewayStorage
    let requests: JSONRequest
    let reading: ReadingPool
    let uploads: UploadAdmission
    let pace: UploadPace
    let limits: PhotoLimits
    let codes: TillCodes
    let clock: WallClock

    private struct Question: Decodable, Sendable {
        var code: String
    }

    func check(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        let contentType = HeaderParameters(request.headers[.contentType] ?? "").value
        let text: String
        if contentType == "application/json" {
            text = try await requests.body(Question.self, of: request, context).code
        } else {
            guard let found = try await signedText(in: request, context) else {
                return WireJSON.response(VoucherCheck(unread: "no-symbol"))
            }
            text = found
        }
        let code = codes.read(text)
        if let delay = codes.delay(of: code, from: staff, context) {
            throw await codes.refuse(delay, to: staff, context)
        }
        let check = try await check(code, of: staff.store)
        codes.tell(code, isKnown: check.isKnown, to: staff, context)
        return WireJSON.response(check)
    }

    private func check(_ code: TillCode, of store: PublicID) async throws -> VoucherCheck {
        let now = clock.now
        guard let known = code.code else { return VoucherCheck(unread: code.isSigned ? "forged" : "mistyped") }
        guard let voucher = try await storage.voucherAtTill(known, of: store, in: .english) else {
            return VoucherCheck(refusal: .unknownCode, of: nil, at: now)
        }
        return VoucherCheck(refusal: voucher.refusal(occurredAt: nil, at: now), of: voucher, at: now)
    }

    /// The text of one of our own QR codes in the first photo that has one; nil where none has. There are no parameters
    /// here, so any field of a form is one that nobody knows.
    private func signedText(in request: Request, _ context: FootbridgeRequestContext) async throws -> String? {
        let length = try request.declaredLength()
        guard length ?? 0 <= limits.maximumBytes else { throw Problem.tooLarge(limit: limits.maximumBytes) }
        let parts = UploadParts(
            body: request.body, form: try UploadForm(request), fields: ScanFields(RequestParameters(.none)),
            limits: limits, hold: try uploads.admit(context, length: length), isFingerprinted: false)
        defer { parts.hold.giveBack() }
        context.letUploadIn()
        return try await context.whileClientStays { [pace, reading] in
            try await pace.watch(parts.progress) {
                var found: String?
                // To its end, so that what is wrong behind a photo is told whether or not that one was read.
                for try await part in parts {
                    guard found == nil, case .photo(let photo) = part else { continue }
                    let texts = try await reading.read(try photo.get()).reading.symbols.map(\.text)
                    found = texts.first { $0.hasPrefix(SignedCode.prefix) }
                }
                return found
            }
        }
    }
}

/// What a till is told of a voucher before it is redeemed.
struct VoucherCheck: JSONWritable {
    private var voucher: VoucherAtTill?
    private var refusal: RedemptionRefusal?
    private var state: ToldVoucherState
    private var reason: String?
    private var nextStep: String?

    /// Whether there is such a voucher, redeemable or not.
    var isKnown: Bool { voucher != nil }

    init(refusal: RedemptionRefusal?, of voucher: VoucherAtTill?, at now: Timestamp) {
        self.voucher = voucher
        self.refusal = refusal
        state = voucher.map { ToldVoucherState($0.state, expiresAt: $0.expiresAt, at: now) } ?? .unknown
        reason = refusal?.code
        nextStep = refusal?.nextStep
    }

    /// Where there was nothing to look up.
    init(unread reason: String) {
        state = .unknown
        self.reason = reason
        switch reason {
        case "no-symbol": nextStep = "Hold the camera closer to the QR code, or type the code below it."
        case "mistyped": nextStep = "One character at least is wrong: compare the code with the voucher."
        default: nextStep = "The QR code is not one of ours: type the code, or ask a lead."
        }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("redeemable", voucher != nil && refusal == nil)
            json.member("state", state.rawValue)
            json.member("reason", reason)
            json.member("next_step", nextStep)
            json.member("voucher", voucher.map(CheckedVoucherBody.init))
            if let spent = voucher?.spent {
                json.member("redeemed_at", spent.at)
                json.member("redeemed_store", spent.store.description)
                json.member("redeemed_store_name", spent.storeName)
            }
        }
    }
}

private struct CheckedVoucherBody: JSONWritable {
    var voucher: VoucherAtTill

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", voucher.id.description)
            json.member("code", voucher.code.description)
            json.member("promotion", PromotionBody(promotion: voucher.promotion))
            json.member("product", voucher.product.map(VoucherProductBody.init))
            json.member("issued_at", voucher.issuedAt)
            json.member("expires_at", voucher.expiresAt)
        }
    }
}
