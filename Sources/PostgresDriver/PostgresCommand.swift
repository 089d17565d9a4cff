import FootbridgeCore
import FootbridgeStorage

/// One statement for the server.
struct PostgresCommand {
    let text: String
    let values: [SQLValue]

    init(_ text: String, _ values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }

    /// - Throws: `StorageError.constraint` where a text holds U+0000, which PostgreSQL cannot keep.
    func checkValues() throws(StorageError) {
        for case .text(let text) in values where text.utf8.contains(0) {
            throw .constraint(StorageErrorDetail("a text with the character U+0000"))
        }
    }
}

/// What one command came to.
struct PostgresReply {
    var result: SQLResult
    /// What was done, in the server's word, such as `COMMIT` or `INSERT`.
    var tag: String
}

/// The values of one command in the form that libpq takes them: bytes as they are, everything else as text, of which the
/// server makes the type that the place needs.
struct PostgresParameters {
    /// One after the other, each ended by a zero byte.
    private(set) var bytes: [UInt8] = []
    /// Where each begins; -1 for null.
    private(set) var starts: [Int] = []
    private(set) var lengths: [Int32] = []
    /// 1 for bytes, 0 for text.
    private(set) var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let value): bytes.append(contentsOf: String(value).utf8)
            case .real(let value): bytes.append(contentsOf: String(value).utf8)
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
            starts.append(value == .null ? -1 : start)
            lengths.append(Int32(bytes.count - start))
            if case .blob = value { formats.append(1) } else { formats.append(0) }
            bytes.append(0)
        }
    }
}

/// Columns of a result, which come in PostgreSQL's binary form (big endian), by the type's object id (pg_type.dat).
enum PostgresColumn {
    /// - Throws: `StorageError.unusable` for a type that no statement of ours should give.
    static func value(_ bytes: UnsafeRawBufferPointer, type: UInt32) throws(StorageError) -> SQLValue {
        switch type {
        case 20, 21, 23, 26: return unsafe .integer(integer(bytes))
        case 18, 19, 25, 1043: return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case 17: return unsafe .blob(Array(bytes))
        case 701: return unsafe .real(Double(bitPattern: UInt64(bitPattern: integer(bytes))))
        case 16: return unsafe .integer(bytes.first == 1 ? 1 : 0)
        case 2278: return .null
        default: throw .unusable(StorageErrorDetail("a result has a column of the unexpected type \(type)"))
        }
    }

    /// Two, four or eight bytes with their sign; an object id has none, and fits all the same.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        let isNegative = unsafe bytes.first.map { $0 >= 0x80 } ?? false
        return unsafe bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }
}
