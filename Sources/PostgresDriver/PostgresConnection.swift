import FootbridgeCore
import FootbridgeStorage

/// A transaction on one session as the seam sees it, for the length of one body.
///
/// What begins, divides and ends the transaction is not waited for alone where it need not be: BEGIN and SAVEPOINT go
/// out with the first statements that follow them.
final class PostgresConnection: SQLConnection {
    private let session: PostgresSession
    /// Not sent yet; the next batch takes them along.
    private var pending: [PostgresCommand]
    private var batchesSent = 0
    private var depth = 0

    /// - Parameter begin: what opens the transaction.
    init(session: PostgresSession, begin: [PostgresCommand]) {
        self.session = session
        pending = begin
    }

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        guard !batch.isEmpty else { return [] }
        return try exchange(batch.map { PostgresCommand($0.statement.text(in: .postgresql), $0.values) })
            .map(\.result)
    }

    private func exchange(_ commands: [PostgresCommand]) throws(StorageError) -> ArraySlice<PostgresReply> {
        // A value that cannot be sent is refused before anything is.
        for command in commands { try command.checkValues() }
        let first = pending
        pending = []
        batchesSent += 1
        return try session.exchange(first + commands).dropFirst(first.count)
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        let (sentBefore, pendingBefore, name) = (batchesSent, pending, "nested_\(depth)")
        pending.append(PostgresCommand("SAVEPOINT \(name)"))
        do {
            let result = try body()
            if batchesSent == sentBefore {
                pending = pendingBefore
            } else {
                pending.append(PostgresCommand("RELEASE SAVEPOINT \(name)"))
            }
            return result
        } catch {
            pending =
                batchesSent == sentBefore
                ? pendingBefore
                : [PostgresCommand("ROLLBACK TO SAVEPOINT \(name)"), PostgresCommand("RELEASE SAVEPOINT \(name)")]
            throw error
        }
    }

    /// Returns once everything is on disk.
    ///
    /// - Throws: `StorageError.outcomeUnknown` where the connection was lost meanwhile.
    func commit() throws(StorageError) {
        guard batchesSent > 0 else { return }
        let last: PostgresReply?
        do throws(StorageError) {
            last = try exchange([PostgresCommand("COMMIT")]).last
        } catch {
            if case .unreachable(let detail) = error { throw .outcomeUnknown(detail) }
            throw error
        }
        // A transaction that has failed ends with ROLLBACK, whatever it is told.
        guard last?.tag == "COMMIT" else {
            throw .unusable(StorageErrorDetail("a body went on after a statement of it had failed"))
        }
    }

    /// Ends a transaction that changed nothing, without waiting for the server to say so.
    func finishReading() {
        end("COMMIT")
    }

    /// Ends a transaction whose changes must not stay, without waiting for the server to say so: if this does not reach
    /// it, it undoes them all the same.
    func abandon() {
        end("ROLLBACK")
    }

    private func end(_ command: String) {
        guard batchesSent > 0 else { return }
        session.send(PostgresCommand(command))
    }
}
