import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("Attribution of the log")
struct AttributionTests {
    /// Three merchants with two stores each, whose keys are those that ``RandomLog`` uses, and their settings.
    static func shops(in storage: Storage) async throws -> [Int64: AttributionSettings] {
        for number in 1...3 {
            let merchant = Merchant(id: Bookshop.publicID("m\(number)"), name: "Merchant \(number)")
            _ = try await storage.upsert(stores: (0...1).map { Bookshop.store("s\(number).\($0)", merchant: merchant) })
        }
        let first = try await storage.setAttribution(
            AttributionSettings(model: .linear, window: .seconds(7 * 86_400), touches: [.scan, .click], version: 0),
            of: Bookshop.publicID("m1"))
        let second = try await storage.setAttribution(
            AttributionSettings(model: .firstTouch, window: .seconds(86_400), touches: [.scan], version: 0),
            of: Bookshop.publicID("m2"))
        let (m1, m2) = (try await key("m1", in: storage), try await key("m2", in: storage))
        return [m1: try #require(first), m2: try #require(second)]
    }

    static func key(_ merchant: String, in storage: Storage) async throws -> Int64 {
        try await storage.driver.read { connection in
            let found = try connection.first(AttributionSettingsRows.merchant(.publicID(Bookshop.publicID(merchant))))
            return try #require(found)
        }
    }

    /// The numbers of the merchants of ``shops(in:)``.
    static func keys(in storage: Storage) async throws -> [Int64] {
        [try await key("m1", in: storage), try await key("m2", in: storage), try await key("m3", in: storage)]
    }

    @Test(
        "Following the log by stretches, net of what it takes back, equals a run over the whole of it",
        arguments: StorageEngine.allCases, [UInt64(1), 2])
    func recomputation(engine: StorageEngine, seed: UInt64) async throws {
        try await engine.withStorage { storage in
            let settings = try await Self.shops(in: storage)
            let followed = try #require(try await storage.makeAttributionRun())
            let log = RandomLog(seed: seed, events: 300, merchants: try await Self.keys(in: storage)).events
            var (rest, generator) = (log[...], SeededGenerator(seed: seed))
            while !rest.isEmpty {
                let count = Int.random(in: 1...30, using: &generator)
                try await storage.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
                _ = try await storage.settledEvents()
                let limit = Int.random(in: 1...20, using: &generator)
                while let step = try await storage.attribute(followed.number, limit: limit), step.more {}
            }
            let incremental = try await storage.settledRows(of: followed.number)
            let byHand = AttributionByHand.standing(log) { settings[$0] ?? .standard }
            #expect(StandingShare.standing(in: incremental) == byHand)
            #expect(incremental.contains { $0.reverses != nil && $0.kind == .visit }, "no touch came late")

            let whole = try #require(try await storage.makeAttributionRun())
            let recomputed = try await storage.settledRows(of: whole.number, limit: 37)
            #expect(StandingShare.standing(in: recomputed) == byHand)
            #expect(try await storage.settledRows(of: followed.number).map(\.id) == incremental.map(\.id))
        }
    }

    @Test("A run that was made of half of the log goes on with the other half", arguments: StorageEngine.allCases)
    func goesOn(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let settings = try await Self.shops(in: storage)
            let log = RandomLog(seed: 5, events: 300, merchants: try await Self.keys(in: storage)).events
            try await storage.append(Array(log.prefix(150)))
            _ = try await storage.settledEvents()
            let run = try #require(try await storage.makeAttributionRun())
            // More comes while it has just begun.
            _ = try await storage.attribute(run.number, limit: 5)
            try await storage.append(Array(log.dropFirst(150)))
            let rows = try await storage.settledRows(of: run.number)
            #expect(StandingShare.standing(in: rows) == AttributionByHand.standing(log) { settings[$0] ?? .standard })
        }
    }

