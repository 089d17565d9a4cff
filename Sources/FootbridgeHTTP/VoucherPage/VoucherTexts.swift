import FootbridgeCore

/// What the voucher page says, in one language; the languages are in `Languages`.
struct VoucherTexts: Sendable {
    /// Of the window, before the merchant's name.
    var voucher: String
    var forBook: @Sendable (_ title: String) -> String

    var percentOff: @Sendable (_ percent: Int) -> String
    var amountOff: @Sendable (_ money: String) -> String
    var gift: @Sendable (_ gift: String) -> String
    /// Between whole units and the rest.
    var decimalSeparator: String
    /// `sign` is a currency's sign or its code.
    var money: @Sendable (_ amount: String, _ sign: String) -> String

    var qrLabel: String
    var codeLabel: String

    var untilTimeToday: @Sendable (_ time: String) -> String
    var untilEndOfToday: String
    var untilTime: @Sendable (_ day: String, _ time: String) -> String
    var untilEnd: @Sendable (_ day: String) -> String
    /// `year` is nil in the current one.
    var day: @Sendable (_ weekday: String, _ day: Int, _ month: String, _ year: Int?) -> String
    /// From Monday.
    var weekdays: [String]
    /// From January.
    var months: [String]

    var issued: State
    var redeemed: State
    var expired: State
    var revoked: State
    /// Instead of ``redeemed``'s text where the time is known.
    var redeemedAt: @Sendable (_ day: String, _ time: String) -> String

    var whereTitle: String
    var othersTitle: String
    var directions: String
    var directionsTo: @Sendable (_ store: String) -> String
    var metres: @Sendable (_ number: String) -> String
    var kilometres: @Sendable (_ number: String) -> String
    var offlineNote: String

    /// A voucher's state in words.
    struct State: Sendable {
        var title: String
        /// What that means for who holds it.
        var text: String
    }
}
