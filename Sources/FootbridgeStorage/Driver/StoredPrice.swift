import FootbridgeCore

/// An amount and the currency it was imported in, which this version may no longer, or not yet, know.
struct StoredPrice: SQLReadable {
    static let width = 2

    private let minorUnits: Int64
    private let code: String

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        minorUnits = try row.integer(column)
        code = try row.text(column + 1)
    }

    /// Nil where the currency is not in use.
    var money: Money? { Currency(code).map { Money(minorUnits: minorUnits, currency: $0) } }

    /// Why there is no ``money``.
    func problem(of row: @autoclosure () -> String) -> UnusableRow? {
        money == nil ? .price(in: code, of: row()) : nil
    }
}
