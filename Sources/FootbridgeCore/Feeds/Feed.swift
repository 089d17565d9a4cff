/// A list that analysts follow: rows in the order in which they can be read, each once, by a cursor.
///
/// Everything that pages, streams and files of it have in common is written once against this.
public protocol Feed: Sendable {
    associatedtype Row: FeedRow
    /// How far it can be read at one moment.
    associatedtype Horizon: Sendable

    /// What its rows are called, such as `event`; in the path of the schema, too.
    static var rowName: String { get }
    /// The words that its rows can be filtered by as `type`.
    static var kinds: [String] { get }

    /// What is asked for, as far as a viewer may see it.
    ///
    /// - Throws: ``FeedRefusal`` where they may not, or a parameter means nothing; `StorageError`.
    init(_ parameters: FeedParameters, for viewer: FeedViewer) async throws

    /// The rows that follow a place.
    ///
    /// - Parameters:
    ///   - cursor: nil for the beginning.
    ///   - limit: most rows, 1 to ``FeedParameters/longestPage``.
    ///   - horizon: of an earlier page, to read no further than was possible then.
    func page(after cursor: FeedCursor?, limit: Int, upTo horizon: Horizon?) async throws(StorageError) -> FeedPage<
        Self
    >
}

/// One row of a feed.
public protocol FeedRow: Sendable {
    /// Its fields in the order of the contract.
    static var columns: [FeedColumn<Self>] { get }
    /// Where it stands.
    var cursor: FeedCursor { get }
    /// What CloudEvents say of it.
    var cloudEvent: CloudEventHead { get }
}

/// Rows of a feed that follow a place.
public struct FeedPage<Source: Feed>: Sendable {
    public var rows: [Source.Row]
    /// Where to read on: the place of the last row, or the one that was asked for where there is none.
    public var next: FeedCursor
    /// Whether there is more to read at once.
    public var more: Bool
    /// How far the feed can be read, for further pages.
    public var horizon: Source.Horizon
    /// From here on is what could not be read yet.
    public var end: FeedCursor
    /// Up to this time of recording the feed is complete.
    public var watermark: Timestamp
    /// The name of the run of attribution that took this one's place; nil where none did.
    public var supersededBy: String?
}

/// Why a feed is not given.
public enum FeedRefusal: Error, Sendable, Hashable {
    /// A parameter means nothing here, and why in a sentence.
    case parameter(String, String)
    /// A merchant or a store is another's.
    case foreign
}

/// Who looks at a feed.
public struct FeedViewer: Sendable {
    /// The one merchant whose rows they may see; nil for all.
    public var merchant: PublicID?
    let storage: any GatewayStorage
    let secret: ServerSecret

    public init(merchant: PublicID?, storage: any GatewayStorage, secret: ServerSecret) {
        self.merchant = merchant
        self.storage = storage
        self.secret = secret
    }

    /// What the parameters `merchant` and `store` come to for this viewer.
    ///
    /// - Throws: ``FeedRefusal``, `StorageError`.
    func scope(_ parameters: FeedParameters) async throws -> FeedScope {
        let named = parameters.merchant ?? merchant
        // Before anything is looked up: who may not see a merchant is not told whether there is one.
        guard merchant == nil || named == merchant else { throw FeedRefusal.foreign }
        let key: Int64?
        if let named {
            key = try await storage.merchantKey(of: named)
            guard key != nil else { throw FeedRefusal.parameter("merchant", "there is no such merchant.") }
        } else {
            key = nil
        }
        var storeKey: Int64?
        if let store = parameters.store {
            let found = try await storage.storeKey(of: store)
            guard merchant == nil || found?.merchant == key else { throw FeedRefusal.foreign }
            guard let found else { throw FeedRefusal.parameter("store", "there is no such store.") }
            storeKey = found.store
        }
        guard let generation = try await storage.pseudonymGeneration(of: merchant) else { throw FeedRefusal.foreign }
        return FeedScope(
            merchant: key, store: storeKey,
            pseudonyms: VisitorPseudonyms(
                secret: secret, scope: merchant.map { .merchant($0) } ?? .gateway, generation: generation))
    }
}

/// What of a feed is given to somebody, and under which names.
struct FeedScope: Sendable {
    var merchant: Int64?
    var store: Int64?
    var pseudonyms: VisitorPseudonyms
}

/// A store's integer key, and its merchant's.
public struct StoreKey: Sendable, Hashable {
    public var store: Int64
    public var merchant: Int64

    public init(store: Int64, merchant: Int64) {
        self.store = store
        self.merchant = merchant
    }
}
