/// What became of one row of an import.
public enum ImportResult: Sendable, Hashable {
    /// It is stored now.
    case applied
    /// What is stored is newer, and stays.
    case older
    case rejected(ImportRejection)
}

/// Why a row of an import was not stored.
public enum ImportRejection: Sendable, Hashable, CustomStringConvertible {
    /// No product has the GTIN.
    case unknownProduct
    /// No store has the public id.
    case unknownStore
    /// No merchant has the public id.
    case unknownMerchant
    /// The store's public id is taken by another merchant.
    case otherMerchant
    /// A field is empty, too long, out of range or of the wrong form.
    case unacceptable(field: String)
    /// The schema refused it, in words that name no value.
    case refused(String)

    /// For the person who runs the import.
    public var description: String {
        switch self {
        case .unknownProduct: "no product has this GTIN"
        case .unknownStore: "no store has this id"
        case .unknownMerchant: "no merchant has this id"
        case .otherMerchant: "this id belongs to a store of another merchant"
        case .unacceptable(let field): "\(field) is empty, too long, out of range or malformed"
        case .refused(let reason): "the database refused it: \(reason)"
        }
    }
}
