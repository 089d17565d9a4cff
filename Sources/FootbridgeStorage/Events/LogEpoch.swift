import FootbridgeCore

/// Notices that the log goes on in another place than before: a restored dump, a copy, a server that was taken back to
/// an earlier time, or another one that took over.
///
/// Transaction numbers begin anew or go back there, and would come to stand before positions that readers hold already.
/// A higher epoch puts everything that is written from then on behind all of them.
enum LogEpoch {
    /// Only PostgreSQL can tell; SQLite's log is raised by what restores its file.
    ///
    /// The row that this changes is the first lock of the transaction that raises the epoch, and held to its end. Whoever
    /// finds the same at the same time waits there, and then sees that nothing is left to change: one raise for one
    /// change of the place.
    private static let remember: SQL = """
        UPDATE installation SET log_origin = current_log_origin() WHERE log_origin IS DISTINCT FROM current_log_origin()
        """

    /// Readers take what earlier epochs hold for complete, so nobody may be writing in one when it ends: waits for the
    /// transactions that have, and lets nobody begin meanwhile. Reading goes on.
    private static let withoutWriters: SQL = "LOCK TABLE events IN SHARE MODE"

    /// What was announced is seen by all who write from here on, so that is settled, too; fences have no meaning among
    /// other transaction numbers.
    private static let raise: SQL = "UPDATE log_head SET epoch = epoch + 1, settled_at = announced_at, fence = 0"

    /// Raises the epoch where the log was last written elsewhere; before anything else is written. Once for each change,
    /// whoever else finds it at the same time.
    static func confirm(on connection: any SQLConnection, in dialect: Dialect) throws {
        guard dialect == .postgresql, try connection.change(remember) > 0 else { return }
        _ = try connection.run([BoundSQL(withoutWriters), BoundSQL(raise)])
    }
}

extension Storage {
    /// Raises the event log's epoch where a PostgreSQL server goes on with it that has not written to it before; for the
    /// driver, when it finds itself on another server than before.
    public static func confirmLogOrigin(on connection: any SQLConnection) throws {
        try LogEpoch.confirm(on: connection, in: .postgresql)
    }
}
