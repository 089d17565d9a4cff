import FootbridgeCore

/// A visit, as the public contract has it.
struct VisitBody: JSONWritable {
    var visit: Visit

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", visit.id.description)
            json.member("store", VisitedStore(visit: visit))
            json.member("occurred_at", visit.occurredAt)
            json.member("new", visit.isNew)
            json.member("confidence", JSONDecimal(Int64(visit.confidence.percent), places: 2))
        }
    }
}

private struct VisitedStore: JSONWritable {
    var visit: Visit

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", visit.store.description)
            json.member("name", visit.storeName)
            json.member("merchant", MerchantBody(merchant: visit.merchant))
        }
    }
}
