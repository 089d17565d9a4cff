import CMalloc
import CoverIndexing
import DecodeWorkers
import FootbridgeCore
import FootbridgeHTTP
import FootbridgeStorage
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import SymbolReading
import UnixSignals

#if canImport(Glibc)
import Glibc
#endif

/// The composition root: makes every long-lived part and runs them until a signal ends them, the server first and
/// storage last.
struct Daemon: Sendable {
    let settings: ServeSettings
    /// What worker processes run.
    let program: WorkerProgram

    init(_ settings: ServeSettings, program: WorkerProgram = .own) {
        self.settings = settings
        self.program = program
    }

    /// - Throws: ``StartError`` or `StorageError` where a part cannot start.
    func run() async throws {
        keepFreedMemory()
        let logger = self.logger()
        let refusals = Refusals()
        let connections = connectionLimits(descriptors: ProcessLimits.raiseDescriptors(), logger)
        let server = try self.server(connections, refusals)
        let lock = try lockDatabase()
        // Before any service runs: Hummingbird's, cancelled while they begin, do not always end.
        try await ListenAddress.probe([settings.address] + [settings.operationsAddress].compactMap { $0 })
        let storage = try await openStorage(logger)
        let secret = try await secret(of: storage)
        // Only now is it known to be ours. Of several daemons none knows which claims are of a crash: those run out.
        if lock != nil {
            try await storage.releaseAbandonedClaims()
            try await storage.releaseWebhookLeases()
            try await storage.releaseCoverLeases()
        }
        try await beginCoverIndex(of: storage)
        let workers = try await startWorkers(logger)
        let reading = ReadingPool(
            threads: settings.decodingThreads, waiting: settings.decodingWaiting,
            reader: workers ?? QuietReader(covers: settings.covers, logger: logger))
        warnWhereExposed(logger)
        warnOfOpenFiles(logger)
        let webhooks = WebhookTally()
        let covers = IndexedCovers(isWanted: settings.covers != nil)
        let coverFetches = CoverFetchTally()
        let uploads = settings.gateway.makeUploadBudget()

        let routers = gatewayRouters(
            GatewayParts(
                storage: storage, reading: reading, uploads: uploads, connections: connections, secret: secret,
                webhooks: webhooks, covers: covers, coverFetches: coverFetches, refusals: refusals),
            settings: settings.gateway)
        let scheme = settings.tls == nil ? "http" : "https"
        let application = Application(
            router: routers.clients, server: server,
            configuration: .init(
                address: .hostname(settings.address.host, port: settings.address.port), serverName: "footbridge",
                backlog: 1024, availableConnectionsDelegate: connections),
            services: [
                StorageService(storage: storage, lock: lock), LibraryPrintsService(reading: reading, logger: logger),
                ReadingService(pool: reading, workers: workers),
                MemoryService(uploads: uploads, connections: connections, reading: reading),
                UpkeepService(storage: storage, retention: settings.retention, logger: logger),
                WatermarkService(storage: storage, logger: logger), KeyUseService(storage: storage, logger: logger),
                AttributionService(storage: storage, logger: logger), RollUpService(storage: storage, logger: logger),
                WebhookService(
                    storage: storage, secret: secret, settings: settings.webhooks, tally: webhooks, logger: logger),
            ] + checkpoints(of: storage, LedgerChain(secret: secret), logger) + index(of: storage, covers, logger)
                + coverFetching(storage, reading, coverFetches, logger)
                + operations(routers.operators, refusals, logger),
            onServerRunning: { [address = settings.address] channel in
                logger.notice("listening on \(scheme)://\(address.bound(to: channel))")
            },
            logger: logger)
        do {
            // Connections are served on storage's own threads, where it has such: no look-up then waits for a hop.
            try await withTaskExecutorPreference(storage.executor) {
                try await application.runService(gracefulShutdownSignals: [.sigterm, .sigint])
            }
        } catch {
            throw StartError(listeningOn: settings.address, error) ?? error
        }
        logger.notice("ended")
    }

