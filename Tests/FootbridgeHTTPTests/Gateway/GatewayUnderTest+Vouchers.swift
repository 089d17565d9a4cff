import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

extension Bookshop {
    /// The shops, and a promotion of ``quay`` that gives vouchers in all of its stores.
    static func fillWithVouchers(_ storage: Storage) async throws {
        try await fill(storage)
        let results = try await storage.upsert(promotions: [
            PromotionRecord(
                merchant: quay.id, code: "autumn", title: "A tenth off", startsAt: now + .seconds(-86_400),
                endsAt: now + .seconds(86_400), terms: VoucherTerms(value: .percent(10)))
        ])
        #expect(results.allSatisfy { $0.isApplied })
    }
}

/// What a shopper shows at the till.
struct ShownVoucher: Sendable {
    var code: String
    /// The text of its QR code.
    var signed: String
    /// Its QR code as a PNG.
    var picture: [UInt8]
}

extension GatewayUnderTest {
    /// A voucher for a visitor of the client's, who may have one; the shops are ``Bookshop/fillWithVouchers(_:)``.
    func voucher(of visitor: String) async throws -> ShownVoucher {
        let promotion = try #require(try await storage.promotions().first).id
        let order = #"{"gtin": "\#(Bookshop.keeper)", "promotion_id": "\#(promotion)", "visitor": "\#(visitor)"}"#
        let answer = try await send(
            .post, "/v1/vouchers", as: .client, headers: [.contentType: "application/json"], body: Array(order.utf8))
        try #require(answer.status == 201, "\(answer.text)")
        let json = try answer.json
        let id = try #require(json["id"]?.text)
        return ShownVoucher(
            code: try #require(json["code"]?.text), signed: try #require(json["qr_payload"]?.text),
            picture: try await get("/v1/vouchers/\(id)/qr.png", as: .client).bytes)
    }
}
