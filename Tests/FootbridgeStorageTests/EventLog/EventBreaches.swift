import FootbridgeCore

@testable import FootbridgeStorage

/// Events that the log refuses.
enum EventBreaches {
    /// What an event of a kind cannot be without, each left out of one that has all of it; and what no event may have.
    static var all: [SchemaConstraintTests.Breach] {
        var breaches: [SchemaConstraintTests.Breach] = []
        func add(_ promise: String, _ kind: Event.Kind, _ change: (inout Event) -> Void) {
            var event = Bookshop.event(kind)
            change(&event)
            breaches.append(SchemaConstraintTests.Breach(promise, event.insertion.statement, event.insertion.values))
        }
        add("The event of a scan names it", .scan) { $0.scan = nil }
        add("The event of a scan says how it ended", .scan) { $0.outcome = nil }
        add("A click has an id", .click) { $0.click = nil }
        add("A click names its listing", .click) { $0.listing = nil }
        add("A click names its merchant", .click) { ($0.merchant, $0.store) = (nil, nil) }
        add("An issue names its voucher", .voucherIssued) { $0.voucher = nil }
        add("An issue names its promotion", .voucherIssued) { $0.promotion = nil }
        add("An issue names its merchant", .voucherIssued) { ($0.merchant, $0.store) = (nil, nil) }
        add("A redemption has an id", .redemption) { $0.redemption = nil }
        add("A redemption names its voucher", .redemption) { $0.voucher = nil }
        add("A redemption names its promotion", .redemption) { $0.promotion = nil }
        add("A redemption names its store", .redemption) { $0.store = nil }
        add("A refusal says why", .refusal) { $0.reason = nil }
        add("A refusal names its merchant", .refusal) { ($0.merchant, $0.store) = (nil, nil) }
        add("A reversal names its redemption", .reversal) { $0.redemption = nil }
        add("A reversal names its voucher", .reversal) { $0.voucher = nil }
        add("A reversal names its store", .reversal) { $0.store = nil }
        add("A visit has an id", .visit) { $0.visit = nil }
        add("A visit names its store", .visit) { $0.store = nil }
        add("A purchase has an id", .purchase) { $0.purchase = nil }
        add("A purchase names its merchant", .purchase) { ($0.merchant, $0.store) = (nil, nil) }
        add("A purchase has an amount", .purchase) { $0.amount = nil }
        add("An erasure names its visitor", .erasure) { $0.visitor = nil }
        add("A store has its merchant named", .visit) { $0.merchant = nil }
        add("A visitor's number in the log is positive", .scan) { $0.visitor = 0 }
        add("A reason is not empty", .refusal) { $0.reason = "" }
        add("A reason has a bound", .refusal) { $0.reason = String(repeating: "x", count: 201) }
        add("A campaign has a bound", .scan) { $0.campaign = String(repeating: "x", count: 201) }
        add("An outcome has a bound", .scan) { $0.outcome = String(repeating: "x", count: 41) }
        add("Nothing happens after it is recorded", .scan) { $0.occurredAt = $0.recordedAt + .seconds(10_000_000) }
        // What the type cannot even say.
        for (promise, index, value) in [
            ("An event is of a known kind", 1, SQLValue.text("party")),
            ("An event's id has 16 bytes", 0, .blob([1])),
            ("A trace id has 16 bytes", 4, .blob([1])),
            ("An amount has a currency", 19, .null),
            ("A currency is three capitals", 19, .text("gbp")),
        ] {
            let insertion = Bookshop.event(.purchase).insertion
            var values = insertion.values
            values[index] = value
            breaches.append(SchemaConstraintTests.Breach(promise, insertion.statement, values))
        }
        return breaches
    }
}
