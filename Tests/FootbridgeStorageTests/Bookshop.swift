import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import SymbolReading
import Testing

@testable import FootbridgeStorage

/// Names and records that tests are written with.
enum Bookshop {
    static let noon = Timestamp(microseconds: 1_790_000_000_000_000)
    static let clock = WallClock { noon }
    static let merchant = Merchant(id: publicID("m1"), name: "Blackwater Books")

    /// The GTIN whose body is 978 000 000 000 and `number`.
    static func gtin(_ number: Int64) -> GTIN {
        let body = 978_000_000_000 + number
        guard let gtin = (0...9).lazy.compactMap({ GTIN(value: body * 10 + $0) }).first else {
            preconditionFailure("one of ten digits is the check digit")
        }
        return gtin
    }

    static func publicID(_ text: String) -> PublicID {
        guard let id = PublicID(text) else { preconditionFailure("not a public id: \(text)") }
        return id
    }

    static func position(_ latitude: Double, _ longitude: Double) -> Position {
        guard let position = Position(latitude: latitude, longitude: longitude) else {
            preconditionFailure("not a position")
        }
        return position
    }

    static func zone(_ name: String = "Europe/London") -> StoreTimeZone {
        guard let zone = StoreTimeZone(identifier: name) else { preconditionFailure("no such zone") }
        return zone
    }

    static func pounds(_ pence: Int64) -> Money? { Currency("GBP").map { Money(minorUnits: pence, currency: $0) } }

    static func product(_ number: Int64, title: String = "The Long Way") -> Product {
        Product(gtin: gtin(number), title: title)
    }

    static func store(
        _ id: String, at position: Position = position(51.5, -0.14), merchant: Merchant = merchant,
        hours: OpeningHours? = nil, isListed: Bool? = true
    ) -> StoreRecord {
        StoreRecord(
            id: publicID(id), merchant: merchant, name: "Shop \(id)", street: "1 High Street", locality: "Camden",
            region: "London", postalCode: "NW1 8QP", country: "GB", position: position, timeZone: zone(), hours: hours,
            isListed: isListed)
    }

    static func stock(
        _ store: String, _ number: Int64, _ status: Stock.Status = .inStock, quantity: Int? = 3,
        collectedAt: Timestamp = noon
    ) -> StockRecord {
        StockRecord(
            merchant: merchant.id, store: publicID(store), gtin: gtin(number),
            stock: Stock(status: status, quantity: quantity, price: pounds(899), collectedAt: collectedAt))
    }

    static func listing(
        _ offer: String, _ number: Int64, pence: Int64? = 799, of merchant: Merchant = merchant,
        availability: Listing.Availability = .inStock, updatedAt: Timestamp = noon
    ) -> ListingRecord {
        ListingRecord(
            merchant: merchant, offer: offer, gtin: gtin(number), url: "https://shop.example/\(offer)",
            price: pence.flatMap(pounds), availability: availability, updatedAt: updatedAt)
    }

    static func near(_ position: Position = position(51.5, -0.14), radius: Double = 10_000, limit: Int = 5) -> Vicinity
    {
        Vicinity(position: position, radius: Meters(radius), limit: limit)
    }

    /// The hash whose bytes are all the same.
    static func visitor(_ byte: UInt8) -> VisitorHash {
        guard let visitor = VisitorHash(bytes: Array(repeating: byte, count: 32)) else {
            preconditionFailure("a hash has 32 bytes")
        }
        return visitor
    }

    /// A scan of the shopper page's session that has this visitor, or of a client who named none.
    static func scan(
        visitor byte: UInt8 = 7, by client: PrincipalID? = nil, claim: IdempotencyClaim? = nil,
        parameters: ScanParameters = ScanParameters(), answer: [UInt8] = [1, 2, 3]
    ) -> ScanRecord {
        let id = ScanID(UUIDv7(at: noon))
        return ScanRecord(
            scan: Scan(
                id: id, receivedAt: noon, owner: client.map { .principal($0) } ?? .session(visitor(byte)),
                visitor: client == nil ? visitor(byte) : nil, parameters: parameters, traceID: TraceID()),
            outcome: .resolved, gtin: gtin(1), symbology: .ean13, timings: ScanTimings(), answer: answer,
            keptUntil: noon + .seconds(86_400),
            completion: claim.map {
                $0.completed(fingerprint: fingerprint, answer: kept(.scan(id)), at: noon)
            })
    }

