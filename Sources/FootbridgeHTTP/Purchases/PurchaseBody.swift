import FootbridgeCore

/// An order or a refund as it was recorded.
struct PurchaseBody: JSONWritable {
    var purchase: Purchase

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", purchase.id.description)
            json.member("order_id", purchase.order.description)
            json.member("refund_of", purchase.refundOf?.description)
            json.member("click_id", purchase.click.description)
            json.member("amount", purchase.amount.amount)
            json.member("currency", purchase.amount.currency.description)
            json.member("occurred_at", purchase.occurredAt)
            json.member("recorded_at", purchase.recordedAt)
        }
    }
}

/// How the rows of a batch ended, in their order.
struct PurchaseBatchBody: JSONWritable {
    var outcomes: [PurchaseOutcome]

    func write(to json: inout JSONWriter) {
        let items = outcomes.enumerated().map { Item(index: $0, outcome: $1) }
        let recorded = items.count { if case .recorded = $0.outcome { true } else { false } }
        json.object { json in
            json.member("recorded", recorded)
            json.member("rejected", items.count - recorded)
            json.member("items", items)
        }
    }

    private struct Item: JSONWritable {
        var index: Int
        var outcome: PurchaseOutcome

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("index", index)
                switch outcome {
                case .recorded(let purchase):
                    json.member("status", "recorded")
                    json.member("purchase", PurchaseBody(purchase: purchase))
                case .refused(let refusal, let id):
                    json.member("status", "rejected")
                    json.member("reject_id", id.description)
                    json.member("reason", refusal.code)
                    json.member("detail", refusal.detail)
                }
            }
        }
    }
}

/// A page of what was not taken.
struct RejectList: JSONWritable {
    var page: RejectPage

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("items", page.rejects.map(Item.init))
            json.member("next", page.next.cursor)
            json.member("more", page.more)
        }
    }

    private struct Item: JSONWritable {
        var reject: Reject

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("id", reject.id.description)
                json.member("merchant_id", reject.merchant.description)
                json.member("kind", "purchase")
                json.member("reason", reject.reason)
                json.member("detail", reject.detail)
                json.member("content", reject.content)
                json.member("trace_id", reject.trace.description)
                json.member("recorded_at", reject.recordedAt)
            }
        }
    }
}
