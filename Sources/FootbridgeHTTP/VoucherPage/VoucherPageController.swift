import FootbridgeCore
import HTTPTypes
import Hummingbird
import ProductIdentifiers
import SymbolDrawing

/// `/v/{id}`: a voucher's page, for whoever got it, and the worker that keeps it for a time without a network.
struct VoucherPageController: Sendable {
    let storage: any GatewayStorage
    let sessions: AnonymousSessions
    let keys: SigningKeys
    let clock: WallClock

    /// What is nobody's, or another session's, is told by a page, too: links are passed on.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let language = ShopperLanguage(of: request)
        guard let session = sessions.session(of: request),
            let id = context.parameters.get("id").flatMap({ VoucherID($0) }),
            let voucher = try await storage.voucher(id, of: .session(session.visitor), in: language)
        else {
            let texts = ShopperTexts.of(language).problems
            let missing = ProblemPage(title: texts.noVoucherTitle, text: texts.noVoucher, in: language)
            return page(Array(missing.html.utf8), status: .notFound)
        }
        let text = SignedCode.voucher(voucher.signed).text(signedBy: keys, at: voucher.issuedAt)
        guard let code = QRCode(text),
            let content = VoucherPageContent(voucher, code: code, in: language, at: clock.now)
        else { throw Problem.internal }
        var response = page(Array(VoucherPage(content).html.utf8), status: .ok)
        response.headers[.setCookie] = sessions.renewedCookie(session, isSecure: context.needsSecureCookies)
        return response
    }

    private func page(_ bytes: [UInt8], status: HTTPResponse.Status) -> Response {
        var response = ShopperPageController.document(bytes, contentType: "text/html; charset=utf-8")
        response.status = status
        response.headers[.cacheControl] = "no-store"
        response.headers[.vary] = "Accept-Language"
        return response
    }

    func worker(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        PageAsset.voucherWorker.response(to: request, cacheControl: "no-cache")
    }
}

extension VoucherPageContent {
    /// - Parameter code: the voucher's.
    init?(_ voucher: Voucher, code: QRCode, in language: ShopperLanguage, at now: Timestamp) {
        let zones = voucher.stores.lazy.compactMap { StoreTimeZone(identifier: $0.timeZone) }
        guard let zone = zones.first ?? StoreTimeZone(identifier: "UTC") else { return nil }
        let state: State =
            switch voucher.toldState(at: now) {
            case .issued, .reversed, .unknown: .issued
            case .redeemed: .redeemed
            case .expired: .expired
            case .revoked: .revoked
            }
        self.init(
            language: language, state: state, code: voucher.code.description, qr: code.svg(label: "QR"),
            title: voucher.promotion.title, value: voucher.promotion.value, merchant: voucher.merchant.name,
            book: voucher.product?.title, expiresAt: voucher.expiresAt, redeemedAt: voucher.redeemedAt,
            timeZone: zone,
            stores: voucher.stores.map {
                Store(name: $0.name, address: $0.address, position: $0.position, distance: nil)
            }, now: now)
    }
}
