import FootbridgeCore
import FootbridgeStorage
import Testing

@Suite("Generations of visitors' names")
struct PseudonymGenerationTests {
    @Test("One scope's names are renewed alone", arguments: StorageEngine.allCases)
    func rotation(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let (merchant, nobody) = (Bookshop.merchant.id, Bookshop.publicID("nobody"))
            #expect(try await storage.pseudonymGeneration(of: nil) == 1)
            #expect(try await storage.pseudonymGeneration(of: merchant) == 1)
            #expect(try await storage.pseudonymGeneration(of: nobody) == nil)
            #expect(try await storage.rotatePseudonyms(of: merchant))
            #expect(try await storage.rotatePseudonyms(of: nobody) == false)
            #expect(try await storage.pseudonymGeneration(of: nil) == 1)
            #expect(try await storage.pseudonymGeneration(of: merchant) == 2)
            #expect(try await storage.rotatePseudonyms(of: nil))
            #expect(try await storage.pseudonymGeneration(of: nil) == 2)
            #expect(try await storage.pseudonymGeneration(of: merchant) == 2)
        }
    }
}
