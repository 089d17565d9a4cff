import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// Every event recorded at the watermark or before is in what can be read, for ever: whatever clocks show, and however
/// long a writer stays open.
@Suite("Watermark of the log")
struct WatermarkTests {
    private func seconds(_ count: Int) -> Timestamp { Bookshop.noon + .seconds(count) }

    @Test("It goes on where nothing is written", arguments: StorageEngine.allCases)
    func idle(engine: StorageEngine) async throws {
        let turned = TurnedClock()
        try await engine.withStorage(clock: turned.clock) { storage in
            try await storage.append([Bookshop.event(.scan)])
            for count in [5, 9] {
                turned.now = seconds(count)
                try await storage.advanceWatermark(to: seconds(count))
            }
            let page = try await storage.events(after: .beginning, limit: 10)
            #expect(page.horizon.watermark == seconds(9))
            #expect(page.events.count == 1)
        }
    }

    @Test("Nothing is recorded at it or before, where a clock is set back", arguments: StorageEngine.allCases)
    func setBack(engine: StorageEngine) async throws {
        let turned = TurnedClock()
        try await engine.withStorage(clock: turned.clock) { storage in
            try await storage.append(Bookshop.scan())
            turned.now = seconds(100)
            try await storage.append(Bookshop.scan())
            // Nothing was recorded so late yet; it was only said that the log is complete up to then.
            turned.now = seconds(200)
            try await storage.advanceWatermark(to: seconds(200))
            turned.now = seconds(-3600)
            try await storage.advanceWatermark()
            for _ in 0..<3 { try await storage.append(Bookshop.scan()) }
            let events = try await storage.settledEvents().map(\.event)
            #expect(events.count == 5)
            #expect(events[2...].allSatisfy { $0.recordedAt > seconds(200) })
            #expect(try await storage.events(after: .beginning, limit: 1).horizon.watermark >= seconds(200))
            // In SQLite, times rise along the log even so.
            guard engine == .sqlite else { return }
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.recordedAt < $1.recordedAt })
        }
    }

    @Test("In SQLite times rise though the clock was set back, also without a mark")
    func risingTimes() async throws {
        let turned = TurnedClock()
        try await StorageEngine.sqlite.withStorage(clock: turned.clock) { storage in
            for count in [0, 50, 20, 20, 60] {
                turned.now = seconds(count)
                try await storage.append(Bookshop.scan())
                // The last event is as far as the log is complete.
                let page = try await storage.events(after: .beginning, limit: 10)
                #expect(page.horizon.watermark == page.events.last?.event.recordedAt)
            }
            let times = try await storage.settledEvents().map(\.event.recordedAt)
            #expect(
                times == [
                    seconds(0), seconds(50), seconds(50) + .microseconds(1), seconds(50) + .microseconds(2),
                    seconds(60),
                ])
        }
    }

    @Test("A writer that is open holds it back behind the time it has taken", arguments: StorageEngine.allCases)
    func openWriter(engine: StorageEngine) async throws {
        let turned = TurnedClock()
        try await engine.withStorage(clock: turned.clock) { storage in
            try await storage.advanceWatermark(to: seconds(0))
            let gate = Gate()
            let held = Task {
                try await storage.driver.write { connection in
                    _ = try connection.run([Bookshop.event(.scan, recorded: self.seconds(1)).insertion])
                    gate.wait()
                }
            }
            await gate.isWaitedFor()
            turned.now = seconds(10)
            // In SQLite it waits for the writer; in PostgreSQL it announces a time and does not.
            let advance = Task { try await storage.advanceWatermark() }
            if engine != .sqlite {
                try await advance.value
                try await storage.advanceWatermark()
            }
            let meanwhile = try await storage.events(after: .beginning, limit: 10)
            #expect(meanwhile.events.isEmpty)
            #expect(meanwhile.horizon.watermark == seconds(0))
            gate.open()
            try await held.value
            try await advance.value
            try await storage.advanceWatermark(to: seconds(10))
            let after = try await storage.events(after: .beginning, limit: 10)
            #expect(after.events.map(\.event.recordedAt) == [seconds(1)])
            #expect(after.horizon.watermark == seconds(10))
        }
    }

    @Test(
        "Whatever clocks show, no event comes later that was recorded at a watermark told before, or before it",
        arguments: StorageEngine.allCases)
    func erraticClocks(engine: StorageEngine) async throws {
        // Each reading is up to ten seconds off.
        try await engine.withStorage(clock: WallClock { Bookshop.noon + .milliseconds(Int.random(in: 0...10_000)) }) {
            storage in
            let told = try await withThrowingTaskGroup(of: [LogHorizon].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        for round in 0..<40 {
                            let kind: Event.Kind = round % 2 == 0 ? .scan : .click
                            try await storage.driver.write { connection in
                                let now = storage.clock.now
                                for _ in 0..<(round % 4 * 50) { yieldThread() }
                                _ = try connection.run([Bookshop.event(kind, recorded: now).insertion])
                                for _ in 0..<(round % 3 * 50) { yieldThread() }
                            }
                        }
                        return []
                    }
                }
                for _ in 0..<2 {
                    group.addTask {
                        var told: [LogHorizon] = []
                        for _ in 0..<60 {
                            try await storage.advanceWatermark()
                            told.append(try await storage.events(after: .beginning, limit: 1).horizon)
                        }
                        return told
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let events = try await storage.settledEvents()
            #expect(events.count == 240)
            for horizon in told {
                let late = events.filter { $0.position >= horizon.end && $0.event.recordedAt <= horizon.watermark }
                #expect(late.isEmpty)
            }
            try await storage.advanceWatermark(to: Bookshop.noon)
        }
    }

    @Test("In PostgreSQL an event looks at the mark as it is, not as it was when its statement began")
    func latestMark() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await storage.migrate()
            _ = try await storage.driver.write { connection in
                // Once a statement has its snapshot, and before it looks at anything.
                try connection.run([BoundSQL(Self.wait), BoundSQL(Self.waitBeforeInserting)]).count
            }
            let gate = Gate()
            let lock = Task {
                try await storage.driver.write { connection in
                    _ = try connection.rows("SELECT 1 FROM pg_advisory_xact_lock(4711)")
                    gate.wait()
                }
            }
            await gate.isWaitedFor()
            let writer = Task { try await storage.append([Bookshop.event(.scan, recorded: self.seconds(-60))]) }
            while try await storage.count(Self.waiting) == 0 { await Task.yield() }
            // Another test's transaction can hold the mark where it is.
            let end = ContinuousClock.now + .hang
            while try await storage.count("SELECT announced_at FROM log_head") == 0 {
                try #require(ContinuousClock.now < end, "nothing is announced")
                try await storage.advanceWatermark()
            }
            gate.open()
            try await lock.value
            try await writer.value
            let recorded = try await storage.settledEvents().map(\.event.recordedAt)
            #expect(recorded == [Bookshop.noon + .microseconds(1)])
            try await storage.close()
        }
    }

    private static let wait: SQL = """
        CREATE FUNCTION wait_for_test() RETURNS TRIGGER LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared(4711);
          RETURN NULL;
        END $$
        """
    private static let waitBeforeInserting: SQL =
        "CREATE TRIGGER wait_for_test BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION wait_for_test()"
    private static let waiting: SQL = """
        SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    @Test("In PostgreSQL an event's transaction has its number before it looks at the mark")
    func numberFirst() async throws {
        try await TemporaryPostgres.withStorage(clock: Bookshop.clock) { storage in
            let hasNumber = try await storage.driver.write { connection in
                _ = try connection.rows("SELECT recording_time(0)")
                let number = try connection.rows("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
                return try #require(number.first).flag(0)
            }
            #expect(hasNumber)
        }
    }

    @Test("In PostgreSQL a writer that did not see the announcement is waited for, though it began after it")
    func fenceBehindAnnouncement() async throws {
        let turned = TurnedClock(Bookshop.noon + .seconds(100))
        try await TemporaryPostgres.withStorage(clock: turned.clock) { storage in
            let (announced, written) = (Gate(), Gate())
            let announcer = Task {
                try await storage.driver.write { connection in
                    _ = try connection.run([
                        BoundSQL(LogHead.alone), BoundSQL(LogHead.announce, [.time(self.seconds(100))]),
                    ])
                    announced.wait()
                }
            }
            await announced.isWaitedFor()
            let writer = Task {
                try await storage.driver.write { connection in
                    _ = try connection.run([Bookshop.event(.scan, recorded: self.seconds(50)).insertion])
                    written.wait()
                }
            }
            await written.isWaitedFor()
            announced.open()
            try await announcer.value
            // Not held back by what another test has open any more, but by the writer alone.
            let end = ContinuousClock.now + .hang
            while try await storage.count(Self.oldestIsOurs) == 0 {
                try #require(ContinuousClock.now < end, "something older stays open")
                await Task.yield()
            }
            for _ in 0..<2 {
                try await storage.advanceWatermark()
                #expect(try await storage.events(after: .beginning, limit: 1).horizon.watermark < seconds(50))
            }
            written.open()
            try await writer.value
            try await storage.advanceWatermark(to: seconds(100))
            #expect(try await storage.settledEvents().map(\.event.recordedAt) == [seconds(50)])
        }
    }

    private static let oldestIsOurs: SQL = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND backend_xid = CAST(pg_snapshot_xmin(pg_current_snapshot()) AS xid)
        """

    @Test("In PostgreSQL a daemon whose clock is years ahead does not take the log along")
    func farAhead() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(), clock: .system)
            try await storage.migrate()
            let ahead = Storage(
                driver: database.driver(), clock: WallClock { WallClock.system.now + .seconds(100_000_000) })
            try await ahead.advanceWatermark()
            try await storage.append(Bookshop.scan())
            let recorded = try #require(try await storage.settledEvents().first).event.recordedAt
            #expect(recorded < WallClock.system.now + .seconds(3600))
            try await ahead.close()
            try await storage.close()
        }
    }
}

extension Storage {
    /// Advances the watermark until it is there: in PostgreSQL what another test has open holds it back till it ends.
    fileprivate func advanceWatermark(to time: Timestamp) async throws {
        let end = ContinuousClock.now + .hang
        while try await events(after: .beginning, limit: 1).horizon.watermark < time {
            try #require(ContinuousClock.now < end, "the watermark stands still")
            try await advanceWatermark()
        }
    }
}
