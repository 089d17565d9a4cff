import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import PostgresDriver
import Testing

@testable import FootbridgeStorage

/// The log's order in PostgreSQL, where a transaction that began earlier may be committed later.
@Suite("Commit order in PostgreSQL")
struct CommitOrderTests {
    /// What a feed would do that trusts the numbers alone.
    private static let bareSequence: SQL = "SELECT sequence FROM events WHERE sequence > $1 ORDER BY sequence"

    private func append(_ driver: PostgresDriver, waitingAt gate: Gate? = nil) async throws -> ScanID {
        let record = Bookshop.scan()
        try await driver.write { connection in
            _ = try connection.run([
                Event(scan: record, visitor: nil, recordedAt: Bookshop.noon).insertion
            ])
            gate?.wait()
        }
        return record.scan.id
    }

    @Test("A row that is committed late is skipped by a bare sequence, and by nobody who follows the log")
    func late() async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver()
            let storage = Storage(driver: driver, clock: Bookshop.clock)
            try await storage.migrate()

            // The first draws its number and stays open; the second is committed meanwhile.
            let gate = Gate()
            let early = Task { try await append(driver, waitingAt: gate) }
            await gate.isWaitedFor()
            let second = try await append(driver)

            let bare = try await driver.read { try $0.rows(Self.bareSequence, [.integer(0)]).map { try $0.integer(0) } }
            let followed = try await storage.events(after: .beginning, limit: 10).events
            #expect(bare.count == 1, "the second is there to be read")
            #expect(followed.isEmpty, "nobody is told of it before the first has ended")

