import Crypto

/// One row of a store's ledger, as its chain covers it.
///
/// Each row's code is an HMAC-SHA256 over the code of the row before and all that the row says, with a key that is not in
/// the database: whoever edits, moves or takes out a row would have to make all codes behind it anew, and cannot.
public struct LedgerEntry: Sendable, Hashable {
    public var store: Int64
    /// 1 for a store's first row; without gaps.
    public var sequence: Int64
    public var id: RedemptionID
    /// The redemption that this row takes back; nil for a redemption.
    public var reverses: RedemptionID?
    public var voucher: VoucherID
    public var promotion: PromotionID
    public var merchant: Int64
    public var staff: PrincipalID
    public var occurredAt: Timestamp
    public var recordedAt: Timestamp
    public var amount: Money?
    /// A note, or the reason of a reversal; at most 200 characters.
    public var note: String?

    public init(
        store: Int64, sequence: Int64, id: RedemptionID, reverses: RedemptionID?, voucher: VoucherID,
        promotion: PromotionID, merchant: Int64, staff: PrincipalID, occurredAt: Timestamp, recordedAt: Timestamp,
        amount: Money?, note: String?
    ) {
        self.store = store
        self.sequence = sequence
        self.id = id
        self.reverses = reverses
        self.voucher = voucher
        self.promotion = promotion
        self.merchant = merchant
        self.staff = staff
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.amount = amount
        self.note = note
    }

    /// Version 1: every field behind its length, so that no two rows are the same bytes. Never changed; a later version
    /// has another first byte.
    var encoded: [UInt8] {
        var bytes: [UInt8] = [1]
        func number(_ value: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) } }
        func append(_ field: [UInt8]?) {
            guard let field else { return bytes.append(contentsOf: number(-1)) }
            bytes.append(contentsOf: number(Int64(field.count)) + field)
        }
        append(number(store))
        append(number(sequence))
        append(id.uuid.bytes)
        append(reverses?.uuid.bytes)
        append(voucher.uuid.bytes)
        append(promotion.uuid.bytes)
        append(number(merchant))
        append(number(staff.rawValue))
        append(number(occurredAt.microseconds))
        append(number(recordedAt.microseconds))
        append(amount.map { number($0.minorUnits) })
        append(amount.map { Array($0.currency.description.utf8) })
        append(note.map { Array($0.utf8) })
        return bytes
    }
}

/// Chains the rows of ledgers.
public struct LedgerChain: Sendable {
    private let key: SymmetricKey

    /// The code before a store's first row.
    public static let beginning = [UInt8](repeating: 0, count: 32)

    public init(secret: ServerSecret) {
        key = secret.key(for: .ledger)
    }

    /// The code of a row, 32 bytes.
    ///
    /// - Parameter previous: the code of the row before, ``beginning`` for a store's first.
    public func code(of entry: LedgerEntry, after previous: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: previous + entry.encoded, using: key))
    }

    /// Of a checkpoint; what it is over begins as no row does.
    func signature(of checkpoint: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: checkpoint, using: key))
    }

    func isSignature(_ signature: [UInt8], of checkpoint: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: checkpoint, using: key)
    }
}
