import FootbridgeCore

/// What the voucher page says, in one language.
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

    static func of(_ language: ShopperLanguage) -> VoucherTexts {
        switch language {
        case .english: english
        case .german: german
        case .french: french
        }
    }
}

extension VoucherTexts {
    static let english = VoucherTexts(
        voucher: "Voucher",
        forBook: { "For “\($0)”" },
        percentOff: { "\($0)% off" },
        amountOff: { "\($0) off" },
        gift: { "A gift: \($0)" },
        decimalSeparator: ".",
        money: { amount, sign in sign.count > 1 ? "\(sign)\u{A0}\(amount)" : sign + amount },
        qrLabel: "QR code of this voucher",
        codeLabel: "Code",
        untilTimeToday: { "Valid today until \($0)" },
        untilEndOfToday: "Valid until the end of today",
        untilTime: { day, time in "Valid until \(day), \(time)" },
        untilEnd: { "Valid until the end of \($0)" },
        day: { weekday, day, month, year in "\(weekday), \(day)\u{A0}\(month)" + (year.map { " \($0)" } ?? "") },
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        issued: State(title: "Ready to use", text: "Show it at the till before you pay. It can be used once."),
        redeemed: State(title: "Redeemed", text: "This voucher has been used."),
        expired: State(title: "Expired", text: "This voucher can no longer be used."),
        revoked: State(title: "Withdrawn", text: "The shop has withdrawn this voucher; it can no longer be used."),
        redeemedAt: { day, time in "This voucher was used on \(day), at \(time)." },
        whereTitle: "Where to use it",
        othersTitle: "Also valid here",
        directions: "Directions",
        directionsTo: { "Directions to \($0) (opens a map)" },
        metres: { "\($0) m" },
        kilometres: { "\($0) km" },
        offlineNote: "Once opened, this page is kept in your browser and works without a connection.")

    static let german = VoucherTexts(
        voucher: "Gutschein",
        forBook: { "Für „\($0)“" },
        percentOff: { "\($0)\u{A0}% Rabatt" },
        amountOff: { "\($0) Rabatt" },
        gift: { "Ein Geschenk: \($0)" },
        decimalSeparator: ",",
        money: { amount, sign in "\(amount)\u{A0}\(sign)" },
        qrLabel: "QR-Code dieses Gutscheins",
        codeLabel: "Code",
        untilTimeToday: { "Gültig heute bis \($0)\u{A0}Uhr" },
        untilEndOfToday: "Gültig bis zum Ende des heutigen Tages",
        untilTime: { day, time in "Gültig bis \(day), \(time)\u{A0}Uhr" },
        untilEnd: { "Gültig bis einschließlich \($0)" },
        day: { weekday, day, month, year in "\(weekday), \(day).\u{A0}\(month)" + (year.map { " \($0)" } ?? "") },
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ],
        issued: State(
            title: "Einlösbar", text: "Zeigen Sie ihn an der Kasse, bevor Sie zahlen. Er gilt einmal."),
        redeemed: State(title: "Eingelöst", text: "Dieser Gutschein ist verbraucht."),
        expired: State(title: "Abgelaufen", text: "Dieser Gutschein gilt nicht mehr."),
        revoked: State(
            title: "Zurückgezogen", text: "Der Laden hat diesen Gutschein zurückgezogen; er gilt nicht mehr."),
        redeemedAt: { day, time in "Dieser Gutschein wurde am \(day), um \(time)\u{A0}Uhr eingelöst." },
        whereTitle: "Hier lösen Sie ihn ein",
        othersTitle: "Er gilt auch hier",
        directions: "Weg dorthin",
        directionsTo: { "Weg dorthin: \($0) (öffnet eine Karte)" },
        metres: { "\($0)\u{A0}m" },
        kilometres: { "\($0)\u{A0}km" },
        offlineNote: "Einmal geöffnet, bleibt diese Seite in Ihrem Browser und zeigt sich auch ohne Verbindung.")

    static let french = VoucherTexts(
        voucher: "Bon",
        forBook: { "Pour «\u{A0}\($0)\u{A0}»" },
        percentOff: { "\($0)\u{A0}% de remise" },
        amountOff: { "\($0) de remise" },
        gift: { "Un cadeau\u{A0}: \($0)" },
        decimalSeparator: ",",
        money: { amount, sign in "\(amount)\u{A0}\(sign)" },
        qrLabel: "Code QR de ce bon",
        codeLabel: "Code",
        untilTimeToday: { "Valable aujourd’hui jusqu’à \($0)" },
        untilEndOfToday: "Valable jusqu’à la fin de la journée",
        untilTime: { day, time in "Valable jusqu’au \(day) à\u{A0}\(time)" },
        untilEnd: { "Valable jusqu’au \($0) inclus" },
        day: { weekday, day, month, year in
            "\(weekday) \(day == 1 ? "1er" : String(day))\u{A0}\(month)" + (year.map { " \($0)" } ?? "")
        },
        weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        months: [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre",
        ],
        issued: State(
            title: "Utilisable", text: "Montrez-le à la caisse avant de payer. Il n’est valable qu’une fois."),
        redeemed: State(title: "Utilisé", text: "Ce bon a déjà été utilisé."),
        expired: State(title: "Expiré", text: "Ce bon ne peut plus être utilisé."),
        revoked: State(title: "Retiré", text: "La librairie a retiré ce bon\u{A0}; il ne peut plus être utilisé."),
        redeemedAt: { day, time in "Ce bon a été utilisé le \(day) à\u{A0}\(time)." },
        whereTitle: "Où l’utiliser",
        othersTitle: "Également valable ici",
        directions: "Itinéraire",
        directionsTo: { "Itinéraire vers \($0) (ouvre une carte)" },
        metres: { "\($0)\u{A0}m" },
        kilometres: { "\($0)\u{A0}km" },
        offlineNote: "Une fois ouverte, cette page reste dans votre navigateur et s’affiche aussi sans connexion.")
}