    @Test("Several daemons over one PostgreSQL write each row once")
    func twoDaemons() async throws {
        try await TemporaryPostgres.with { database in
            let storages = [Storage(driver: database.driver()), Storage(driver: database.driver())]
            let storage = storages[0]
            try await storage.migrate()
            let settings = try await Self.shops(in: storage)
            let run = try #require(try await storage.makeAttributionRun()).number
            let log = RandomLog(seed: 9, events: 300, merchants: try await Self.keys(in: storage)).events
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for start in stride(from: 0, to: log.count, by: 25) {
                        try await storage.append(Array(log[start..<min(log.count, start + 25)]))
                    }
                }
                for storage in storages + storages {
                    group.addTask {
                        for _ in 0..<30 { _ = try await storage.attribute(run, limit: 10) }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await storage.settledRows(of: run)
            #expect(StandingShare.standing(in: rows) == AttributionByHand.standing(log) { settings[$0] ?? .standard })
            for storage in storages { try await storage.close() }
        }
    }

    @Test("A stretch that another process took in meanwhile is not written again", arguments: StorageEngine.allCases)
    func overtaken(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await Self.shops(in: storage)
            let key = try await Self.key("m1", in: storage)
            try await storage.append([Bookshop.event(.visit, merchant: key)])
            _ = try await storage.settledEvents()
            let overtaking = Tally()
            let slow = Storage(
                driver: BetweenReadAndWrite(storage.driver) {
                    if overtaking.up() == 1 { _ = try await storage.attribute(1) }
                })
            let step = try #require(try await slow.attribute(1))
            #expect(step.events == 0 && step.more && overtaking.most > 0)
            #expect(try await storage.settledRows(of: 1).count == 1)
        }
    }

    @Test("A run holds what it is asked for alone", arguments: StorageEngine.allCases)
    func terms(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let settings = try await Self.shops(in: storage)
            let keys = try await Self.keys(in: storage)
            let log = RandomLog(seed: 3, events: 300, merchants: keys).events
            try await storage.append(log)
            _ = try await storage.settledEvents()
            let (from, to) = (log[100].occurredAt, log[250].occurredAt)
            let whole = AttributionByHand.standing(log) { settings[$0] ?? .standard }
            let occurred = Dictionary(
                log.compactMap { event in event.concernedOutcome.map { ($0, (event.occurredAt, event.merchant)) } },
                uniquingKeysWith: { first, _ in first })

            let part = try #require(
                try await storage.makeAttributionRun(AttributionTerms(from: from, to: to)))
            let inTime = whole.filter { share, _ in
                occurred[share.outcome].map { $0.0 >= from && $0.0 < to } ?? false
            }
            let partRows = try await storage.settledRows(of: part.number)
            #expect(StandingShare.standing(in: partRows) == inTime && !inTime.isEmpty && inTime.count < whole.count)

            let one = try #require(try await storage.makeAttributionRun(of: Bookshop.publicID("m2")))
            let ofOne = whole.filter { occurred[$0.key.outcome]?.1 == keys[1] }
            #expect(StandingShare.standing(in: try await storage.settledRows(of: one.number)) == ofOne)
            #expect(try await storage.useAttributionRun(one.number) == .ofOneMerchant)

