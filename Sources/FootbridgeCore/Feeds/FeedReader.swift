/// Reads a feed batch by batch up to where it could be read when it began, in flat memory.
///
/// Each batch is one short transaction: between two of them nothing of the database is held, however slowly whoever reads
/// takes them, so a writer's log is never kept from being written back. The next batch is read while one is being used.
public struct FeedReader<Source: Feed>: Sendable {
    /// Rows of a batch: enough that asking for one costs little beside its rows, and few enough that many readers who have
    /// stopped hold little.
    public static var batch: Int { 1000 }

    private let feed: Source
    /// The first batch; its horizon is that of all.
    public let first: FeedPage<Source>

    /// Reads the first batch.
    ///
    /// - Parameter cursor: nil for the beginning.
    public init(_ feed: Source, after cursor: FeedCursor?) async throws(StorageError) {
        self.feed = feed
        first = try await feed.page(after: cursor, limit: Self.batch, upTo: nil)
    }

    /// Gives all batches, one after the other, to `use`.
    public func forEachBatch(_ use: ([Source.Row]) async throws -> Void) async throws {
        var page = first
        while page.more {
            let (feed, cursor) = (feed, page.next)
            async let following = feed.page(after: cursor, limit: Self.batch, upTo: first.horizon)
            try await use(page.rows)
            page = try await following
        }
        try await use(page.rows)
    }
}
