import FootbridgeCore

/// Notices that the log goes on in another place than before: a restored dump, a copy, a server that was taken back to
/// an earlier time, or another one that took over.
///
/// Transaction numbers begin anew or go back there, and would come to stand before positions that readers hold already.
/// A higher epoch puts everything that is written from then on behind all of them.
enum LogEpoch {
    /// The cluster, the database in it, and the timeline, which changes whenever a server leaves recovery. Only
    /// PostgreSQL has these names; SQLite's log is raised by what restores its file.
    private static let origin: SQL = """
        SELECT CAST(system_identifier AS TEXT) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
          || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
        FROM pg_control_system()
        """
    private static let known: SQL = "SELECT log_origin FROM installation"
    private static let remember: SQL = "UPDATE installation SET log_origin = $1"
    private static let raise: SQL = "UPDATE log_epoch SET epoch = epoch + 1"

    /// Raises the epoch where the log was last written elsewhere; before anything else is written.
    static func confirm(on connection: any SQLConnection, in dialect: Dialect) throws {
        guard dialect == .postgresql else { return }
        let results = try connection.run([BoundSQL(origin), BoundSQL(known)])
        guard let here = try results[0].rows.first?.text(0) else { return }
        let before = try results[1].rows.first?.optionalText(0)
        guard here != before else { return }
        try connection.change(remember, [.text(here)])
        if before != nil { try connection.change(raise) }
    }
}

extension Storage {
    /// Raises the event log's epoch where a PostgreSQL server goes on with it that has not written to it before; for the
    /// driver, when it finds itself on another server than before.
    public static func confirmLogOrigin(on connection: any SQLConnection) throws {
        try LogEpoch.confirm(on: connection, in: .postgresql)
    }
}
