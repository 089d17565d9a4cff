import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Keys")
struct KeyStoreTests {
    private func created(_ creation: KeyCreation) -> (principal: Principal, key: APIKey)? {
        if case .created(let principal, let key) = creation { (principal, key) } else { nil }
    }

    @Test("A key finds its principal with role, store and merchant", arguments: StorageEngine.allCases)
    func roles(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let (store, merchant) = (Bookshop.publicID("s1"), Bookshop.merchant.id)
            let creations = [
                try await storage.createKey(name: "app", role: .client),
                try await storage.createKey(name: "till", role: .staff, store: store),
                try await storage.createKey(name: "all", role: .analyst),
                try await storage.createKey(name: "one", role: .analyst, merchant: merchant),
                try await storage.createKey(name: "feed", role: .merchant, merchant: merchant),
                try await storage.createKey(name: "root", role: .admin),
            ]
            for creation in creations {
                let (principal, key) = try #require(created(creation))
                #expect(try await storage.principal(keyHash: key.hash) == principal)
                #expect(principal.id != .web)
            }
            #expect(
                try await storage.keys().map(\.principal.role) == creations.compactMap { created($0)?.principal.role })
            #expect(try await storage.principal(keyHash: APIKey().hash) == nil)
        }
    }

    @Test(
        "A role without its store or merchant, or with one it must not have, is refused",
        arguments: StorageEngine.allCases)
    func misfits(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let (store, merchant) = (Bookshop.publicID("s1"), Bookshop.merchant.id)
            let misfits: [(Role, PublicID?, PublicID?)] = [
                (.staff, nil, nil), (.staff, store, merchant), (.merchant, nil, nil), (.client, store, nil),
                (.client, nil, merchant), (.admin, nil, merchant), (.analyst, store, nil),
            ]
            for (role, store, merchant) in misfits {
                let error = await storageError {
                    _ = try await storage.createKey(name: "x", role: role, store: store, merchant: merchant)
                }
                #expect(error?.isConstraint == true, "\(role)")
            }
            let nobody = Bookshop.publicID("nobody")
            #expect(try await storage.createKey(name: "x", role: .staff, store: nobody) == .unknownStore)
            #expect(try await storage.createKey(name: "x", role: .merchant, merchant: nobody) == .unknownMerchant)
            #expect(try await storage.keys().isEmpty)
        }
    }

    @Test("A revoked key finds nobody; the principal's other key still does", arguments: StorageEngine.allCases)
    func revocation(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (principal, first) = try #require(created(try await storage.createKey(name: "app", role: .client)))
            let (same, second) = try #require(created(try await storage.addKey(to: principal.id)))
            #expect(same == principal)
            guard case .revoked(let revoked) = try await storage.revokeKey(hint: first.hint, of: principal.id) else {
                Issue.record("not revoked")
                return
            }
            #expect(revoked.hint == first.hint)
            #expect(try await storage.principal(keyHash: first.hash) == nil)
            #expect(try await storage.principal(keyHash: second.hash) == principal)
            #expect(try await storage.revokeKey(hint: first.hint) == .unknown)
            #expect(try await storage.revokeKeys(of: principal.id) == 1)
            #expect(try await storage.principal(keyHash: second.hash) == nil)
            #expect(try await storage.keys().allSatisfy { $0.revokedAt == Bookshop.noon })
        }
    }

    @Test(
        "The day of a key's last use is written once a day, and never goes back", arguments: StorageEngine.allCases)
    func lastUse(engine: StorageEngine) async throws {
        let noon = Bookshop.noon
        try await engine.withStorage(clock: Bookshop.clock) { today in
            let tomorrow = Storage(driver: today.driver, clock: WallClock { noon + .seconds(86_400) })
            let (_, key) = try #require(created(try await today.createKey(name: "app", role: .client)))
            func lastUse() async throws -> Timestamp? { try await today.keys().first?.lastUsedOn }

            _ = try await today.principal(keyHash: APIKey().hash)
            _ = try await today.principal(keyHash: key.hash)
            #expect(try await lastUse() == nil, "only in memory so far")
            _ = try await tomorrow.principal(keyHash: key.hash)
            try await tomorrow.recordKeyUses()
            let midnight = try #require(Timestamp(rfc3339: String(noon.rfc3339.prefix(10)) + "T00:00:00Z"))
            #expect(try await lastUse() == midnight + .seconds(86_400))
            // Of a daemon that is a day behind.
            try await today.recordKeyUses()
            #expect(try await lastUse() == midnight + .seconds(86_400))
            // Another use of that day is nothing to write.
            _ = try await tomorrow.principal(keyHash: key.hash)
            #expect(tomorrow.keyUses.take().isEmpty)
        }
    }

    @Test("Only a client has origins, and more keys of it are publishable, too", arguments: StorageEngine.allCases)
    func origins(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let origins = ["https://a.example", "http://127.0.0.1:5173"].compactMap { WebOrigin($0) }
            let (principal, key) = try #require(
                created(try await storage.createKey(name: "page", role: .client, origins: origins)))
            let (_, second) = try #require(created(try await storage.addKey(to: principal.id)))
            for key in [key, second] {
                #expect(key.isPublishable)
                #expect(try await storage.principal(keyHash: key.hash)?.origins == origins)
            }
            let error = await storageError {
                _ = try await storage.createKey(name: "x", role: .admin, origins: origins)
            }
            #expect(error?.isConstraint == true)
        }
    }

    @Test("A hint that means several keys revokes none", arguments: StorageEngine.allCases)
    func ambiguous(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (principal, key) = try #require(created(try await storage.createKey(name: "a", role: .client)))
            _ = try #require(created(try await storage.createKey(name: "b", role: .client)))
            _ = try await storage.driver.write { connection in
                try connection.change("UPDATE api_keys SET hint = $1", [.text(key.hint)])
            }
            guard case .ambiguous(let keys) = try await storage.revokeKey(hint: key.hint) else {
                Issue.record("not ambiguous")
                return
            }
            #expect(keys.count == 2)
            #expect(try await storage.principal(keyHash: key.hash) == principal)
        }
    }

    @Test("The built-in web client is there and can have no key", arguments: StorageEngine.allCases)
    func web(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let web = try await storage.count(
                "SELECT count(*) FROM principals WHERE principal_id = 1 AND name = 'web' AND role = 'client'")
            #expect(web == 1)
            #expect(try await storage.addKey(to: .web) == .unknownPrincipal)
            #expect(try await storage.addKey(to: PrincipalID(rawValue: 99)) == .unknownPrincipal)
        }
    }
}
