import FootbridgeCore
import FootbridgeTestSupport
import PhotoDecoding
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("Covers in storage")
struct CoverTests {
    private static let pictures: [CoverPicture] = {
        do { return try (1...4).map { try DrawnCover($0).picture } } catch { return [] }
    }()
    private static let space = 1 << 30

    private static func cover(
        _ number: Int64, _ picture: Int = 0, _ source: CoverSource = .file, of merchant: String? = nil
    ) -> NewCover {
        NewCover(
            gtin: Bookshop.gtin(number), picture: pictures[picture], source: source,
            merchant: merchant.map(Bookshop.publicID))
    }

    private static func store(_ cover: NewCover, in storage: Storage, within space: Int = space) async throws
        -> CoverStoring
    {
        try await storage.store(cover, within: space, at: Bookshop.noon)
    }

    @Test("Covers are added, replaced, removed, and each change has the next number", arguments: StorageEngine.allCases)
    func changes(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let empty = try await storage.coverStanding()
            #expect(empty.database.count == 16 && empty.change == 0 && empty.covers == 0 && empty.bytes == 0)
            #expect(try await Self.store(Self.cover(1), in: storage) == .added)
            #expect(try await Self.store(Self.cover(1), in: storage) == .unchanged)
            #expect(try await Self.store(Self.cover(2, 1), in: storage) == .added)
            #expect(try await Self.store(Self.cover(1, 2), in: storage) == .replaced)
            #expect(try await storage.cover(of: Bookshop.gtin(1)) == Self.pictures[2])
            #expect(try await storage.removeCover(of: Bookshop.gtin(2), by: nil))
            #expect(try await !storage.removeCover(of: Bookshop.gtin(2), by: nil))
            let changes = try await storage.coverChanges(after: 0, limit: 10)
            #expect(changes.map(\.number) == [3, 4] && changes.map(\.gtin) == [Bookshop.gtin(1), Bookshop.gtin(2)])
            #expect(changes.map(\.jpeg) == [Self.pictures[2].jpeg, nil] && changes.allSatisfy(\.isSound))
            #expect(try await storage.coverChanges(after: 3, limit: 10).map(\.number) == [4])
            let standing = try await storage.coverStanding()
            #expect(
                standing
                    == CoverStanding(
                        database: empty.database, change: 4, covers: 1, bytes: Self.pictures[2].jpeg.count))
        }
    }

    @Test("Whoever brought a cover first keeps it; operators have the last word", arguments: StorageEngine.allCases)
    func ownership(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            let (own, other) = (Bookshop.merchant.id.description, "m2")
            for merchant in [own, other] {
                let listing = ListingRecord(
                    merchant: Merchant(id: Bookshop.publicID(merchant), name: merchant), offer: "offer",
                    gtin: Bookshop.gtin(1), url: "https://shop.example/1", price: nil, availability: .inStock,
                    updatedAt: Bookshop.noon)
                _ = try await storage.upsert(listings: [listing])
            }
            #expect(try await Self.store(Self.cover(1, 0, .catalogue), in: storage) == .added)
            #expect(try await Self.store(Self.cover(1, 1, .upload, of: own), in: storage) == .replaced)
            #expect(try await Self.store(Self.cover(1, 2, .upload, of: other), in: storage) == .taken)
            #expect(try await Self.store(Self.cover(1, 2, .catalogue), in: storage) == .taken)
            #expect(try await Self.store(Self.cover(1, 2, .upload, of: own), in: storage) == .replaced)
            #expect(try await !storage.removeCover(of: Bookshop.gtin(1), by: Bookshop.publicID(other)))
            #expect(try await storage.cover(of: Bookshop.gtin(1)) == Self.pictures[2])
            #expect(try await Self.store(Self.cover(1, 3), in: storage) == .replaced)
            #expect(try await Self.store(Self.cover(1, 1, .upload, of: own), in: storage) == .taken)
            #expect(try await Self.store(Self.cover(1, 1, .upload), in: storage) == .replaced)
            // Neither listed nor in stock there.
            #expect(try await Self.store(Self.cover(99, 1, .upload, of: own), in: storage) == .notListed)
            #expect(try await Self.store(Self.cover(99, 1, .upload, of: "nobody"), in: storage) == .notListed)
        }
    }

    @Test("Where there is no room, what was fetched makes some, the oldest first", arguments: StorageEngine.allCases)
    func room(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            for number in 1...3 {
                let cover = Self.cover(Int64(number), number, number == 2 ? .file : .catalogue)
                let at = Bookshop.noon + .seconds(-number)
                #expect(try await storage.store(cover, within: Self.space, at: at) == .added)
            }
            let full = try await storage.coverStanding().bytes
            #expect(try await Self.store(Self.cover(4, 0, .catalogue), in: storage, within: full) == .full)
            #expect(try await Self.store(Self.cover(4, 0), in: storage, within: full) == .added)
            #expect(try await storage.cover(of: Bookshop.gtin(3)) == nil)
            #expect(try await storage.cover(of: Bookshop.gtin(2)) == Self.pictures[2])
            let standing = try await storage.coverStanding()
            #expect(standing.bytes <= full)
            // All that was fetched together is not enough, and stays.
            #expect(try await Self.store(Self.cover(5, 1), in: storage, within: 1) == .full)
            #expect(try await storage.coverStanding() == standing)
        }
    }

    @Test("A look-up tells of the cover as soon as it is kept", arguments: StorageEngine.allCases)
    func product(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            func told() async throws -> CoverImage? {
                let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
                return try #require(answer.product).cover
            }
            #expect(try await told() == nil)
            _ = try await Self.store(Self.cover(1), in: storage)
            #expect(try await told() == CoverImage(Self.pictures[0]))
            _ = try await storage.removeCover(of: Bookshop.gtin(1), by: nil)
            #expect(try await told() == nil)
        }
    }

    @Test(
        "A server is asked by one daemon at a time, and left alone as long as it was said",
        arguments: StorageEngine.allCases)
    func servers(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            func lease(_ server: String) -> CoverServerLease {
                CoverServerLease(server: server, owner: UUIDv7(at: Bookshop.noon))
            }
            let (first, second) = (lease("a.example"), lease("a.example"))
            #expect(try await storage.take(first))
            #expect(try await !storage.take(second))
            #expect(try await storage.take(lease("b.example")))
            // Not the second's to end.
            try await storage.release(second, pausing: .zero)
            #expect(try await !storage.take(second))
            try await storage.release(first, pausing: .zero)
            #expect(try await storage.take(second))
            try await storage.release(second, pausing: .seconds(3600))
            #expect(try await !storage.take(first))
            let origin = "https://a.example"
            #expect(try await storage.coverRules(of: origin) == nil)
            for robots in ["User-agent: *", ""] {
                let rules = CoverOriginRules(robots: robots, until: Bookshop.noon)
                try await storage.remember(rules, of: origin)
                #expect(try await storage.coverRules(of: origin) == rules)
            }
        }
    }

    @Test(
        "What failed waits, what was given up stays so until the catalogue has another address",
        arguments: StorageEngine.allCases)
    func fetches(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (server, gtin, now) = ("a.example", Bookshop.gtin(1), Bookshop.noon)
            func due(_ after: Duration = .zero) async throws -> DueCover? {
                try await storage.dueCover(from: server, at: now + after)
            }
            func name(_ url: String) async throws {
                _ = try await storage.upsert(products: [Product(gtin: gtin, title: "T", coverURL: url)])
                let covers = try await storage.catalogCovers(after: nil, limit: 10).filter { $0.known != $0.url }
                try await storage.enqueue(covers.map { ($0.gtin, $0.url, server) }, at: now)
            }
            _ = try await storage.upsert(products: [Bookshop.product(2)])
            try await name("https://a.example/1.jpg")
            #expect(try await storage.catalogCovers(after: nil, limit: 10).map(\.known) == ["https://a.example/1.jpg"])
            #expect(try await storage.catalogCovers(after: gtin, limit: 10).isEmpty)
            var cover = try #require(try await due())
            #expect(cover == DueCover(gtin: gtin, url: "https://a.example/1.jpg", entityTag: nil, attempts: 0))
            for attempts in 1...CoverFetchSchedule.mostAttempts {
                try await storage.record(.timeout, of: cover, entityTag: nil, at: now)
                #expect(try await due() == nil)
                guard let next = try await due(.seconds(30 * 86_400)) else {
                    #expect(attempts == CoverFetchSchedule.mostAttempts)
                    break
                }
                #expect(next.attempts == attempts)
                cover = next
            }
            try await name("https://a.example/2.jpg")
            let second = try #require(try await due())
            #expect(second.url == "https://a.example/2.jpg" && second.attempts == 0)
            // What came of the address before does not count any more.
            try await storage.record(.kept, of: cover, entityTag: "\"old\"", at: now)
            #expect(try await due() == second)
            try await storage.record(.kept, of: second, entityTag: "\"new\"", at: now)
            #expect(try await due(.seconds(31 * 86_400))?.entityTag == "\"new\"")
            _ = try await Self.store(Self.cover(1, 0, .catalogue), in: storage)
            _ = try await storage.removeCover(of: gtin, by: nil)
            #expect(try await due(.seconds(365 * 86_400)) == nil)
        }
    }
}