            gate.open()
            let first = try await early.value
            let lastSeen = try #require(bare.last)
            let bareRest = try await driver.read { try $0.rows(Self.bareSequence, [.integer(lastSeen)]) }
            #expect(bareRest.isEmpty, "this is the loss: one row was read, and two are there")
            #expect(try await storage.count("SELECT count(*) FROM events") == 2)
            #expect(try await storage.settledEvents().map(\.event.scan) == [first, second])
            try await storage.close()
        }
    }

    @Test("A reader sees every row once and in one order, while writers begin, linger, fail and end as they like")
    func hustle() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver { $0.connections = 10 }, clock: Bookshop.clock)
            try await storage.migrate()
            let driver = storage.driver
            let kept = try await withThrowingTaskGroup(of: [ScanID].self) { group in
                group.addTask {
                    var (position, seen) = (LogPosition.beginning, [ScanID]())
                    // What others have open on the server holds everything back for a while.
                    let end = ContinuousClock.now + .hang
                    while seen.count < 227, ContinuousClock.now < end {
                        let page = try await storage.events(after: position, limit: 3)
                        #expect(page.events.allSatisfy { $0.position > position })
                        position = page.next
                        seen += page.events.compactMap(\.event.scan)
                        await Task.yield()
                    }
                    let inTheEnd = try await storage.settledEvents().compactMap(\.event.scan)
                    #expect(seen == inTheEnd)
                    return seen
                }
                for worker in 0..<8 {
                    group.addTask {
                        for round in 0..<32 {
                            let record = Bookshop.scan()
                            do {
                                try await driver.write { connection in
                                    _ = try connection.run([
                                        Event(scan: record, visitor: nil, recordedAt: Bookshop.noon).insertion
                                    ])
                                    for _ in 0..<((worker * 7 + round) % 5 * 400) { yieldThread() }
                                    if round % 8 == 7, worker < 7 || round == 31 { throw StorageError.claimLost }
                                }
                            } catch StorageError.claimLost {}
                        }
                        return []
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            // 8 times 32, but for the 29 that failed.
            #expect(Set(kept).count == 227)
            #expect(kept.count == 227)
            #expect(try await storage.count("SELECT count(*) FROM events") == 227)
            try await storage.close()
        }
    }

    @Test("A writer held open in another database delays the feed; scans and answers go on, and nothing is skipped")
    func otherDatabase() async throws {
        try await TemporaryPostgres.with { database in
            try await TemporaryPostgres.with { other in
                let storage = Storage(driver: database.driver(), clock: Bookshop.clock)
                try await storage.migrate()
                _ = try await storage.upsert(products: [Bookshop.product(1)])
                try await storage.append(Bookshop.scan())
                let before = try await storage.settledEvents()
                let neighbour = other.driver()
                let gate = Gate()
                let held = Task {
                    try await neighbour.write { connection in
                        _ = try connection.change("CREATE TABLE anything (a BIGINT)")
                        gate.wait()
                    }
                }
                await gate.isWaitedFor()

                let records = (0..<20).map { _ in Bookshop.scan() }
                for record in records {
                    try await storage.append(record)
                    let kept = try await storage.keptAnswer(record.scan.id, of: record.scan.owner, at: Bookshop.noon)
                    #expect(kept == record.answer)
                    let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
                    #expect(answer.product != nil)
                }
                let position = try #require(before.last).position
                #expect(try await storage.events(after: position, limit: 100).events.isEmpty)
                let observer = other.driver { $0.connections = 1 }
                #expect(try await observer.server().oldestWriter != nil)
                try await observer.close()

                gate.open()
                try await held.value
                try await neighbour.close()
                let after = try await storage.settledEvents().dropFirst(before.count)
                #expect(after.compactMap(\.event.scan) == records.map(\.scan.id))
                try await storage.close()
            }
        }
    }

    @Test("A dump restored into a fresh cluster goes on behind every old position")
    func restored() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await storage.migrate()
            // Far from where a new cluster begins to count.
            for _ in 0..<1500 {
                _ = try await storage.driver.write { try $0.rows("SELECT CAST(pg_current_xact_id() AS TEXT)") }
            }
            var records = (0..<3).map { _ in Bookshop.scan() }
            for record in records { try await storage.append(record) }
            let old = try await storage.settledEvents()
            #expect(old.map(\.position.epoch) == [1, 1, 1])
            let dump = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).dump").path
            try await TemporaryPostgres.run("pg_dump", ["--format=custom", "--file=\(dump)", database.url])
            try await storage.close()

            try await FreshCluster.with { cluster in
                try await TemporaryPostgres.run(
                    "pg_restore", ["--single-transaction", "--no-owner", "--dbname=\(cluster.url)", dump])
                try FileManager.default.removeItem(atPath: dump)
                let restored = Storage(
                    driver: PostgresDriver(try PostgresAddress(url: cluster.url)), clock: Bookshop.clock)
                #expect(try await restored.migrate().isEmpty)
                records += (0..<3).map { _ in Bookshop.scan() }
                for record in records[3...] { try await restored.append(record) }
                // The cursor of a reader who had read two.
                let rest = try await restored.eventsOnceSettled(after: old[1].position)
                #expect(rest.compactMap(\.event.scan) == records[2...].map(\.scan.id))
                let new = try #require(rest.last).position
                #expect(new.epoch == 2)
                #expect(new.transaction < old[0].position.transaction, "the new cluster counts from below")
                // Only the first start on the new server raises it.
                #expect(try await restored.migrate().isEmpty)
                try await restored.append(Bookshop.scan())
                #expect(try await restored.eventsOnceSettled(after: new).map(\.position.epoch) == [2])
                try await restored.close()
            }
        }
    }

    @Test("After a server took over, a running daemon writes behind every position handed out before")
    func takenOver() async throws {
        try await FreshCluster.with { cluster in
            let storage = Storage(driver: PostgresDriver(try PostgresAddress(url: cluster.url)), clock: Bookshop.clock)
            try await storage.migrate()
            try await storage.append(Bookshop.scan())
            #expect(try await storage.settledEvents().map(\.position.epoch) == [1])

            // As a standby that ends its recovery: the cluster goes on in a new timeline.
            try await cluster.stop()
            _ = FileManager.default.createFile(atPath: cluster.folder + "/data/standby.signal", contents: nil)
            try await cluster.start()
            let whileStandby = await storageError { try await storage.append(Bookshop.scan()) }
            #expect(whileStandby?.isUnreachable == true)
            try await TemporaryPostgres.run("psql", ["-qAtc", "SELECT pg_promote()", cluster.adminURL])

            try await storage.append(Bookshop.scan())
            #expect(try await storage.settledEvents().map(\.position.epoch) == [1, 2])
            try await storage.close()
        }
    }

    /// As after a failover or a restored dump: the log was last written somewhere else.
    private static let elsewhere: SQL = "UPDATE installation SET log_origin = 'elsewhere'"
    private static let waiting: SQL = """
        SELECT count(*) FROM pg_locks l LEFT JOIN pg_database d ON d.oid = l.database
        WHERE NOT granted AND (d.datname = current_database() OR locktype = 'transactionid')
        """

    /// Returns once something waits for a lock, or `gate` is reached.
    private func isHeldUp(_ storage: Storage, or gate: Gate) async throws {
        while try await storage.count(Self.waiting) == 0, !gate.isReached { await Task.yield() }
    }

    @Test("Connections that find another server at the same time raise the epoch once, and no open row is skipped")
    func confirmedTwice() async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver()
            let storage = Storage(driver: driver, clock: Bookshop.clock)
            try await storage.migrate()
            _ = try await driver.write { try $0.change(Self.elsewhere) }

            // The first has looked, and is slow.
            let looked = Gate()
            let first = Task {
                try await driver.write { connection in
                    try Storage.confirmLogOrigin(on: ObservedConnection(connection) { _ in looked.wait() })
                }
            }
            await looked.isWaitedFor()
            // The second confirms and writes, and stays open; a third writes and is done.
            let open = Gate()
            let second = Task {
                try await driver.write { try Storage.confirmLogOrigin(on: $0) }
                return try await append(driver, waitingAt: open)
            }
            try await isHeldUp(storage, or: open)
            let third = try await append(driver)
            looked.open()
            try await first.value
            await open.isWaitedFor()

            // A reader who goes on meanwhile, until there is nothing for it.
            let seen = try await storage.pages(EventFilter(), limit: 10)
            open.open()
            let late = try await second.value
            let rest = try await storage.eventsOnceSettled(after: seen.last?.position ?? .beginning)
            #expect(Set((seen + rest).compactMap(\.event.scan)) == [late, third])
            #expect(seen.count + rest.count == 2)
            #expect(try await storage.count("SELECT epoch FROM log_head") == 2)
            try await storage.close()
        }
    }

    @Test("The epoch is raised once nobody writes in the one before any more, so what that holds is complete")
    func raisedBesideWriter() async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver()
            let storage = Storage(driver: driver, clock: Bookshop.clock)
            try await storage.migrate()
            _ = try await driver.write { try $0.change(Self.elsewhere) }
            // As behind a pooler, where daemons write on until somebody runs `migrate`.
            let gate = Gate()
            let early = Task { try await append(driver, waitingAt: gate) }
            await gate.isWaitedFor()
            let second = try await append(driver)
            let done = Gate()
            let migration = Task {
                try await storage.migrate()
                done.reach()
            }
            try await isHeldUp(storage, or: done)
            let seen = try await storage.pages(EventFilter(), limit: 10)
            gate.open()
            let first = try await early.value
            try await migration.value
            let rest = try await storage.eventsOnceSettled(after: seen.last?.position ?? .beginning)
            #expect((seen + rest).compactMap(\.event.scan) == [first, second])
            #expect(try await storage.count("SELECT epoch FROM log_head") == 2)
            try await storage.close()
        }
    }

    @Test("The watermark goes on after the epoch was raised, where transactions count from below")
    func watermarkAfterRaise() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await storage.migrate()
            // A fence of another server, far ahead of this one's transactions.
            _ = try await storage.driver.write { connection in
                try connection.change("UPDATE log_head SET fence = 9000000000000000000")
                try connection.change(Self.elsewhere)
            }
            try await storage.migrate()
            let end = ContinuousClock.now + .hang
            while try await storage.events(after: .beginning, limit: 1).horizon.watermark < Bookshop.noon {
                try #require(ContinuousClock.now < end, "the watermark stands still")
                try await storage.advanceWatermark()
            }
            try await storage.close()
        }
    }
}
