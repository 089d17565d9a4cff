import CPQ
import FootbridgeCore
import FootbridgeStorage

#if canImport(Glibc)
import Glibc
#endif

/// One connection to a server, in libpq's pipeline mode: statements go out together, and their results come back in one
/// wait of the calling thread.
///
/// `@unchecked Sendable`: libpq allows one thread at a time, and ``ConnectionPool`` gives a session to one worker at a
/// time, with its lock in between.
@safe final class PostgresSession: @unchecked Sendable {
    private let handle: OpaquePointer
    private let address: PostgresAddress
    private let settings: PostgresSettings
    private var preparesStatements: Bool { !settings.isTransactionPooled }
    /// Names of prepared statements by text; as many as there are statements in the source.
    private var prepared: [String: String] = [:]
    /// How many names were ever given.
    private var names = 0
    /// Round trips whose results nobody has waited for yet.
    private var owed = 0
    /// Nothing more can come of it: the server is gone.
    private(set) var isBroken = false
    /// Whether a statement may take as long as it takes: nothing is heard meanwhile, so the server is asked over another
    /// connection whether it is still at it.
    var mayTakeLong = false
    /// Longest silence in the middle of an answer. The server ends a slow statement first; only one that has vanished
    /// stays silent for longer.
    private var silence: Duration { settings.statementTimeout + .seconds(5) }

    /// Connects; blocks the thread meanwhile.
    ///
    /// - Throws: `StorageError` that says why it cannot.
    init(_ address: PostgresAddress, _ settings: PostgresSettings) throws(StorageError) {
        self.address = address
        self.settings = settings
        // From here on `deinit` finishes it, also where this throws.
        unsafe handle = try Self.connect(address, settings)
        // Notices would be written to our standard error.
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        guard unsafe PQsetnonblocking(handle, 1) == 0, unsafe PQenterPipelineMode(handle) == 1 else {
            throw .unusable(StorageErrorDetail("libpq cannot pipeline"))
        }
        try checkServer()
    }

    deinit { unsafe PQfinish(handle) }

    // MARK: Connecting

    private static func connect(
        _ address: PostgresAddress, _ settings: PostgresSettings
    ) throws(StorageError) -> OpaquePointer {
        let parameters = parameters(address, settings)
        let (keywords, values) = (parameters.map(\.0), parameters.map(\.1))
        let started = unsafe withCStrings(keywords) { keywords in
            unsafe withCStrings(values) { values in unsafe PQconnectStartParams(keywords, values, 0) }
        }
        guard let handle = unsafe started else { throw .busy(StorageErrorDetail("there is no memory left")) }
        // SQLSTATEs are the same in every language, and quote nothing.
        unsafe PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
        do throws(StorageError) {
            try unsafe finishConnecting(handle, address, settings)
            return unsafe handle
        } catch {
            unsafe PQfinish(handle)
            throw error
        }
    }

