import FootbridgeCore
import FootbridgeStorage
import GRDB
import GRDBSQLite

/// A prepared statement, borrowed from its owner, on a connection that one thread uses at a time.
@safe struct SQLiteStatement {
    private let handle: OpaquePointer

    /// - Parameter handle: valid for as long as this is used.
    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    /// Runs it from its beginning to its end.
    ///
    /// - Parameter values: as many as it has placeholders.
    func run(_ values: [SQLValue] = []) throws(StorageError) -> SQLResult {
        // What it reports again is what the last step has thrown already.
        defer { _ = unsafe sqlite3_reset(handle) }
        try bind(values)
        var rows: [SQLRow] = []
        while try step() { rows.append(row()) }
        let isReadOnly = unsafe sqlite3_stmt_readonly(handle) != 0
        return SQLResult(rows: rows, changed: isReadOnly ? 0 : unsafe Int(sqlite3_changes64(sqlite3_db_handle(handle))))
    }

    /// - Returns: whether there is a row.
    private func step() throws(StorageError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    private func bind(_ values: [SQLValue]) throws(StorageError) {
        // What was bound before would stand in the place of a value that is missing.
        guard unsafe Int(sqlite3_bind_parameter_count(handle)) == values.count else {
            throw .unusable(StorageErrorDetail("a statement was given another number of values than it takes"))
        }
        for (index, value) in values.enumerated() {
            guard try bind(value, at: Int32(index + 1)) == SQLITE_OK else { throw failure() }
        }
    }

    /// - Returns: SQLite's result code.
    private func bind(_ value: SQLValue, at index: Int32) throws(StorageError) -> Int32 {
        // SQLite copies what it is given before the call returns.
        let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, index)
        case .integer(let value): return unsafe sqlite3_bind_int64(handle, index, value)
        case .real(let value): return unsafe sqlite3_bind_double(handle, index, value)
        case .text(let text):
            guard !text.utf8.contains(0) else {
                throw .constraint(StorageErrorDetail("a text with the character U+0000"))
            }
            return unsafe sqlite3_bind_text(handle, index, text, Int32(clamping: text.utf8.count), copied)
        case .blob(let bytes):
            // No bytes at all have no address, and SQLite takes that for null.
            guard !bytes.isEmpty else { return unsafe sqlite3_bind_zeroblob(handle, index, 0) }
            return unsafe sqlite3_bind_blob(handle, index, bytes, Int32(clamping: bytes.count), copied)
        }
    }

    private func row() -> SQLRow {
        SQLRow((0..<(unsafe sqlite3_column_count(handle))).map(value))
    }

    private func value(_ column: Int32) -> SQLValue {
        switch unsafe sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            return .text(
                unsafe String(
                    decoding: UnsafeBufferPointer(
                        start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column))),
                    as: UTF8.self))
        case SQLITE_BLOB:
            return .blob(
                unsafe Array(
                    UnsafeRawBufferPointer(
                        start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))))
        default: return .null
        }
    }

    private func failure() -> StorageError {
        unsafe StorageError(sqliteConnection: sqlite3_db_handle(handle))
    }
}

extension StorageError {
    /// What the last call on a connection failed of.
    init(sqliteConnection connection: OpaquePointer?) {
        self.init(
            sqlite: DatabaseError(
                resultCode: ResultCode(rawValue: unsafe sqlite3_extended_errcode(connection)),
                message: unsafe String(cString: sqlite3_errmsg(connection))))
    }
}
