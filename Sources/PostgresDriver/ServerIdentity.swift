import FootbridgeCore
import FootbridgeStorage
import Synchronization

/// Notices that another server answers than before, or the same one taken back to an earlier time, while the daemon runs:
/// a standby that took over may lack what was committed last, and counts on from there.
///
/// Behind a pooler this cannot be seen, as its connections stay.
final class ServerIdentity: Sendable {
    private let known = Mutex<String?>(nil)
    private let whenChanged: @Sendable (any SQLConnection) throws -> Void

    /// - Parameter whenChanged: runs in a transaction of its own, before anything else does on the new server.
    init(whenChanged: @escaping @Sendable (any SQLConnection) throws -> Void) {
        self.whenChanged = whenChanged
    }

    /// The cluster, and its timeline, which changes whenever a server leaves recovery; empty while it is in recovery.
    private static let identity = PostgresCommand(
        """
        SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE CAST(system_identifier AS TEXT) || '/'
          || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END
        FROM pg_control_system()
        """)

    /// Looks at a session that was just opened.
    ///
    /// - Throws: `StorageError.unreachable` where the server is a standby still: it would be used past its taking over.
    func check(_ session: PostgresSession) throws(StorageError) {
        guard let row = try session.exchange([Self.identity]).first?.result.rows.first else { return }
        let identity = try row.text(0)
        guard !identity.isEmpty else { throw StorageError(sqlState: "25006") }
        let before = known.withLock { known in
            if known == nil { known = identity }
            return known
        }
        guard before != identity else { return }
        let connection = PostgresConnection(session: session, begin: [PostgresCommand("BEGIN")])
        do {
            try whenChanged(connection)
            try connection.commit()
        } catch {
            connection.abandon()
            throw StorageError(postgres: error)
        }
        known.withLock { $0 = identity }
    }
}
