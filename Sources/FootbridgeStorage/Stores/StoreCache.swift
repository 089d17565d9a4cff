import FootbridgeCore
import Synchronization

/// A store as it was read, with what belongs to its merchant.
struct KnownStore: Sendable {
    /// Nil where this host cannot use it.
    var store: Store?
    var merchantKey: Int64
    /// How long the merchant's stock can be believed.
    var stockTimeToLive: Duration
}

/// Stores that were read before, for as long as the database says that nothing of any store has changed.
///
/// A store with its hours is a dozen rows that hardly ever change, and most look-ups show the same few. Whoever asks says
/// which version of the stores their own view of the database has, so an answer is never older than that view and never
/// mixes two.
final class StoreCache: Sendable {
    /// What stores were read in.
    struct State: Hashable {
        /// Another one after every change to a store.
        var version: Int64
        /// Since 1970 UTC: of special hours only those around it are read.
        var day: Int
    }

    /// Stores that are kept at most, a kilobyte or so each.
    static let limit = 10_000

    private let content = Mutex((state: State?.none, stores: [Int64: KnownStore]()))

    /// Those of `keys` that are known in just this state.
    func stores(_ keys: [Int64], in state: State) -> [Int64: KnownStore] {
        content.withLock { content in
            guard content.state == state else { return [:] }
            return keys.reduce(into: [:]) { found, key in found[key] = content.stores[key] }
        }
    }

    /// Keeps stores that were read in a state, and forgets those of any other.
    func keep(_ stores: [Int64: KnownStore], in state: State) {
        content.withLock { content in
            if content.state != state || content.stores.count + stores.count > Self.limit {
                content = (state, [:])
            }
            content.stores.merge(stores) { $1 }
        }
    }
}
