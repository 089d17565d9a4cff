import Synchronization

/// The public ids of merchants and stores by their integer keys, which never change: each is looked up once for a reader.
final class PublicNames: Sendable {
    /// What is known after a page was looked up.
    struct Known: Sendable {
        var merchants: [Int64: PublicID] = [:]
        var stores: [Int64: PublicID] = [:]
    }

    private let storage: any GatewayStorage
    private let known = Mutex(Known())

    init(_ storage: any GatewayStorage) {
        self.storage = storage
    }

    /// - Parameters:
    ///   - merchants: integer keys that a page has; nil where a row has none.
    ///   - stores: the same of stores.
    func named(
        merchants: some Sequence<Int64?>, stores: some Sequence<Int64?>
    ) async throws(StorageError) -> Known {
        let known = known.withLock { $0 }
        var (newMerchants, newStores) = (Set<Int64>(), Set<Int64>())
        for case let key? in merchants where known.merchants[key] == nil { newMerchants.insert(key) }
        for case let key? in stores where known.stores[key] == nil { newStores.insert(key) }
        guard !newMerchants.isEmpty || !newStores.isEmpty else { return known }
        let found = try await storage.publicIDs(
            ofMerchants: newMerchants.sorted(), stores: newStores.sorted())
        return self.known.withLock { known in
            known.merchants.merge(found.merchants) { $1 }
            known.stores.merge(found.stores) { $1 }
            return known
        }
    }
}
