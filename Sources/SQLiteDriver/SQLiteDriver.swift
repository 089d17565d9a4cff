public import FootbridgeCore
public import FootbridgeStorage
import Foundation
import GRDB

/// The storage seam over one SQLite file, through GRDB: many readers beside one writer (write-ahead log), and every
/// commit on disk before it is told (`synchronous = FULL`).
public final class SQLiteDriver: StorageDriver {
    public let dialect = Dialect.sqlite
    private let pool: DatabasePool
    private let writes: GroupCommit
    let readers: SQLiteReaders
    private let settings: SQLiteSettings
    private let path: String
    private let file: FileIdentity?

    /// Marks our files in their header ("Foot"), so that another program's database is not taken for one.
    private static let applicationID: Int32 = 0x466F_6F74

    /// Opens the file at `path`, and makes it where it does not exist; its folder must.
    ///
    /// Blocks for as long as the disk takes; a log left by a crash is recovered here.
    /// - Parameter readers: connections that read at once, at least 1; by default one for each core, and at least 2.
    /// - Throws: `StorageError.unreachable` where the file cannot be opened or made; `StorageError.busy` where another
    ///   process holds it for longer than the settings allow; `StorageError.unusable` where it is not a database, not
    ///   one of ours, damaged, or may only be read.
    public init(
        path: String, readers: Int? = nil, settings: SQLiteSettings = SQLiteSettings()
    ) throws(StorageError) {
        let readers = readers ?? max(2, ProcessInfo.processInfo.activeProcessorCount)
        self.settings = settings
        self.path = path
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(readers: readers, settings))
            try pool.writeWithoutTransaction { database in
                try Self.checkOwner(database)
                try Self.demandDurability(database)
            }
        } catch {
            throw StorageError(sqlite: error)
        }
        file = FileIdentity(of: path)
        writes = GroupCommit(pool: pool)
        self.readers = try SQLiteReaders(path: path, count: readers)
    }

    private static func configuration(readers: Int, _ settings: SQLiteSettings) -> Configuration {
        var configuration = Configuration()
        configuration.label = "footbridge"
        configuration.maximumReaderCount = readers
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(settings.lockWait / .seconds(1))
        configuration.prepareDatabase { database in
            // Without this, INSERT OR REPLACE would delete rows behind the triggers that forbid it.
            try database.execute(sql: "PRAGMA recursive_triggers = ON")
            // Double-quoted words are never strings, and the schema cannot be edited.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            // After a large import the log is cut back to this at the next checkpoint.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // 16 MiB of it before a checkpoint, which waits for the disk twice: most pages change again and again.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        return configuration
    }

    /// GRDB sets `synchronous = NORMAL` on the writer of a pool after our own preparation of it, and the last commits
    /// would then not survive a loss of power. Set again once the pool is open, and read back.
    private static func demandDurability(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StorageError.unusable(StorageErrorDetail("SQLite does not confirm full durability"))
        }
    }

    private static func checkOwner(_ database: Database) throws {
        let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard owner != applicationID else { return }
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard owner == 0, tables == 0 else {
            throw StorageError.unusable(StorageErrorDetail("the file is a SQLite database of another program"))
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// However long it takes: readers are in nobody's way here.
    public func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        // What takes minutes must not hold up requests.
        guard patience == .maintenance else { return try await readers.read(body) }
        let result: Swift.Result<Result, StorageError> = await withCheckedContinuation { caller in
            pool.asyncRead { database in
                let result: Swift.Result<Result, StorageError>
                do {
                    result = .success(try body(SQLiteConnection(database: try database.get())))
                } catch {
                    result = .failure(StorageError(sqlite: error))
                }
                caller.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// A `repeatable` body is run again where another fails that was to be committed with it.
    ///
    /// - Throws: `StorageError.busy` where the write did not get its turn in time, or another process held the database
    ///   for too long; a body that has begun is never interrupted.
    public func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        let deadline = patience == .maintenance ? nil : ContinuousClock.now + settings.writeWait
        let result: Swift.Result<Result, StorageError> = await withCheckedContinuation { caller in
            writes.submit(PendingWrite(until: deadline, isRepeatable: repeatable, body, for: caller))
        }
        return try result.get()
    }

    public var executor: (any TaskExecutor)? { readers }

    /// Writes that wait behind the group that is being committed.
    public var waiting: Int { writes.waiting }

    /// Transactions that wrote since the start; each held up to 256 writes.
    public var groupsCommitted: Int { writes.groupsCommitted }

    /// SQLite goes on with the file that it opened, wherever that is by now.
    public func checkPlace() throws(StorageError) {
        guard let file, FileIdentity(of: path) == file else {
            throw .unreachable(
                StorageErrorDetail(
                    "the file under the database's path is another one or gone: it was moved while it was served")
            )
        }
    }

    public func integrityProblems() async throws(StorageError) -> [String] {
        try await read(.maintenance) { connection in
            let damage = try connection.rows("PRAGMA integrity_check(100)").map { try $0.text(0) }
            let strays = try connection.rows("PRAGMA foreign_key_check").prefix(100).map { row in
                "a row of \(try row.text(0)) refers to a row of \(try row.text(2)) that is not there"
            }
            return damage.filter { $0 != "ok" } + strays
        }
    }

    /// How long closing waits for readers in other processes before it leaves them the log. Our own writers there wait
    /// as long, so this is short.
    private static let closingWait = Duration.milliseconds(500)

    /// See `StorageDriver`. The file alone is whole afterwards, with nothing left in its log, unless another process
    /// reads in it still: then the log stays, for that process to write back. The second time does nothing.
    public func close() async throws(StorageError) {
        await writes.finish()
        await readers.close()
        let left = await writeBackLog()
        do {
            try pool.close()
        } catch {
            throw StorageError(sqlite: error)
        }
        if let left { throw left }
    }

    /// Brings all of the write-ahead log into the file and empties it, once our own readers have ended: SQLite would do
    /// so only where the writer is the last to close, and GRDB closes it first.
    ///
    /// - Returns: what is worth telling; not that others are in the way or the disk is full, as nothing is lost: whoever
    ///   opens the database next goes on with the log.
    private func writeBackLog() async -> StorageError? {
        await withCheckedContinuation { caller in
            pool.asyncBarrierWriteWithoutTransaction { database in
                do {
                    let database = try database.get()
                    let wait = Int(Self.closingWait / .milliseconds(1))
                    try database.execute(sql: "PRAGMA busy_timeout = \(wait)")
                    try database.checkpoint(.truncate)
                    caller.resume(returning: nil)
                } catch {
                    switch StorageError(sqlite: error) {
                    case .busy, .full: caller.resume(returning: nil)
                    case .unreachable(let detail) where detail.code == "\(ResultCode.SQLITE_MISUSE.rawValue)":
                        caller.resume(returning: nil)
                    case let failure: caller.resume(returning: failure)
                    }
                }
            }
        }
    }
}
