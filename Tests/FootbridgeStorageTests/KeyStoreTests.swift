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
            let second = try await storage.addKey(to: principal.id)
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
            #expect(await storageError { _ = try await storage.addKey(to: .web) }?.isConstraint == true)
        }
    }
}
