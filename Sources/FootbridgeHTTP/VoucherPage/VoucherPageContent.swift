import FootbridgeCore

/// All that a voucher page shows, as it is at ``now``.
struct VoucherPageContent: Sendable {
    var language: ShopperLanguage
    var state: State
    /// As it is stored, without gaps.
    var code: String
    /// The signed payload as an `<svg>` with a `viewBox` and its quiet zone. Markup of ours: it is not escaped.
    var qr: String
    /// As the merchant words it.
    var title: String
    /// Nil where the title alone says what it is worth.
    var value: VoucherValue?
    /// The merchant's name.
    var merchant: String
    /// The title of the book it was issued for; nil where it was issued for none, or the book has no title.
    var book: String?
    /// The first instant at which it no longer holds.
    var expiresAt: Timestamp
    /// Nil while it was not, or where the time is not known.
    var redeemedAt: Timestamp?
    /// In which times are told: that of the first of ``stores``.
    var timeZone: StoreTimeZone
    /// Where it holds; first the one it was asked for at, then by distance.
    var stores: [Store]
    /// An issued voucher is shown as expired from ``expiresAt`` on.
    var now: Timestamp

    enum State: String, Sendable, CaseIterable {
        /// Can be redeemed; a voucher that was given back too.
        case issued
        case redeemed
        case expired
        case revoked
    }

    struct Store: Sendable {
        var name: String
        var address: String
        var position: Position
        /// From where the shopper was, in metres; nil where that is not known.
        var distance: Int?
    }
}
