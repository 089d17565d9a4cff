public import ProductIdentifiers

/// What is kept of covers: their pictures, and how far fetching those of the catalogue is.
public protocol CoverStorage: Sendable {
    /// Keeps the cover of a product, on disk when this returns, unless something is in its way.
    ///
    /// - Parameter space: bytes that all covers together may take. Where there are more, what was fetched makes room for
    ///   what was sent.
    func store(_ cover: NewCover, within space: Int, at now: Timestamp) async throws(StorageError) -> CoverStoring

    /// Takes the cover of a product away, which is then not fetched either.
    ///
    /// - Parameter merchant: whose it must be; nil for anybody's.
    /// - Returns: whether there was one.
    func removeCover(of gtin: GTIN, by merchant: PublicID?) async throws(StorageError) -> Bool

    /// The picture as it is served; nil where none is kept.
    func cover(of gtin: GTIN) async throws(StorageError) -> CoverPicture?

    /// How many are kept, and how far their changes have come.
    func coverStanding() async throws(StorageError) -> CoverStanding

    // MARK: Fetching

    /// Products that the catalogue has an address of a cover for, in their order.
    func catalogCovers(after gtin: GTIN?, limit: Int) async throws(StorageError) -> [CatalogCover]

    /// Notes covers to be fetched, each from an address that was not known.
    func enqueue(
        _ covers: [(gtin: GTIN, url: String, server: String)], at now: Timestamp
    ) async throws(StorageError)

    /// The cover of a server that is to be fetched first; nil where none is yet.
    func dueCover(from server: String, at now: Timestamp) async throws(StorageError) -> DueCover?

    /// Makes its owner the one that asks a server, unless somebody else is or it is to be left alone.
    func take(_ lease: CoverServerLease) async throws(StorageError) -> Bool

    /// Ends a lease; nobody asks the server again before the pause is over.
    func release(_ lease: CoverServerLease, pausing pause: Duration) async throws(StorageError)

    /// What an origin asks of robots; nil where it was never asked.
    func coverRules(of origin: String) async throws(StorageError) -> CoverOriginRules?

    /// Remembers what an origin asks of robots, for every daemon.
    func remember(_ rules: CoverOriginRules, of origin: String) async throws(StorageError)

    /// Keeps how an attempt ended, and with it when the next one is (``CoverFetchSchedule``).
    ///
    /// - Parameter entityTag: of what is kept now.
    func record(
        _ outcome: CoverFetchOutcome, of due: DueCover, entityTag: String?, at now: Timestamp
    ) async throws(StorageError)
}