    /// libpq's keywords: those of the URL, and over them what we need.
    private static func parameters(_ address: PostgresAddress, _ settings: PostgresSettings) -> [(String, String)] {
        var parameters = address.parameters
        parameters["password"] = address.password
        parameters["client_encoding"] = "UTF8"
        if parameters["application_name"] == nil { parameters["fallback_application_name"] = "footbridge" }
        // A server that vanished without a word is noticed within half a minute.
        for (keyword, value) in [
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "25000"),
        ] where parameters[keyword] == nil { parameters[keyword] = value }
        if !settings.isTransactionPooled {
            // Of the session, so that they need not be said in every transaction.
            let limits =
                "-c statement_timeout=\(settings.statementTimeout.milliseconds) "
                + "-c idle_in_transaction_session_timeout=60000"
            parameters["options"] = (parameters["options"].map { $0 + " " } ?? "") + limits
        }
        return parameters.sorted { $0.key < $1.key }
    }

    private static func finishConnecting(
        _ handle: OpaquePointer, _ address: PostgresAddress, _ settings: PostgresSettings
    ) throws(StorageError) {
        let limit = (address.connectTimeout ?? settings.connectTimeout) * address.hosts
        let end = ContinuousClock.now + limit
        func failure() -> StorageError {
            StorageError(
                connecting: unsafe String(cString: PQerrorMessage(handle)), to: address,
                isTransactionPooled: settings.isTransactionPooled)
        }
        guard unsafe PQstatus(handle) != CONNECTION_BAD else { throw failure() }
        var events = Int16(POLLOUT)
        while true {
            guard unsafe wait(on: PQsocket(handle), for: events, until: end) else {
                throw .unreachable(StorageErrorDetail("the server does not answer within \(limit) (\(address))"))
            }
            switch unsafe PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: throw failure()
            }
        }
    }

    private func checkServer() throws(StorageError) {
        let version = unsafe PQserverVersion(handle)
        guard version >= 150_000 else {
            throw .unusable(
                StorageErrorDetail("PostgreSQL 15 or later is needed; the server is \(version / 10_000)"))
        }
        let encoding = unsafe PQparameterStatus(handle, "server_encoding").map { unsafe String(cString: $0) }
        guard encoding == "UTF8" else {
            throw .unusable(
                StorageErrorDetail(
                    "the database is not in UTF-8 but in \(encoding ?? "an unknown encoding"): make one with "
                        + "createdb --template=template0 --encoding=UTF8"))
        }
    }

    // MARK: Statements

    /// Sends all of `commands` and waits for what they come to: one round trip.
    ///
    /// - Throws: `StorageError` of the first that failed; those after it were not run.
    func exchange(_ commands: [PostgresCommand]) throws(StorageError) -> [PostgresReply] {
        let steps = try queue(commands)
        try flush()
        try settleDebts()
        return try receive(steps)
    }

    /// Sends a command that has no values and is not prepared, and leaves its result for later.
    func send(_ command: PostgresCommand) {
        guard !isBroken else { return }
        // What the system does not take at once goes out before the next wait.
        guard queue(command, name: nil), unsafe PQpipelineSync(handle) == 1, unsafe PQflush(handle) >= 0 else {
            isBroken = true
            return
        }
        owed += 1
    }

    /// Whether the server is still there, as far as can be seen without waiting for it.
    func isUsable() -> Bool {
        // Between transactions a server says only what nobody waited for, and that it leaves.
        for _ in 0..<16 where !isBroken {
            guard unsafe Self.wait(on: PQsocket(handle), for: Int16(POLLIN), until: .now) else { return true }
            guard unsafe PQconsumeInput(handle) == 1 else { break }
            while unsafe PQisBusy(handle) == 0, owed > 0 {
                let result = unsafe PQgetResult(handle).map { unsafe PostgresResult($0) }
                if result?.status == PGRES_PIPELINE_SYNC { owed -= 1 }
                guard unsafe PQstatus(handle) == CONNECTION_OK else { break }
            }
            guard unsafe PQstatus(handle) == CONNECTION_OK else { break }
        }
        isBroken = true
        return false
    }

    /// One result to be expected: of preparing a statement, or of a command.
    private enum Step {
        case prepare(text: String, name: String)
        case run
    }

    private func queue(_ commands: [PostgresCommand]) throws(StorageError) -> [Step] {
        guard !isBroken else { throw lost() }
        var steps: [Step] = []
        var known = prepared
        for command in commands {
            var name = known[command.text]
            if preparesStatements, name == nil {
                names += 1
                let new = "footbridge_\(names)"
                guard unsafe PQsendPrepare(handle, new, command.text, 0, nil) == 1 else { throw lost() }
                known[command.text] = new
                steps.append(.prepare(text: command.text, name: new))
                name = new
            }
            guard queue(command, name: name) else { throw lost() }
            steps.append(.run)
        }
        guard unsafe PQpipelineSync(handle) == 1 else { throw lost() }
        return steps
    }

    private func queue(_ command: PostgresCommand, name: String?) -> Bool {
        let values = PostgresParameters(command.values)
        let count = Int32(values.starts.count)
        let isQueued: Int32 = unsafe values.bytes.withUnsafeBytes { bytes in
            let pointers: [UnsafePointer<CChar>?] = unsafe values.starts.map { start in
                start < 0
                    ? nil : unsafe bytes.baseAddress.map { unsafe ($0 + start).assumingMemoryBound(to: CChar.self) }
            }
            return if let name {
                unsafe PQsendQueryPrepared(handle, name, count, pointers, values.lengths, values.formats, 1)
            } else {
                unsafe PQsendQueryParams(
                    handle, command.text, count, nil, pointers, values.lengths, values.formats, 1)
            }
        }
        return isQueued == 1
    }

    private func receive(_ steps: [Step]) throws(StorageError) -> [PostgresReply] {
        var replies: [PostgresReply] = []
        replies.reserveCapacity(steps.count)
        var failure: StorageError?
        for step in steps {
            guard let result = try nextResult() else { throw lost() }
            do throws(StorageError) {
                let reply = try result.reply()
                switch step {
                case .prepare(let text, let name): prepared[text] = name
                case .run: replies.append(reply)
                }
            } catch {
                failure = failure ?? error
            }
            // The results of one statement end with none.
            while try nextResult() != nil {}
        }
        guard try nextResult()?.status == PGRES_PIPELINE_SYNC else { throw lost() }
        guard let failure else { return replies }
        if case .unreachable = failure { isBroken = true }
        // After a change of the schema every prepared statement may be out of date; each is prepared anew.
        if case .conflict(let detail) = failure, detail.code == "0A000" { prepared = [:] }
        throw failure
    }

    /// Reads what commands came to that nobody waited for.
    private func settleDebts() throws(StorageError) {
        while owed > 0 {
            while let result = try nextResult() {
                guard result.status == PGRES_PIPELINE_SYNC else { continue }
                owed -= 1
                break
            }
        }
    }

    // MARK: Waiting

    private func flush() throws(StorageError) {
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                // The server may not read on before we have read what it says.
                let ready = try wait(for: Int16(POLLIN | POLLOUT))
                if ready & Int16(POLLIN) != 0, unsafe PQconsumeInput(handle) != 1 { throw lost() }
            default: throw lost()
            }
        }
    }

    private func nextResult() throws(StorageError) -> PostgresResult? {
        while unsafe PQisBusy(handle) == 1 { try takeInput() }
        guard let result = unsafe PQgetResult(handle) else { return nil }
        let owned = unsafe PostgresResult(result)
        // Without this a dead connection would give the same failure for ever.
        guard unsafe PQstatus(handle) != CONNECTION_BAD else { throw lost(owned) }
        return owned
    }

    /// Reads what the server says, once it says something.
    ///
    /// Under TLS the end of an answer may wait inside OpenSSL, decrypted already, where the socket does not show it: libpq
    /// takes as much of a TLS record as it has room for. So it is asked in between, too, soon at first and then ten times
    /// a second.
    private func takeInput() throws(StorageError) {
        var end = ContinuousClock.now + silence
        var slice = unsafe PQsslInUse(handle) == 1 ? Duration.milliseconds(1) : nil
        while true {
            let until = slice.map { min(end, .now + $0) } ?? end
            let isReady = unsafe Self.wait(on: PQsocket(handle), for: Int16(POLLIN), until: until)
            if !isReady, end <= .now { try extend(&end) }
            guard unsafe PQconsumeInput(handle) == 1 else { throw lost() }
            if unsafe isReady || PQisBusy(handle) == 0 { return }
            slice = slice.map { min($0 * 2, .milliseconds(100)) }
        }
    }

    private func wait(for events: Int16) throws(StorageError) -> Int16 {
        var end = ContinuousClock.now + silence
        while true {
            if let ready = unsafe Self.events(on: PQsocket(handle), events, until: end) { return ready }
            try extend(&end)
        }
    }

    /// Goes on waiting where the server is at work on a statement that may take long.
    ///
    /// - Throws: `StorageError.unreachable` where it is not.
    private func extend(_ end: inout ContinuousClock.Instant) throws(StorageError) {
        guard mayTakeLong, isAtWork() else {
            isBroken = true
            throw .unreachable(StorageErrorDetail("the server fell silent"))
        }
        end = .now + silence
    }

    /// Whether the server says so over another connection.
    ///
    /// Without this a server that stands still in a transaction of upkeep would be waited for until it is back, and SIGTERM
    /// would not end the daemon before. What says nothing to us because it ended meanwhile has said so.
    private func isAtWork() -> Bool {
        let question =
            // A pooler's processes are not the server's.
            settings.isTransactionPooled
            ? PostgresCommand("SELECT 1")
            : PostgresCommand(
                "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = 'active'",
                [.integer(Int64(unsafe PQbackendPID(handle)))])
        do {
            let other = try PostgresSession(address, settings)
            if try other.exchange([question]).first?.result.rows.isEmpty == false { return true }
            return unsafe Self.wait(on: PQsocket(handle), for: Int16(POLLIN), until: .now + .seconds(1))
        } catch {
            if case .unreachable = error { return false }
            // It has no connection left, say: it is there.
            return true
        }
    }

    private func lost(_ result: PostgresResult? = nil) -> StorageError {
        isBroken = true
        if let result, !result.sqlState.isEmpty, case .unreachable(let detail) = StorageError(sqlState: result.sqlState)
        {
            return .unreachable(detail)
        }
        return .unreachable(StorageErrorDetail("the connection to the server was lost"))
    }

    private static func wait(on socket: Int32, for events: Int16, until end: ContinuousClock.Instant) -> Bool {
        self.events(on: socket, events, until: end) != nil
    }

    /// Which of `events` there are; nil once the time is up. An error on the socket counts as both.
    private static func events(on socket: Int32, _ events: Int16, until end: ContinuousClock.Instant) -> Int16? {
        var descriptor = pollfd(fd: socket, events: events, revents: 0)
        while true {
            let left = Int32(clamping: max(0, ContinuousClock.now.duration(to: end).milliseconds))
            let count = unsafe poll(&descriptor, 1, left)
            if count > 0 { return descriptor.revents & events == 0 ? events : descriptor.revents }
            if count == 0 { return nil }
            // A signal is no answer; anything else libpq will find out by itself.
            if errno != EINTR { return events }
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int64 {
        components.seconds * 1000 + (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}

/// Calls `body` with C strings and a null behind the last.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let pointers = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { buffer in
        guard let first = buffer.baseAddress else { preconditionFailure("the null at the end is there") }
        return unsafe body(first)
    }
}
