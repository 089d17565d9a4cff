/// An order that a merchant reported, or a refund of one.
public struct Purchase: Sendable, Hashable {
    public var id: PurchaseID
    /// As the merchant names it; each once.
    public var order: OrderID
    /// The order that was refunded, wholly or in part; nil for an order.
    public var refundOf: OrderID?
    /// What brought the shopper; of a refund its order's.
    public var click: ClickID
    /// Zero or more; of a refund below zero.
    public var amount: Money
    /// When the merchant says that it happened.
    public var occurredAt: Timestamp
    /// When it was written.
    public var recordedAt: Timestamp

    public init(
        id: PurchaseID, order: OrderID, refundOf: OrderID?, click: ClickID, amount: Money, occurredAt: Timestamp,
        recordedAt: Timestamp
    ) {
        self.id = id
        self.order = order
        self.refundOf = refundOf
        self.click = click
        self.amount = amount
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }
}

/// A merchant's own name for an order or a refund: 1 to 100 visible ASCII characters, compared byte by byte.
public struct OrderID: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Returns: nil where `text` is empty, longer, or has other characters.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        description = text
    }
}

/// What a merchant says of one order or refund, well formed; whether it fits what is known is storage's to say.
public struct PurchaseReport: Sendable, Hashable {
    public var order: OrderID
    /// Nil for an order.
    public var refundOf: OrderID?
    /// Always there for an order. A refund need not name it, and its order's is meant.
    public var click: ClickID?
    /// Zero or more; of a refund below zero.
    public var amount: Money
    public var occurredAt: Timestamp

    public init(order: OrderID, refundOf: OrderID?, click: ClickID?, amount: Money, occurredAt: Timestamp) {
        self.order = order
        self.refundOf = refundOf
        self.click = click
        self.amount = amount
        self.occurredAt = occurredAt
    }

    /// Clocks of merchants may be ahead or behind by this; a time further ahead than this, or further before what it came
    /// of, is refused.
    public static let clockTolerance = Duration.seconds(300)
}

/// One row of what a merchant sent, with what it says where it can be read.
public struct PurchaseRow: Sendable, Hashable {
    /// Its members that have a meaning here, as JSON, cut to their beginnings; what a merchant sends beside them is not
    /// kept. At most 8 000 characters.
    public var content: String
    public var report: Result<PurchaseReport, PurchaseRefusal>

    public init(content: String, report: Result<PurchaseReport, PurchaseRefusal>) {
        self.content = content
        self.report = report
    }
}

/// How one row ended.
public enum PurchaseOutcome: Sendable, Hashable {
    /// It stands in the log; the same for a row that is sent again.
    case recorded(Purchase)
    /// It is kept under this id with its reason.
    case refused(PurchaseRefusal, RejectID)
}

/// Why a row was not taken.
public enum PurchaseRefusal: Error, Sendable, Hashable {
    /// A member is missing or wrong, or all of it.
    case malformed(member: String?, expectation: String)
    /// The order id stands for something else already.
    case differs
    /// No such click led to this merchant.
    case unknownClick
    /// The order that is refunded was not reported.
    case unknownOrder
    /// More would be refunded than was paid.
    case refundTooLarge
    /// A refund is not in its order's currency, or names another click.
    case otherOrder
    /// It happened before its click, or the refund before its order.
    case tooEarly

    /// A stable word.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .differs: "order-differs"
        case .unknownClick: "unknown-click"
        case .unknownOrder: "unknown-order"
        case .refundTooLarge: "refund-too-large"
        case .otherOrder: "refund-differs"
        case .tooEarly: "too-early"
        }
    }

    /// A sentence for whoever looks into it, at most 400 characters.
    public var detail: String {
        switch self {
        case .malformed(let member, let expectation): member.map { "\($0): \(expectation)" } ?? expectation
        case .differs: "This order id was reported before with other content; a refund has an order id of its own."
        case .unknownClick: "No click of this id led to this merchant."
        case .unknownOrder: "No order of this id was reported; report it before its refund."
        case .refundTooLarge: "The refunds of an order cannot be more than was paid."
        case .otherOrder: "A refund is in the currency of its order, and of the same click."
        case .tooEarly: "It cannot have happened before its click, nor a refund before its order."
        }
    }
}
