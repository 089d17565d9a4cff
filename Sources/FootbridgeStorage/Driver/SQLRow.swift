public import FootbridgeCore

/// One row of a result, read by column index.
///
/// A value of another type than the one asked for means that the schema or a query is not what this version expects;
/// it is thrown, never guessed at.
public struct SQLRow: Sendable, Hashable {
    private let values: [SQLValue]

    /// - Parameter values: the first column first.
    public init(_ values: [SQLValue]) {
        self.values = values
    }

    /// The value of a column, whatever its type.
    ///
    /// - Throws: ``StorageError/unusable`` where there is no such column.
    public func value(_ column: Int) throws(StorageError) -> SQLValue {
        guard values.indices.contains(column) else { throw Self.unexpected(column, "missing") }
        return values[column]
    }

    /// - Throws: ``StorageError/unusable`` where the value is null or no integer.
    public func integer(_ column: Int) throws(StorageError) -> Int64 {
        guard case .integer(let value) = try value(column) else { throw Self.unexpected(column, "not an integer") }
        return value
    }

    /// - Throws: ``StorageError/unusable`` where the value is null or no text.
    public func text(_ column: Int) throws(StorageError) -> String {
        guard case .text(let value) = try value(column) else { throw Self.unexpected(column, "not a text") }
        return value
    }

    /// - Throws: ``StorageError/unusable`` where the value is null or no bytes.
    public func blob(_ column: Int) throws(StorageError) -> [UInt8] {
        guard case .blob(let value) = try value(column) else { throw Self.unexpected(column, "not bytes") }
        return value
    }

    /// 0 or 1 as a flag.
    ///
    /// - Throws: ``StorageError/unusable`` for any other value.
    public func flag(_ column: Int) throws(StorageError) -> Bool {
        switch try integer(column) {
        case 0: return false
        case 1: return true
        default: throw Self.unexpected(column, "not a flag")
        }
    }

    /// - Returns: nil where the value is null.
    /// - Throws: ``StorageError/unusable`` where it is no integer.
    public func optionalInteger(_ column: Int) throws(StorageError) -> Int64? {
        try isNull(column) ? nil : integer(column)
    }

    /// - Returns: nil where the value is null.
    /// - Throws: ``StorageError/unusable`` where it is no text.
    public func optionalText(_ column: Int) throws(StorageError) -> String? {
        try isNull(column) ? nil : text(column)
    }

    /// - Returns: nil where the value is null.
    /// - Throws: ``StorageError/unusable`` where it is no bytes.
    public func optionalBlob(_ column: Int) throws(StorageError) -> [UInt8]? {
        try isNull(column) ? nil : blob(column)
    }

    /// - Throws: ``StorageError/unusable`` where there is no such column.
    public func isNull(_ column: Int) throws(StorageError) -> Bool {
        try value(column) == .null
    }

    static func unexpected(_ column: Int, _ what: String) -> StorageError {
        .unusable(StorageErrorDetail("column \(column) of a result is \(what)"))
    }
}
