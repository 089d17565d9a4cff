import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import Testing

@testable import FootbridgeStorage

@Suite("Months of the event log in PostgreSQL")
struct EventMonthTests {
    private static let months: SQL = """
        SELECT CAST(c.relname AS TEXT) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('events') ORDER BY c.relname
        """
    private static let places: SQL = "SELECT CAST(tableoid::regclass AS TEXT) FROM events ORDER BY recorded_at"

    private func texts(_ statement: SQL, _ storage: Storage) async throws -> [String] {
        try await storage.driver.read { try $0.rows(statement).map { try $0.text(0) } }
    }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test("A year is ready from the first start, later ones are made as time goes, and every event finds its month")
    func ahead() async throws {
        try await TemporaryPostgres.with { database in
            let now = try time("2026-11-30T23:59:59.999999Z")
            let first = Storage(driver: database.driver(), clock: WallClock { now })
            try await first.migrate()
            var months = try await texts(Self.months, first)
            #expect(months.first == "events_2026_11")
            #expect(months.dropLast().last == "events_2027_11")
            #expect(months.last == "events_default")
            #expect(months.count == 14)
            #expect(try await first.createEventMonths() == 0)
            #expect(try await first.eventLogState() == EventLogState(monthsAhead: 12, eventsInNoMonth: 0))
            try await first.append(Bookshop.scan())

            let turn = try time("2026-12-01T00:00:00Z")
            let second = Storage(driver: database.driver(), clock: WallClock { turn })
            try await second.append(Bookshop.scan())
            #expect(try await texts(Self.places, second) == ["events_2026_11", "events_2026_12"])

            let later = try time("2027-02-10T00:00:00Z")
            let third = Storage(driver: database.driver(), clock: WallClock { later })
            #expect(try await third.eventLogState()?.monthsAhead == 9)
            #expect(try await third.createEventMonths() == 3)
            months = try await texts(Self.months, third)
            #expect(months.contains("events_2028_02"))
            #expect(try await third.createEventMonths() == 0)
            for storage in [first, second, third] { try await storage.close() }
        }
    }

    @Test("A clock that is far off loses no event; the month that it belongs to may be made later all the same")
    func offClock() async throws {
        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await storage.migrate()
            let far = try time("2031-05-05T00:00:00Z")
            let wrong = Storage(driver: database.driver(), clock: WallClock { far })
            let record = Bookshop.scan()
            try await wrong.append(record)
            try await storage.append(Bookshop.scan())
            #expect(try await texts(Self.places, storage) == ["events_2026_09", "events_default"])
            #expect(try await storage.eventLogState()?.isReady == false)
            // Its own month cannot be cut out any more; those around it can.
            #expect(try await wrong.createEventMonths() == 12)
            #expect(try await storage.settledEvents().count == 2)
            #expect(try await storage.settledEvents().first?.event.scan == record.scan.id)
            try await wrong.close()
            try await storage.close()
        }
    }

    /// The role that `body` is given may use the schema and make no tables; another clock is its own.
    private func withUser(
        of database: TemporaryPostgres, at now: Timestamp, _ body: (Storage) async throws -> Void
    ) async throws {
        let role = "user_" + UUID().uuidString.lowercased().prefix(8)
        try await TemporaryPostgres.run(
            "psql",
            [
                "-qc",
                """
                CREATE ROLE \(role) LOGIN PASSWORD 'x';
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role);
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \(role)
                """, database.url,
            ])
        let storage = Storage(driver: try database.driver(as: role, password: "x"), clock: WallClock { now })
        try await body(storage)
        try await storage.close()
        try await TemporaryPostgres.run("psql", ["-qc", "DROP OWNED BY \(role); DROP ROLE \(role)", database.url])
    }

    @Test("A role that may make no tables starts and goes on once its months have run out, and an owner makes them")
    func noRight() async throws {
        try await TemporaryPostgres.with { database in
            let owner = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await owner.migrate()
            let turn = try time("2028-03-01T00:00:00Z")
            try await withUser(of: database, at: turn) { storage in
                #expect(try await storage.migrate().isEmpty)
                #expect(storage.eventMonthsAhead == nil)
                let refused = try #require(await storageError { try await storage.createEventMonths() })
                #expect(refused.isUnusable && refused.detail.contains("lacks the rights"))
                #expect(storage.eventMonthsAhead == 0)
                #expect(try await storage.eventLogState()?.isReady == false)
                let record = Bookshop.scan()
                try await storage.append(record)
                #expect(try await texts(Self.places, storage) == ["events_default"])
                #expect(try await storage.settledEvents().map(\.event.scan) == [record.scan.id])

                let late = Storage(driver: database.driver(), clock: WallClock { turn })
                #expect(try await late.createEventMonths() == 12, "all but the one that has an event already")
                try await late.close()
                // The current month is missing for good, and is not asked for again.
                #expect(try await storage.createEventMonths() == 0)
                #expect(storage.eventMonthsAhead == 12)
            }
            try await owner.close()
        }
    }

    @Test("While a dump holds its lock, a start succeeds and events are kept; the months are made once it is over")
    func dump() async throws {
        try await TemporaryPostgres.with { database in
            let first = Storage(driver: database.driver(), clock: Bookshop.clock)
            try await first.migrate()
            let gate = Gate()
            let dump = Task {
                try await first.driver.read(.maintenance) { connection in
                    // As pg_dump does, on every partition with it.
                    _ = try connection.rows("LOCK TABLE events IN ACCESS SHARE MODE")
                    gate.wait()
                }
            }
            await gate.isWaitedFor()
            let turn = try time("2027-11-01T00:00:00Z")
            let second = Storage(driver: database.driver(), clock: WallClock { turn })
            #expect(try await second.migrate().isEmpty)
            #expect(await storageError { try await second.createEventMonths() }?.isBusy == true)
            try await second.append(Bookshop.scan())
            #expect(try await texts(Self.places, second) == ["events_default"])
            gate.open()
            try await dump.value
            #expect(try await second.createEventMonths() == 12)
            #expect(second.eventMonthsAhead == 12)
            #expect(try await second.settledEvents().count == 1)
            for storage in [first, second] { try await storage.close() }
        }
    }

    @Test("Every month refuses changes, also when it is asked itself")
    func appendOnly() async throws {
        try await TemporaryPostgres.withStorage(clock: Bookshop.clock) { storage in
            try await storage.append(Bookshop.scan())
            for statement: SQL in [
                "UPDATE events_2026_09 SET campaign = 'x'", "DELETE FROM events_2026_09", "TRUNCATE events",
            ] {
                let error = await storageError { _ = try await storage.driver.write { try $0.change(statement) } }
                #expect(error?.isConstraint == true)
            }
            #expect(try await storage.count("SELECT count(*) FROM events") == 1)
        }
    }
}
