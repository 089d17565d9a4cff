import FootbridgeCore
import Gzip

/// An answer's body as it is kept: the bytes that went out, compressed once they are many, as where fifty shops are named.
/// What a stranger's picture can put into one and would not compress is bounded by ``AnsweredSymbols``.
struct KeptBody: SQLReadable {
    let bytes: [UInt8]

    /// Bytes up to which compressing saves less than it costs, as of an answer with five shops.
    private static let short = 8 << 10
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

    /// As it is where zlib has no memory left: longer, but kept.
    var stored: SQLValue {
        guard bytes.count > Self.short, var stream = try? GzipStream() else { return .blob(bytes) }
        return .blob(stream.compress(bytes, isEnd: true))
    }
}
