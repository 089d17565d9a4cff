import FootbridgeCore
import ProductIdentifiers

/// What a column, or several beside each other, is read as.
protocol SQLReadable: SendableMetatype {
    /// Columns that one value takes.
    static var width: Int { get }

    /// - Throws: ``StorageError/unusable`` where the columns hold anything else, as the schema should have refused it.
    init(_ row: SQLRow, at column: Int) throws(StorageError)
}

extension SQLReadable {
    static var width: Int { 1 }
}

extension Int64: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.integer(column) }
}

extension Int: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self.init(try row.integer(column)) }
}

extension String: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.text(column) }
}

/// Bytes.
extension Array: SQLReadable where Element == UInt8 {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.blob(column) }
}

/// 0 or 1.
extension Bool: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.flag(column) }
}

/// Nil where the first of the columns is null.
extension Optional: SQLReadable where Wrapped: SQLReadable {
    static var width: Int { Wrapped.width }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        self = try row.isNull(column) ? nil : Wrapped(row, at: column)
    }
}

extension Timestamp: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self.init(microseconds: try row.integer(column)) }
}

extension GTIN: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.gtin(column) }
}

extension PublicID: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.publicID(column) }
}

extension OrderID: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let order = OrderID(try row.text(column)) else { throw SQLRow.unexpected(column, "not an order id") }
        self = order
    }
}

extension ClickParameter: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let name = ClickParameter(try row.text(column)) else {
            throw SQLRow.unexpected(column, "not a parameter's name")
        }
        self = name
    }
}

extension PrincipalID: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self.init(rawValue: try row.integer(column)) }
}

/// A latitude and a longitude, in ten-millionths of a degree.
extension Position: SQLReadable {
    static var width: Int { 2 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.position(column) }
}

/// Ids of 16 bytes.
extension SQLReadable where Self: PrefixedID {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.id(column) }
}

/// 16 bytes.
extension TraceID: SQLReadable {
    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let trace = TraceID(bytes: try row.blob(column)) else {
            throw SQLRow.unexpected(column, "not a trace id")
        }
        self = trace
    }
}

/// Epoch, transaction and sequence.
extension LogPosition: SQLReadable {
    static var width: Int { 3 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        self.init(
            epoch: try row.integer(column), transaction: try row.integer(column + 1),
            sequence: try row.integer(column + 2))
    }
}

/// An amount and its currency.
extension Money: SQLReadable {
    static var width: Int { 2 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let currency = Currency(try row.text(column + 1)) else {
            throw SQLRow.unexpected(column + 1, "not a currency in use")
        }
        self.init(minorUnits: try row.integer(column), currency: currency)
    }
}

extension ScanID: SQLReadable {}
extension ClickID: SQLReadable {}
extension EventID: SQLReadable {}
extension ListingID: SQLReadable {}
extension PromotionID: SQLReadable {}
extension VoucherID: SQLReadable {}
extension RedemptionID: SQLReadable {}
extension VisitID: SQLReadable {}
extension PurchaseID: SQLReadable {}
extension RejectID: SQLReadable {}

/// Words of the public contract.
extension SQLReadable where Self: RawRepresentable<String> {
    init(_ row: SQLRow, at column: Int) throws(StorageError) { self = try row.word(column) }
}

extension Role: SQLReadable {}
extension Event.Kind: SQLReadable {}

extension Recognition: SQLReadable {}

extension SeenCover.Band: SQLReadable {}
extension Listing.Availability: SQLReadable {}
extension Stock.Status: SQLReadable {}
