import FootbridgeCore

@testable import FootbridgeStorage

/// What the tables of purchases refuse, whatever code would write there.
enum PurchaseBreaches {
    static let all: [SchemaConstraintTests.Breach] = [
        purchase("An order is not below zero", amount: -1),
        purchase("Refunds are no more than was paid", amount: 100, refunded: 101),
        purchase("Refunds are not below zero", amount: 100, refunded: -1),
        purchase("An order has an id", order: "", amount: 1),
        purchase("A currency is a code", currency: "gbp", amount: 1),
        SchemaConstraintTests.Breach(
            "A parameter's name needs no encoding", "UPDATE merchants SET click_parameter = 'a&b'"),
        SchemaConstraintTests.Breach("A parameter has a name", "UPDATE merchants SET click_parameter = ''"),
        SchemaConstraintTests.Breach(
            "A salt has its length",
            "INSERT INTO purchase_secrets (merchant_id, secret_no, salt, created_at) VALUES (1, 1, $1, 0)",
            [.blob([1, 2, 3])]),
        SchemaConstraintTests.Breach(
            "Somebody who was erased is not known again", "UPDATE visitors SET erased_at = 1"),
        SchemaConstraintTests.Breach(
            "Consent is yes or no",
            "INSERT INTO event_personal (event_id, recorded_at, ad_user_data) VALUES ($1, 0, 2)",
            [.blob(Array(repeating: 0, count: 16))]),
    ]

    private static func purchase(
        _ promise: String, order: String = "A-1", currency: String = "GBP", amount: Int64, refunded: Int64 = 0
    ) -> SchemaConstraintTests.Breach {
        SchemaConstraintTests.Breach(
            promise,
            """
            INSERT INTO purchases (purchase_id, merchant_id, order_id, click_id, amount_minor, currency, refunded_minor,
              occurred_at, recorded_at)
            VALUES ($1, (SELECT min(merchant_id) FROM merchants), $2, $3, $4, $5, $6, 0, 0)
            """,
            [
                .blob(Array(repeating: 1, count: 16)), .text(order), .blob(Array(repeating: 2, count: 16)),
                .integer(amount), .text(currency), .integer(refunded),
            ])
    }
}
