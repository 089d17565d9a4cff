import FootbridgeCore
import Gzip

/// An answer's body as it is kept: the bytes that went out, in the form of `KeptForm`.
struct KeptBody: SQLReadable {
    let bytes: [UInt8]

    /// As the schema has it.
    private static let longest = 4 << 20
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        let stored = try row.blob(column)
        guard stored.starts(with: Self.gzipMagic) else {
            bytes = stored
            return
        }
        guard let body = gunzip(stored, most: Self.longest) else { throw SQLRow.unexpected(column, "not gzip") }
        bytes = body
    }

    var stored: SQLValue { .blob(KeptForm.bytes(of: bytes)) }
}
