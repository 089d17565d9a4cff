public import FootbridgeCore

/// A database, as this target needs it: transactions whose bodies are plain synchronous code.
///
/// Bodies run on threads of the driver's own, so that they may block: never on an event loop nor on the cooperative
/// pool. A body that throws changes nothing. Every failure of the database comes out as a `StorageError`, told apart by
/// what a caller can do about it, with no statement and no value in its detail.
///
/// A body is run to its end even where the task that asked for it is cancelled meanwhile.
public protocol StorageDriver: Sendable {
    var dialect: Dialect { get }

    /// Transactions that wait for their turn now: writes in SQLite, all in PostgreSQL.
    var waiting: Int { get }

    /// The threads that reads run on, where a task that prefers them reads without a hop; nil where there are none such.
    var executor: (any TaskExecutor)? { get }

    /// Runs `body` with one consistent view of the database; again from its beginning where the database asks for that.
    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result

    /// Runs `body`, all or nothing; its changes are on disk when this returns.
    ///
    /// - Parameter repeatable: whether `body` may be run again from its beginning where the database could not put it in
    ///   order with others, or undid it with others; it must then leave no trace outside the database.
    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result

    /// Damage that the database finds in itself, one sentence each; reads all of it, so minutes for a large one.
    func integrityProblems() async throws(StorageError) -> [String]

    /// Whether what is written goes to where it will be looked for.
    ///
    /// - Throws: `StorageError.unreachable` where the database's file was moved or replaced while it was open.
    func checkPlace() throws(StorageError)

    /// Ends what was accepted and lets go of the database.
    func close() async throws(StorageError)
}

/// How long the statements of a transaction may take.
public enum Patience: Sendable {
    /// Somebody waits for an answer: each within the driver's limit, where it has one.
    case request
    /// Migrations, and what reads all of the database: as long as it takes.
    case maintenance
}

extension StorageDriver {
    public var executor: (any TaskExecutor)? { nil }

    /// A server knows its own files.
    public func checkPlace() throws(StorageError) {}

    /// Reads for somebody who waits for an answer.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await read(.request, body)
    }

    /// Runs `body` for somebody who waits for an answer, all or nothing, and at most once unless it is `repeatable`.
    public func write<Result: Sendable>(
        repeatable: Bool = false, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await write(.request, repeatable: repeatable, body)
    }
}
