import FootbridgeCore
import ProductIdentifiers

/// A voucher, as the public contract has it.
struct VoucherBody: JSONWritable {
    var voucher: Voucher
    var payload: String
    var now: Timestamp

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", voucher.id.description)
            json.member("code", voucher.code.description)
            json.member("state", voucher.toldState(at: now).rawValue)
            json.member("promotion", PromotionBody(promotion: voucher.promotion))
            json.member("merchant", MerchantBody(merchant: voucher.merchant))
            json.member("product", voucher.product.map(VoucherProductBody.init))
            json.member("stores", voucher.stores.map(VoucherStoreBody.init))
            json.member("issued_at", voucher.issuedAt)
            json.member("expires_at", voucher.expiresAt)
            json.member("redeemed_at", voucher.redeemedAt)
            json.member("qr_payload", payload)
            json.member("page", "/v/\(voucher.id)")
        }
    }
}

/// What a voucher was got for.
struct VoucherProductBody: JSONWritable {
    var product: VoucherProduct

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtin", product.gtin.description)
            json.member("title", product.title)
        }
    }
}

private struct VoucherStoreBody: JSONWritable {
    var store: VoucherStore

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", store.id.description)
            json.member("name", store.name)
            json.member("address", store.address)
            json.member("lat", JSONDecimal(store.position.latitudeE7, places: 7))
            json.member("lon", JSONDecimal(store.position.longitudeE7, places: 7))
        }
    }
}

/// A promotion and what its vouchers give.
struct PromotionBody: JSONWritable {
    var promotion: Promotion

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", promotion.id.description)
            json.member("title", promotion.title)
            json.member("ends_at", promotion.endsAt)
            json.member("value", promotion.value.map(VoucherValueBody.init))
        }
    }
}

private struct VoucherValueBody: JSONWritable {
    var value: VoucherValue

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch value {
            case .percent(let percent):
                json.member("kind", "percent")
                json.member("percent", percent)
            case .amount(let money):
                json.member("kind", "amount")
                json.member("amount", money.amount)
                json.member("currency", money.currency.description)
            case .gift(let gift):
                json.member("kind", "gift")
                json.member("gift", gift)
            }
        }
    }
}