    /// Lets the C library keep some of the memory that is freed, as it does of its own accord once a block of 4 MiB was.
    ///
    /// Until then it keeps 128 KiB, and SQLite takes 64 KiB for each statement that it may have to undo: they went to the
    /// system and came back with every redemption, a tenth of its time.
    ///
    /// Two arenas do for the threads that serve requests. What is freed in one is of no use to the others: with the
    /// library's own number of them 11 to 19 MB stayed after a gigabyte of held uploads, with two 3 to 8.
    private func keepFreedMemory() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 4 << 20)
        mallopt(M_TRIM_THRESHOLD, 8 << 20)
    }

    /// Makes the database's file where there is none, and takes its lock; nil where there is no file.
    private func lockDatabase() throws -> DatabaseLock? {
        guard let files = settings.database.files else { return nil }
        if try files.isMissing && !settings.mayBeginAnew && SecretFile.read(settings.secretFile) != nil {
            throw StartError(beginningAt: settings.database, beside: settings.secretFile)
        }
        try files.makeIfMissing()
        // A link to a file that was not there leads to it by now.
        return try DatabaseLock(path: DatabaseFiles(path: files.path).lock)
    }

    /// The secret that the database is served with; made where there is none and it was served with none.
    private func secret(of storage: Storage) async throws -> ServerSecret {
        let found = try SecretFile.read(settings.secretFile)
        if found != nil, !settings.mayBeginAnew, try await staysUnused(storage) {
            try await storage.close()
            throw StartError(beginningAt: settings.database, beside: settings.secretFile)
        }
        let secret = try found ?? SecretFile.load(settings.secretFile)
        guard try await storage.agrees(on: secret) else {
            throw StartError(
                "\(settings.secretFile) holds another secret than the one this database has been served with: copy the "
                    + "secret file of the other daemons, or of the backup, there; if it is lost for good, run "
                    + "footbridge migrate --forget-secret")
        }
        return secret
    }

    /// Whether nobody has served the database, nor begins to. Of several daemons that start at once on PostgreSQL one makes
    /// the secret, and a moment later the database knows it: until then it only looks like one of an older database.
    private func staysUnused(_ storage: Storage) async throws -> Bool {
        for _ in 0..<(settings.database.files == nil ? Self.looksForOthers : 0) {
            guard try await storage.isUnused() else { return false }
            try await Task.sleep(for: Self.glance)
        }
        return try await storage.isUnused()
    }

    private static let looksForOthers = 30
    private static let glance = Duration.milliseconds(100)

    private func operations(
        _ router: Router<FootbridgeRequestContext>, _ refusals: Refusals, _ logger: Logger
    ) -> [any Service] {
        guard let address = settings.operationsAddress else { return [] }
        // Of the descriptors that are left beside those of clients.
        let connections = ConnectionLimits(total: 32, spare: 8, ofAddress: 32)
        let application = Application(
            router: router, server: gatewayServer(limits: connections, refusals: refusals),
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: "footbridge", backlog: 128,
                availableConnectionsDelegate: connections),
            onServerRunning: { channel in
                logger.notice("operators' routes are on http://\(address.bound(to: channel))")
            },
            logger: logger)
        return [OperationsService(address: address, application: application)]
    }

    private func checkpoints(of storage: Storage, _ chain: LedgerChain, _ logger: Logger) -> [any Service] {
        guard let file = settings.checkpointFile else { return [] }
        return [CheckpointService(storage: storage, chain: chain, file: file, logger: logger)]
    }

    private func index(of storage: Storage, _ covers: IndexedCovers, _ logger: Logger) -> [any Service] {
        guard let folder = settings.covers?.index else { return [] }
        return [CoverIndexService(storage: storage, folder: folder, indexed: covers, logger: logger)]
    }

    private func coverFetching(
        _ storage: Storage, _ reading: ReadingPool, _ tally: CoverFetchTally, _ logger: Logger
    ) -> [any Service] {
        guard !settings.coverFetches.hosts.isEmpty else { return [] }
        return [
            CoverFetchService(
                storage: storage, reading: reading, settings: settings.coverFetches, tally: tally, logger: logger)
        ]
    }

    /// Opens the database; says so where that takes long, as it does while another process changes the schema.
    private func openStorage(_ logger: Logger) async throws -> Storage {
        let patience = Task {
            do { try await Task.sleep(for: .seconds(3)) } catch { return }
            logger.notice("waiting for the database: another process changes its schema, or holds a lock on it")
        }
        defer { patience.cancel() }
        return try await settings.database.open { unusable in
            logger.warning(
                "a row of the catalogue cannot be used",
                metadata: ["catalog.row": "\(unusable.row)", "catalog.reason": "\(unusable.reason)"])
        }
    }

    /// Makes an index of covers where there is none, so that workers need not be replaced as soon as there is one.
    private func beginCoverIndex(of storage: Storage) async throws {
        guard let covers = settings.covers, CoverIndexMark(of: covers.index) == nil else { return }
        let standing = try await storage.coverStanding()
        do {
            var writer = try CoverIndexWriter(openingAt: covers.index)
            _ = try CoverFollower(storage: storage, threads: 1) { _, _ in }.prepare(&writer, for: standing)
        } catch is CoverIndexError {
            // The service that keeps it says why, and tries again.
        }
    }

    /// Starts the processes that photos are read in; nil where they are to be read in this one.
    private func startWorkers(_ logger: Logger) async throws -> WorkerPool? {
        guard settings.decodeIsolation == .worker else {
            logger.warning("photos are read in the daemon itself: a hostile one can end it, or worse")
            return nil
        }
        let workers = WorkerPool(
            size: settings.decodingThreads, program: program, covers: settings.covers, logger: logger)
        do {
            try await workers.start()
        } catch let error as WorkerStartError {
            throw StartError(
                "photos cannot be read in processes of their own: \(error); set decode-isolation to off to read them in "
                    + "the daemon itself, where a hostile one can end it, or worse")
        }
        let layers = workers.isolation.layers
        let missing = ReadingIsolation.Layer.allCases.filter { !layers.contains($0) }
        if !missing.isEmpty {
            logger.warning(
                "not every layer around hostile photos holds on this machine",
                metadata: ["isolation.missing": "\(missing.map(\.rawValue).joined(separator: " "))"])
        }
        return workers
    }

    private func logger() -> Logger {
        var logger = Logger(label: "footbridge") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = settings.logLevel
        return logger
    }

    /// As many connections as are set, and as leave descriptors for the rest: at the limit of those the event loop would
    /// try again and again to accept one more.
    private func connectionLimits(descriptors: Int, _ logger: Logger) -> ConnectionLimits {
        let wanted = settings.connections == 0 ? 8192 : settings.connections
        let spare = min(128, max(1, descriptors / 8))
        let total = min(wanted, max(1, descriptors - spare - min(Self.otherDescriptors, descriptors / 2)))
        if total < wanted {
            logger.warning(
                "fewer connections than wanted fit into the limit of open files",
                metadata: ["connection.limit": "\(total)", "process.descriptors": "\(descriptors)"])
        }
        return ConnectionLimits(
            total: total, spare: spare, ofAddress: settings.connectionsOfAddress, proxies: settings.gateway.proxies)
    }

    /// Descriptors for all that is no client's connection: databases, workers and the photos on their way to them, webhooks.
    private static let otherDescriptors = 192

    private func server(_ connections: ConnectionLimits, _ refusals: Refusals) throws(StartError) -> HTTPServerBuilder {
        let times = ConnectionTimes(uploadDeadline: settings.gateway.pace.deadline)
        let plain = gatewayServer(times, limits: connections, refusals: refusals, overTLS: settings.tls != nil)
        guard let files = settings.tls else { return plain }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw StartError("tls-certificate and tls-key: not a PEM certificate and its key (\(error))")
        }
    }

    private func warnOfOpenFiles(_ logger: Logger) {
        guard let open = settings.database.files?.openToOthers, !open.isEmpty else { return }
        logger.warning(
            "others than their owner have rights in files of the database: chmod 600 them, unless it is meant so",
            metadata: ["database.files": "\(open.joined(separator: " "))"])
    }

    private func warnWhereExposed(_ logger: Logger) {
        if let address = settings.operationsAddress, !address.isLoopback {
            logger.warning(
                "operators' routes are answered beyond loopback: whoever reaches that address needs no key",
                metadata: ["server.operations_address": "\(address)"])
        }
        guard !settings.address.isLoopback, settings.tls == nil, settings.gateway.proxies.isEmpty else { return }
        logger.warning(
            """
            listening beyond loopback without TLS: keys and photos travel in the clear, and the pages need https: over \
            http browsers keep no session and lend no camera; set tls-certificate and tls-key, or trusted-proxies for a \
            proxy that has TLS (the README's "On a phone at home" makes a certificate for a try)
            """, metadata: ["server.address": "\(settings.address.host)"])
    }
}

/// Closes storage once everything that uses it has ended.
private struct StorageService: Service {
    let storage: Storage
    let lock: DatabaseLock?

    func run() async throws {
        do { try await gracefulShutdown() } catch is CancellationError {}
        try await storage.close()
        withExtendedLifetime(lock) {}
    }
}

/// Ends the reading threads once the server has ended, and then the processes that they have photos read in.
private struct ReadingService: Service {
    let pool: ReadingPool
    let workers: WorkerPool?

    func run() async throws {
        do { try await gracefulShutdown() } catch is CancellationError {}
        try await pool.shutDown()
        try await workers?.shutDown()
    }
}
