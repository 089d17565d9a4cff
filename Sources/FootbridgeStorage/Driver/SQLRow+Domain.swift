import FootbridgeCore
import ProductIdentifiers

/// Columns as the types of the domain; what does not fit one is ``StorageError/unusable``, as the schema should have
/// refused it.
extension SQLRow {
    func int(_ column: Int) throws(StorageError) -> Int { Int(try integer(column)) }

    func time(_ column: Int) throws(StorageError) -> Timestamp { Timestamp(microseconds: try integer(column)) }

    func gtin(_ column: Int) throws(StorageError) -> GTIN {
        guard let gtin = GTIN(value: try integer(column)) else { throw Self.unexpected(column, "not a GTIN") }
        return gtin
    }

    func id<ID: PrefixedID>(_ column: Int, _ type: ID.Type = ID.self) throws(StorageError) -> ID {
        guard let uuid = UUIDv7(bytes: try blob(column)) else { throw Self.unexpected(column, "not 16 bytes") }
        return ID(uuid)
    }

    func publicID(_ column: Int) throws(StorageError) -> PublicID {
        guard let id = PublicID(try text(column)) else { throw Self.unexpected(column, "not a public id") }
        return id
    }

    /// A word of the public contract.
    func word<Word: RawRepresentable<String>>(_ column: Int, _ type: Word.Type = Word.self)
        throws(StorageError) -> Word
    {
        guard let word = Word(rawValue: try text(column)) else { throw Self.unexpected(column, "an unknown word") }
        return word
    }

    /// A latitude at `column` and a longitude in the next one, in ten-millionths of a degree.
    func position(_ column: Int) throws(StorageError) -> Position {
        guard let position = Position(latitudeE7: try integer(column), longitudeE7: try integer(column + 1))
        else { throw Self.unexpected(column, "not a position") }
        return position
    }
}
