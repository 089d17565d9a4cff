public import FootbridgeCore
public import ProductIdentifiers

/// What became of one row of an import.
public enum ImportResult: Sendable, Hashable {
    /// It is stored, and nothing was of its kind before.
    case added
    /// It is stored over what differed.
    case changed
    /// What is stored already says the same.
    case unchanged
    /// What is stored is newer, and stays.
    case older
    case rejected(ImportRejection)

    /// Whether what the row says is stored now.
    public var isApplied: Bool {
        switch self {
        case .added, .changed, .unchanged: true
        case .older, .rejected: false
        }
    }
}

/// Why a row of an import was not stored.
public enum ImportRejection: Sendable, Hashable, CustomStringConvertible {
    /// No product has the GTIN.
    case unknownProduct(GTIN)
    /// No store of the merchant has the public id.
    case unknownStore(PublicID)
    /// No merchant has the public id.
    case unknownMerchant(PublicID)
    /// The store's public id is taken by another merchant.
    case otherMerchant
    /// Fields are empty, too long, out of range or of the wrong form; at least one.
    case unacceptable([FieldProblem])
    /// The schema refused it, in words that name no value.
    case refused(String)

    /// For the person who runs the import.
    public var description: String {
        switch self {
        case .unknownProduct(let gtin): "no product has this GTIN: \(gtin)"
        case .unknownStore(let id): "no store has this id: \(id)"
        case .unknownMerchant(let id): "no merchant has this id: \(id)"
        case .otherMerchant: "this id belongs to a store of another merchant"
        case .unacceptable(let problems): problems.map(\.description).joined(separator: "; ")
        case .refused(let reason): "the database refused it: \(reason)"
        }
    }
}
