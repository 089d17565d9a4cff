import FootbridgeCore

extension StorageError {
    /// What a failure of PostgreSQL means for the caller, by its SQLSTATE (PostgreSQL, appendix A). Neither statement nor
    /// values are in it: of the server's report only the names of table, column and constraint are kept.
    init(sqlState code: String, names: [String] = []) {
        let named = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
        func detail(_ text: String) -> StorageErrorDetail { StorageErrorDetail(code: code, text) }
        switch code {
        case "23505": self = .duplicate(detail("a key twice\(named)"))
        case "23503": self = .constraint(detail("a reference to a row that is not there\(named)"))
        case "23001": self = .constraint(detail("a row that is only ever added to\(named)"))
        case "23502": self = .constraint(detail("a value that must be there is missing\(named)"))
        case "23514", "23P01": self = .constraint(detail("a value outside its range\(named)"))
        case "40001", "40P01": self = .conflict(detail("the transaction was in others' way"))
        case "0A000": self = .conflict(detail("the schema was changed meanwhile"))
        case "55P03": self = .busy(detail("a lock was not to be had in time"))
        case "57014": self = .busy(detail("a statement took too long and was ended"))
        case "53200": self = .busy(detail("the server has no memory left"))
        case "53300", "53400":
            self = .busy(
                detail(
                    "the server has no connection left: raise its max_connections (or the role's or database's limit), "
                        + "or lower database-connections"))
        case "53100": self = .full(detail("the disk of the database server is full"))
        case "28P01", "28000":
            self = .unusable(
                detail(
                    "the server refuses the user or the password: see the user in the URL, the password, and pg_hba.conf"
                ))
        case "3D000": self = .unusable(detail("the server has no database of that name: make it with createdb"))
        case "42501":
            self = .unusable(
                detail(
                    "the role lacks the rights\(named): make it the owner of the database, or let an owner run "
                        + "footbridge migrate and grant it SELECT, INSERT, UPDATE, DELETE and USAGE"))
        case "42P01", "42703": self = .unusable(detail("a table or column is not there: run footbridge migrate"))
        case "3F000": self = .unusable(detail("there is no schema to make tables in: see the role's search_path"))
        case "25006":
            self = .unreachable(detail("the server may only be read: is it a standby that has not taken over yet?"))
        case "57P03": self = .unreachable(detail("the server is starting up or shutting down"))
        case "57P01", "57P02", "57P05", "25P03": self = .unreachable(detail("the server ended the connection"))
        case "26000", "42P05":
            self = .unreachable(
                detail("a prepared statement is lost: behind a pooler, set database-pooling to transaction"))
        default: self = Self.ofClass(String(code.prefix(2)), detail: detail)
        }
    }

    private static func ofClass(_ code: String, detail: (String) -> StorageErrorDetail) -> StorageError {
        switch code {
        case "08": .unreachable(detail("the connection to the server was lost"))
        case "22": .constraint(detail("a value has the wrong type or is too long"))
        case "23": .constraint(detail("a value outside its range"))
        case "40": .conflict(detail("the transaction was undone"))
        case "53": .busy(detail("the server lacks resources"))
        case "57": .unreachable(detail("the server ended the work"))
        case "58": .unreachable(detail("the server's system reports an error"))
        case "XX": .unusable(detail("the server reports a fault of its own, a full disk or damage: see its log"))
        default: .unusable(detail("PostgreSQL refused a statement"))
        }
    }

    /// Why no connection came about: always one that may come about later, without a restart.
    ///
    /// - Parameters:
    ///   - message: libpq's, at the verbosity that gives SQLSTATEs for words: it holds hosts and ports, and neither
    ///     password nor what the server said.
    ///   - isTransactionPooled: whether we know of a pooler.
    init(connecting message: String, to address: PostgresAddress, isTransactionPooled: Bool) {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        // Of several hosts the last is the one that counts.
        guard let code = lines.last?.firstMatch(of: /(?:FATAL|ERROR): *([0-9A-Z]{5})/).map({ String($0.1) }) else {
            let words = lines.joined(separator: " ")
            let reason =
                words.contains("no password supplied")
                ? "the server asks for a password: give it in FOOTBRIDGE_DATABASE_PASSWORD or in a file that "
                    + "database-password-file names"
                : words
            self = .unreachable(StorageErrorDetail("\(reason) (\(address))"))
            return
        }
        let reason =
            switch code {
            // PgBouncer has this one code for all that it refuses, among it what only a whole session can have.
            case "08P01":
                "the pooler refuses the connection: see the user, the password and the database that it knows, and "
                    + "whether it reaches its server"
                    + (isTransactionPooled ? "" : "; in front of transactions, set database-pooling to transaction")
            case "42501": "the role may not connect to the database: GRANT CONNECT ON DATABASE … TO …"
            case "55000": "the database takes no connections"
            default: StorageError(sqlState: code).words
            }
        let detail = StorageErrorDetail(code: code, "\(reason) (\(address))")
        if case .busy = StorageError(sqlState: code) { self = .busy(detail) } else { self = .unreachable(detail) }
    }

    private var words: String {
        switch self {
        case .unreachable(let detail), .outcomeUnknown(let detail), .busy(let detail), .conflict(let detail),
            .full(let detail),
            .duplicate(let detail), .constraint(let detail), .unusable(let detail):
            detail.description
        case .claimLost: "a claim is lost"
        }
    }

    /// Whatever a body threw.
    init(postgres error: any Error) {
        self =
            error as? StorageError
            ?? .unusable(StorageErrorDetail("a storage body failed with \(type(of: error))"))
    }
}
