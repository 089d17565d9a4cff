import FootbridgeCore

/// A redemption, as the public contract has it.
struct RedemptionBody: JSONWritable {
    var redemption: Redemption

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", redemption.id.description)
            json.member("voucher_id", redemption.voucher.description)
            json.member("store_id", redemption.store.description)
            json.member("staff_id", String(redemption.staff.rawValue))
            json.member("redeemed_at", redemption.redeemedAt)
            json.member("recorded_at", redemption.recordedAt)
            json.member("promotion", PromotionBody(promotion: redemption.promotion))
            json.member("product", redemption.product.map(VoucherProductBody.init))
            json.member("amount", redemption.amount?.amount)
            json.member("currency", redemption.amount?.currency.description)
            json.member("reversible_until", redemption.reversibleUntil)
            json.member("reversed_at", redemption.reversedAt)
        }
    }
}

/// A page of a store's redemptions.
struct RedemptionList: JSONWritable {
    var items: [Redemption]
    var next: String?
    var more: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("items", items.map(RedemptionBody.init))
            json.member("next", next)
            json.member("more", more)
        }
    }
}

/// A reversal, as the public contract has it.
struct ReversalBody: JSONWritable {
    var reversal: Reversal

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", reversal.id.description)
            json.member("reverses", reversal.reverses.description)
            json.member("voucher_id", reversal.voucher.description)
            json.member("store_id", reversal.store.description)
            json.member("staff_id", String(reversal.staff.rawValue))
            json.member("reversed_at", reversal.reversedAt)
        }
    }
}

/// Vouchers that two tills took.
struct ConflictList: JSONWritable {
    var items: [RedemptionConflict]

    func write(to json: inout JSONWriter) {
        json.object { $0.member("items", items.map(ConflictBody.init)) }
    }
}

private struct ConflictBody: JSONWritable {
    var conflict: RedemptionConflict

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("voucher_id", conflict.voucher.description)
            json.member("store_id", conflict.store.description)
            json.member("occurred_at", conflict.occurredAt)
            json.member("recorded_at", conflict.recordedAt)
            json.member("redemption_id", conflict.redemption.description)
            json.member("redeemed_store", conflict.redeemedIn.description)
            json.member("redeemed_at", conflict.redeemedAt)
        }
    }
}