            let other = try #require(
                try await storage.makeAttributionRun(
                    AttributionTerms(model: .linear, window: .seconds(30 * 86_400))))
            let rows = try await storage.settledRows(of: other.number)
            let linear = AttributionByHand.standing(log) { merchant in
                var settings = settings[merchant] ?? .standard
                (settings.model, settings.window) = (.linear, .seconds(30 * 86_400))
                return settings
            }
            #expect(StandingShare.standing(in: rows) == linear)
            #expect(rows.allSatisfy { $0.model == .linear && $0.window == .seconds(30 * 86_400) })
            #expect(Set(rows.map(\.settingsVersion)) == [0, 1, 2])
            #expect(try await storage.makeAttributionRun(of: Bookshop.publicID("nobody")) == nil)
        }
    }

    @Test("Settings that change make no difference to a run that is there", arguments: StorageEngine.allCases)
    func settings(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            _ = try await Self.shops(in: storage)
            let merchant = Bookshop.publicID("m3")
            let key = try await Self.key("m3", in: storage)
            #expect(try await storage.attributionSettings(of: merchant) == .standard)
            var settings = AttributionSettings.standard
            (settings.model, settings.touches) = (.linear, [.click])
            #expect(try await storage.setAttribution(settings, of: merchant)?.version == 3)
            #expect(try await storage.attributionSettings(of: merchant)?.touches == [.click])
            #expect(try await storage.setAttribution(settings, of: Bookshop.publicID("nobody")) == nil)
            try await storage.append([Bookshop.event(.visit, merchant: key, store: 30)])
            // The first run is older than any settings.
            let rows = try await storage.settledRows(of: 1)
            #expect(rows.map(\.settingsVersion) == [0] && rows.map(\.model) == [.lastTouch])
            let run = try #require(try await storage.makeAttributionRun())
            let anew = try await storage.settledRows(of: run.number)
            #expect(anew.map(\.settingsVersion) == [3] && anew.map(\.model) == [.linear])
        }
    }

    @Test("A scan's place gives the distance, and what forgets it changes no row", arguments: StorageEngine.allCases)
    func distance(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1", at: Bookshop.position(51.51, -0.14))])
            let record = Bookshop.scan(
                parameters: ScanParameters(vicinity: Bookshop.near(Bookshop.position(51.5, -0.14))))
            try await storage.append(record)
            let visit = try #require(
                try await VisitTests.visit(storage, from: Bookshop.position(51.51, -0.14), at: Bookshop.noon))
            let rows = try await storage.settledRows(of: 1)
            #expect(rows.map(\.outcome) == [.visit(visit.id)])
            #expect(rows.map(\.touch?.kind) == [.scan] && rows.map(\.scan) == [record.scan.id])
            #expect(rows.map(\.distanceMeters) == [1112] && rows.map(\.lagSeconds) == [0])
            #expect(rows.map(\.confidence) == [90])
            _ = try await storage.driver.write { try $0.change("DELETE FROM event_personal") }
            var scan = Event(kind: .scan, occurredAt: Bookshop.noon + .seconds(-5), recordedAt: Bookshop.noon)
            scan.visitor = rows.first?.visitor
            (scan.scan, scan.outcome) = (ScanID(UUIDv7(at: scan.occurredAt)), "resolved")
            try await storage.append([scan])
            let after = try await storage.settledRows(of: 1)
            #expect(after.map(\.credit) == [1_000_000, 0] && after.map(\.distanceMeters) == [1112, nil])
        }
    }
}

extension Storage {
    /// Takes a run to the end of the log, once nothing is held back, and reads all of it by pages.
    func settledRows(of run: Int, limit: Int = 100) async throws -> [Conversion] {
        _ = try await settledEvents()
        while let step = try await attribute(run, limit: limit), step.more {}
        var (rows, position) = ([Conversion](), ConversionPosition.beginning(of: run))
        while let page = try await conversions(after: position, limit: 97) {
            rows += page.conversions.map(\.conversion)
            guard page.more else { break }
            try #require(page.next != position, "a reader would go round for ever")
            position = page.next
        }
        return rows
    }
}

/// Does something else between what a caller reads and what it writes.
private struct BetweenReadAndWrite: StorageDriver {
    let driver: any StorageDriver
    let interlude: @Sendable () async throws -> Void

    init(_ driver: any StorageDriver, _ interlude: @escaping @Sendable () async throws -> Void) {
        self.driver = driver
        self.interlude = interlude
    }

    var dialect: Dialect { driver.dialect }
    var waiting: Int { driver.waiting }

    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience, body)
    }

    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        do { try await interlude() } catch { throw .unusable(StorageErrorDetail("the interlude failed")) }
        return try await driver.write(patience, repeatable: repeatable, body)
    }

    func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    func close() async throws(StorageError) { try await driver.close() }
}