    static let fingerprint = [UInt8](repeating: 5, count: 32)

    static func kept(_ body: KeptAnswer.Body) -> KeptAnswer {
        KeptAnswer(
            status: 201,
            fields: [
                KeptAnswer.Field(name: "Location", value: "/v1/scans/x: y"),
                KeptAnswer.Field(name: "Content-Type", value: "application/json"),
            ], body: body)
    }

    static func key(
        _ text: String = "k1", of owner: Owner = .session(visitor(7)), route: IdempotentRoute = .scans
    ) -> IdempotencyKey {
        IdempotencyKey(owner: owner, route: route, text: text)
    }
}

extension Storage {
    /// The claim of a key where it could be made; nil where another has it, or it is answered.
    func claimed(
        _ key: IdempotencyKey = Bookshop.key(), at now: Timestamp = Bookshop.noon,
        until end: Timestamp = Bookshop.noon + .seconds(60)
    ) async throws -> IdempotencyClaim? {
        let claim = IdempotencyClaim(key, at: now)
        return try await self.claim(claim, at: now, until: end) == .claimed ? claim : nil
    }

    /// What is found under a key, which is claimed by that where it was free.
    func state(
        _ key: IdempotencyKey = Bookshop.key(), at now: Timestamp = Bookshop.noon,
        until end: Timestamp = Bookshop.noon + .seconds(60)
    ) async throws -> IdempotencyState {
        try await claim(IdempotencyClaim(key, at: now), at: now, until: end)
    }

    /// A new client's principal.
    func client() async throws -> PrincipalID {
        guard case .created(let principal, _) = try await createKey(name: "app", role: .client) else {
            throw StorageError.unusable(StorageErrorDetail("no client was made"))
        }
        return principal.id
    }

    /// How many rows a table has.
    func count(_ statement: SQL) async throws -> Int64 {
        try await driver.read { connection in try #require(connection.rows(statement).first).integer(0) }
    }

    /// The whole log once nothing that was committed is held back: a transaction of another test on the same server,
    /// which is soon over, holds everything back that was committed after its beginning.
    func settledEvents() async throws -> [LoggedEvent] {
        try await eventsOnceSettled(after: .beginning)
    }

    /// The same after a position.
    func eventsOnceSettled(after position: LogPosition) async throws -> [LoggedEvent] {
        let end = ContinuousClock.now + .hang
        while try await count(Self.heldBack) > 0 {
            try #require(ContinuousClock.now < end, "events are held back for ever")
            await Task.yield()
        }
        return try await events(after: position, limit: 10_000).events
    }

    private static let heldBack = SQL(
        sqlite: "SELECT 0",
        postgresql: """
            SELECT count(*) FROM events WHERE log_epoch = (SELECT epoch FROM log_head)
              AND transaction_no >= CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)
            """)
}

extension Bookshop {
    /// Of a click that repeats none.
    static func anyRepeatKey() -> [UInt8] { (0..<32).map { _ in UInt8.random(in: 0...255) } }
}

/// The storage error of a call that must fail.
func storageError(_ body: () async throws -> Void) async -> StorageError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? StorageError
    }
}

extension StorageError {
    var isConstraint: Bool { refusal != nil }
    var isDuplicate: Bool { if case .duplicate = self { true } else { false } }
    var isBusy: Bool { if case .busy = self { true } else { false } }
    var isConflict: Bool { if case .conflict = self { true } else { false } }
    var isUnusable: Bool { if case .unusable = self { true } else { false } }
    var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
    var isFull: Bool { if case .full = self { true } else { false } }

    var detail: String {
        switch self {
        case .unreachable(let detail), .outcomeUnknown(let detail), .busy(let detail), .conflict(let detail),
            .full(let detail),
            .duplicate(let detail), .constraint(let detail), .unusable(let detail):
            detail.description
        case .claimLost: "claim lost"
        }
    }
}
