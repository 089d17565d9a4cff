import FootbridgeCore
import GRDB

extension StorageError {
    /// What a failure of SQLite means for the caller. Neither statement nor values are in it: of SQLite's message only
    /// the names of table and column after "failed:" are kept.
    init(sqlite error: any Error) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError: self.init(error)
        default: self = .unusable(StorageErrorDetail("a storage body failed with \(type(of: error))"))
        }
    }

    private init(_ error: DatabaseError) {
        func detail(_ text: String) -> StorageErrorDetail {
            StorageErrorDetail(code: "\(error.extendedResultCode.rawValue)", text)
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .busy(detail("another process holds the database"))
        case .SQLITE_INTERRUPT, .SQLITE_ABORT:
            self = .busy(detail("the work was interrupted"))
        case .SQLITE_NOMEM:
            self = .busy(detail("there is no memory left"))
        case .SQLITE_IOERR:
            self = .unreachable(detail("the disk reports an input or output error"))
        case .SQLITE_CANTOPEN:
            self = .unreachable(
                detail(
                    "the database file cannot be opened or made: is its folder there, and may this user write in it?"))
        case .SQLITE_MISUSE:
            self = .unreachable(detail("the database is closed"))
        case .SQLITE_FULL:
            self = .full(detail("the disk or the database is full"))
        case .SQLITE_CONSTRAINT:
            let rule = detail("\(Self.rule(error.extendedResultCode))\(Self.columns(error))")
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
                self = .duplicate(rule)
            default: self = .constraint(rule)
            }
        case .SQLITE_MISMATCH, .SQLITE_TOOBIG:
            self = .constraint(detail("a value has the wrong type or is too long"))
        case .SQLITE_READONLY:
            self = .unusable(detail("the database file or its folder may only be read by this user"))
        case .SQLITE_NOTADB:
            self = .unusable(detail("the file is not a SQLite database"))
        case .SQLITE_CORRUPT:
            self = .unusable(detail("the database is damaged; restore a backup"))
        default:
            self = .unusable(detail("SQLite refused a statement"))
        }
    }

    private static func rule(_ code: ResultCode) -> String {
        switch code {
        case .SQLITE_CONSTRAINT_FOREIGNKEY: "a reference to a row that is not there"
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: "a key twice"
        case .SQLITE_CONSTRAINT_NOTNULL: "a value that must be there is missing"
        case .SQLITE_CONSTRAINT_TRIGGER: "a row that is only ever added to"
        default: "a value outside its range"
        }
    }

    /// ` (table.column, …)` where SQLite names them; for a check its message may be the expression, which is not kept.
    private static func columns(_ error: DatabaseError) -> String {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_NOTNULL:
            guard let names = error.message?.split(separator: "failed: ", maxSplits: 1).last else { return "" }
            return " (\(names))"
        default: return ""
        }
    }
}
