import FootbridgeCore
import FootbridgeTestSupport
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
