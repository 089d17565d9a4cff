import CatalogFeeds
import FootbridgeCore
import FootbridgeStorage

/// Fills a database with the sample bookshops.
struct SampleCatalog {
    /// How many rows of each kind were stored.
    struct Size: Sendable, Hashable {
        var products = 0
        var merchants = 0
        var stores = 0
        var listings = 0
        var stock = 0
    }

    /// - Parameter now: what stock ages and promotions are relative to.
    /// - Throws: ``CommandFailure`` where a sample row is refused, which is an error of this program.
    static func fill(_ storage: Storage, at now: Timestamp, on terminal: Terminal) async throws -> Size {
        func demand(_ results: [ImportResult], _ kind: String) throws -> Int {
            if let index = results.firstIndex(where: { !$0.isApplied }) {
                throw CommandFailure("sample \(kind) \(index) was not stored: \(results[index])")
            }
            return results.count
        }
        func bring<Record: Sendable>(_ target: ImportTarget<Record>, _ file: [UInt8]) async throws -> Int {
            var run = ImportRun(
                target: target, storage: storage, terminal: terminal,
                rejects: try RejectedRows(terminal: terminal, path: nil), now: now)
            let summary = try await run.run(encoding: .utf8, read: SampleFiles.reading(file))
            guard summary.rejected == 0 else { throw CommandFailure("a sample file was not stored: \(summary.text)") }
            return summary.read
        }
        var size = Size()
        size.merchants = try demand(await storage.upsert(merchants: SampleMerchants.all), "merchant")
        size.products = try await bring(.products, SampleFiles.productFile)
        size.stores = try await bring(.stores, SampleFiles.storeFile)
        size.listings = try demand(await storage.upsert(listings: SampleListings.all(at: now)), "listing")
        size.stock = try demand(await storage.upsert(stock: SampleStock.all(at: now)), "stock")
        _ = try demand(await storage.upsert(promotions: SamplePromotions.all(at: now)), "promotion")
        return size
    }

    /// One new key for each role, in the order the public contract names the roles.
    static func keys(in storage: Storage) async throws -> [(role: Role, key: APIKey)] {
        guard let till = SampleFiles.stores.first else { preconditionFailure("there are sample shops") }
        var keys: [(Role, APIKey)] = []
        for role in [Role.client, .staff, .analyst, .merchant, .admin] {
            let creation = try await storage.createKey(
                name: "sample \(role.rawValue)", role: role, store: role == .staff ? till.id : nil,
                merchant: role == .merchant ? till.merchant.id : nil)
            guard case .created(_, let key) = creation else {
                throw CommandFailure("the sample \(role.rawValue) key could not be made")
            }
            keys.append((role, key))
        }
        return keys
    }
}
