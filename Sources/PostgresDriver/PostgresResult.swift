import CPQ
import FootbridgeCore
import FootbridgeStorage

/// Owns one result of libpq.
@safe final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit { unsafe PQclear(handle) }

    var status: ExecStatusType { unsafe PQresultStatus(handle) }

    /// Empty where nothing failed, or where libpq itself did.
    var sqlState: String { field("C") ?? "" }

    /// - Throws: `StorageError` where the command failed or was skipped.
    func reply() throws(StorageError) -> PostgresReply {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            let tag = unsafe String(cString: PQcmdStatus(handle))
            let changed = tag.hasPrefix("SELECT") ? 0 : unsafe Int(String(cString: PQcmdTuples(handle))) ?? 0
            return PostgresReply(result: SQLResult(rows: try rows(), changed: changed), tag: tag)
        case PGRES_PIPELINE_ABORTED:
            throw .unusable(StorageErrorDetail("a statement was skipped, as one before it failed"))
        default:
            let names = ["t", "c", "n"].compactMap(field)
            throw StorageError(sqlState: sqlState, names: names)
        }
    }

    private func rows() throws(StorageError) -> [SQLRow] {
        let columns = unsafe PQnfields(handle)
        let types = (0..<columns).map { unsafe PQftype(handle, $0) }
        var rows: [SQLRow] = []
        rows.reserveCapacity(unsafe Int(PQntuples(handle)))
        for row in 0..<(unsafe PQntuples(handle)) {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(columns))
            for column in 0..<columns {
                values.append(try value(row, column, type: types[Int(column)]))
            }
            rows.append(SQLRow(values))
        }
        return rows
    }

    private func value(_ row: Int32, _ column: Int32, type: UInt32) throws(StorageError) -> SQLValue {
        guard unsafe PQgetisnull(handle, row, column) == 0 else { return .null }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
        return try unsafe PostgresColumn.value(bytes, type: type)
    }

    /// A field of an error report, by its code (libpq, PQresultErrorField): table, column or constraint, never a value.
    private func field(_ code: Character) -> String? {
        guard let code = code.asciiValue, let text = unsafe PQresultErrorField(handle, Int32(code)) else { return nil }
        return unsafe String(cString: text)
    }
}
