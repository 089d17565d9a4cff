import FootbridgeCore
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("Scan log")
struct ScanLogTests {
    @Test("A scan is kept with its event, visitor, personal part and answer", arguments: StorageEngine.allCases)
    func whole(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let parameters = ScanParameters(
                vicinity: Bookshop.near(Bookshop.position(51.537_89, -0.142_21)), visitor: "v", campaign: "spring",
                adClicks: [.gclid: "g-1"])
            let record = Bookshop.scan(visitor: 7, parameters: parameters)
            try await storage.append(record)

            let events = try await storage.settledEvents()
            let event = try #require(events.first?.event)
            #expect(events.count == 1)
            #expect(event.kind == .scan)
            #expect(event.scan == record.scan.id)
            #expect(event.gtin == Bookshop.gtin(1))
            #expect(event.campaign == "spring")
            #expect(event.outcome == "resolved")
            #expect(event.occurredAt == Bookshop.noon)
            #expect(event.trace == record.scan.traceID)
            let visitor = try #require(event.visitor)
            #expect(visitor > 0)
            #expect(try await storage.count("SELECT count(*) FROM scans WHERE campaign = 'spring'") == 1)
            let personal = try await storage.driver.read { connection in
                try connection.rows(
                    """
                    SELECT event_id, latitude_hundredths, longitude_hundredths, gclid, msclkid, visitor_no
                    FROM event_personal
                    """)
            }
            #expect(
                personal == [
                    SQLRow([
                        .blob(event.id.uuid.bytes), .integer(5154), .integer(-14), .text("g-1"), .null,
                        .integer(visitor),
                    ])
                ])
        }
    }

    @Test("Nothing personal is kept where nothing personal came", arguments: StorageEngine.allCases)
    func impersonal(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            try await storage.append(Bookshop.scan(by: try await storage.client()))
            #expect(try await storage.count("SELECT count(*) FROM event_personal") == 0)
            #expect(try await storage.count("SELECT count(*) FROM visitors") == 0)
        }
    }

    @Test("A visitor keeps one random number, and others have others", arguments: StorageEngine.allCases)
    func visitors(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            for byte: UInt8 in [1, 2, 1] {
                try await storage.append(Bookshop.scan(visitor: byte))
            }
            let numbers = try await storage.settledEvents().map(\.event.visitor)
            #expect(numbers[0] == numbers[2])
            #expect(numbers[0] != numbers[1])
            #expect(try await storage.count("SELECT count(*) FROM visitors") == 2)
        }
    }

    @Test("An answer is given again to its own client until it expires", arguments: StorageEngine.allCases)
    func keptAnswerOfClient(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let (client, other) = (try await storage.client(), try await storage.client())
            let record = Bookshop.scan(by: client, answer: [0, 255, 7])
            try await storage.append(record)
            let (id, end) = (record.scan.id, record.keptUntil)
            #expect(
                try await storage.keptAnswer(id, of: .principal(client), at: end + .microseconds(-1)) == [0, 255, 7])
            #expect(try await storage.keptAnswer(id, of: .principal(client), at: end) == nil)
            let late = ScanID(UUIDv7(at: end))
            #expect(try await storage.keptAnswer(late, of: .principal(client), at: Bookshop.noon) == nil)
            for owner in [.principal(other), .principal(.web), .session(Bookshop.visitor(7))] as [Owner] {
                #expect(try await storage.keptAnswer(id, of: owner, at: Bookshop.noon) == nil, "\(owner)")
            }
        }
    }

    @Test("A long answer is kept in fewer bytes, and given again as it was", arguments: StorageEngine.allCases)
    func keptAnswerOfManyStores(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let client = try await storage.client()
            let answer = (0..<50).flatMap { number in
                Array(#"{"name":"Shop \#(number)","address":"\#(number * 7919) High Street"}"#.utf8)
                    + Array(repeating: 0x20, count: 600)
            }
            let record = Bookshop.scan(by: client, answer: answer)
            try await storage.append(record)
            #expect(try await storage.count("SELECT max(length(answer)) FROM scan_answers") < 16 << 10)
            #expect(
                try await storage.keptAnswer(record.scan.id, of: .principal(client), at: Bookshop.noon) == answer)
        }
    }

    @Test("An answer to a session of the page is that session's alone", arguments: StorageEngine.allCases)
    func keptAnswerOfSession(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let client = try await storage.client()
            let record = Bookshop.scan(visitor: 7, answer: [9])
            try await storage.append(record)
            // A visitor with a scan of their own, too.
            try await storage.append(Bookshop.scan(visitor: 8))
            let id = record.scan.id
            #expect(try await storage.keptAnswer(id, of: .session(Bookshop.visitor(7)), at: Bookshop.noon) == [9])
            #expect(try await storage.keptAnswer(id, of: .session(Bookshop.visitor(7)), at: record.keptUntil) == nil)
            for owner in [.session(Bookshop.visitor(8)), .principal(.web), .principal(client)] as [Owner] {
                #expect(try await storage.keptAnswer(id, of: owner, at: Bookshop.noon) == nil, "\(owner)")
            }
        }
    }

    @Test("A client's scan is not a session's whose visitor it names", arguments: StorageEngine.allCases)
    func namedVisitor(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            var record = Bookshop.scan(by: try await storage.client())
            record.scan.visitor = Bookshop.visitor(7)
            try await storage.append(record)
            for owner in [Owner.session(Bookshop.visitor(7)), .session(Bookshop.visitor(7), of: .init(rawValue: 99))] {
                #expect(try await storage.keptAnswer(record.scan.id, of: owner, at: Bookshop.noon) == nil)
            }
        }
    }

    @Test("The same scan twice is refused, and nothing of the second is kept", arguments: StorageEngine.allCases)
    func twice(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            var record = Bookshop.scan()
            try await storage.append(record)
            record.scan.visitor = Bookshop.visitor(9)
            let second = record
            #expect(await storageError { try await storage.append(second) }?.isConstraint == true)
            #expect(try await storage.count("SELECT count(*) FROM events") == 1)
            #expect(try await storage.count("SELECT count(*) FROM visitors") == 1)
        }
    }

    @Test("A scan of a principal that does not exist is refused whole", arguments: StorageEngine.allCases)
    func unknownPrincipal(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let record = Bookshop.scan(by: PrincipalID(rawValue: 99))
            #expect(await storageError { try await storage.append(record) }?.isConstraint == true)
            let events = try await storage.count("SELECT count(*) FROM events")
            #expect(events == 0)
        }
    }

    @Test("Concurrent scans are each in the log once, in one order", arguments: StorageEngine.allCases)
    func concurrent(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let records = (0..<500).map { index in
                Bookshop.scan(visitor: UInt8(index % 50))
            }
            // A reader that follows the log meanwhile sees what one at the end sees.
            let followed = try await withThrowingTaskGroup(of: [Event].self) { group in
                group.addTask {
                    var (position, seen) = (LogPosition.beginning, [Event]())
                    for _ in 0..<100_000 where seen.count < records.count {
                        let page = try await storage.events(after: position, limit: 7)
                        position = page.next
                        seen += page.events.map(\.event)
                        await Task.yield()
                    }
                    return seen
                }
                for record in records {
                    group.addTask {
                        try await storage.append(record)
                        return []
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let inTheEnd = try await storage.settledEvents()
            #expect(followed == inTheEnd.map(\.event))
            #expect(Set(inTheEnd.compactMap(\.event.scan)) == Set(records.map(\.scan.id)))
            #expect(inTheEnd.count == 500)
            #expect(try await storage.count("SELECT count(*) FROM visitors") == 50)
            // Where several write at once, one that began earlier may be committed later.
            guard engine == .sqlite else { return }
            let times = inTheEnd.map(\.event.recordedAt)
            #expect(times == times.sorted())
        }
    }

    @Test("A click carries its listing and the visitor and campaign of its scan", arguments: StorageEngine.allCases)
    func clicks(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1)])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            let listing = try #require(answer.listings.first)
            let record = Bookshop.scan(
                visitor: 7, parameters: ScanParameters(campaign: "spring"))
            try await storage.append(record)
            func click(scan: ScanID?, listing: ListingID) -> Click {
                Click(
                    id: ClickID(UUIDv7(at: Bookshop.noon)), scan: scan, listing: listing,
                    repeatKey: Bookshop.anyRepeatKey(), occurredAt: Bookshop.noon)
            }
            let first = click(scan: record.scan.id, listing: listing.id)
            try await storage.append(first)
            try await storage.append(click(scan: nil, listing: listing.id))
            // One on a listing that is gone records nothing.
            try await storage.append(click(scan: nil, listing: ListingID(UUIDv7(at: Bookshop.noon))))
            // The same again is a repeat.
            #expect(try await storage.append(first) == first.id)

            let events = try await storage.settledEvents().map(\.event)
            #expect(events.map(\.kind) == [.scan, .click, .click])
            #expect(events[1].visitor == events[0].visitor)
            #expect(events[1].campaign == "spring")
            #expect(events[1].listing == listing.id)
            #expect(events[1].click == first.id)
            #expect(events[1].merchant != nil)
            #expect(events[1].gtin == Bookshop.gtin(1))
            #expect(events[2].visitor == nil)
            #expect(try await storage.count("SELECT count(*) FROM clicks") == 2)
        }
    }

    @Test(
        "Of clicks with one repeat key at the same time one counts, and all say which",
        arguments: StorageEngine.allCases)
    func repeatedClicks(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1)])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            let (listing, key) = (try #require(answer.listings.first).id, Bookshop.anyRepeatKey())
            let counted = try await withThrowingTaskGroup(of: ClickID?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await storage.append(
                            Click(
                                id: ClickID(UUIDv7(at: Bookshop.noon)), scan: nil, listing: listing, repeatKey: key,
                                occurredAt: Bookshop.noon))
                    }
                }
                return try await group.reduce(into: Set<ClickID?>()) { $0.insert($1) }
            }
            #expect(counted.count == 1 && counted.first != .some(nil))
            #expect(try await storage.settledEvents().map(\.event.click) == Array(counted))
            #expect(try await storage.count("SELECT count(*) FROM clicks") == 1)
            let sweep = try await storage.deleteExpired(at: Bookshop.noon + Click.window, limit: 10)
            #expect(sweep.clickRepeats == 1)
        }
    }
}
