public import ProductIdentifiers

/// Everything that a running gateway asks of what it keeps. There is one such storage, over several databases, which this
/// target does not see. Of covers it keeps what ``CoverStorage`` says.
public protocol GatewayStorage: CoverStorage {
    // MARK: Catalogue

    /// Everything an answer needs, in one storage read.
    ///
    /// - Parameters:
    ///   - vicinity: nil where the shopper's position is not known; the answer then has no stores.
    ///   - now: decides stock age, promotions and opening hours.
    ///   - language: of the promotions, where a merchant words them in it.
    func answer(
        for gtin: GTIN, near vicinity: Vicinity?, at now: Timestamp, in language: ShopperLanguage
    ) async throws(StorageError) -> CatalogAnswer

    /// Where a click on a listing leads, or nil where the listing is gone.
    func destination(of listing: ListingID) async throws(StorageError) -> ClickDestination?

    /// Towns and postal codes of stores that match what a shopper typed.
    func places(_ search: PlaceSearch) async throws(StorageError) -> FoundPlaces

    // MARK: Keys

    /// The principal of a key that is neither unknown nor revoked.
    func principal(keyHash: [UInt8]) async throws(StorageError) -> Principal?

    // MARK: Scans and clicks

    /// Records a scan with its event, its visitor, its kept answer and the answer to its idempotency key, all or nothing;
    /// it is on disk when this returns.
    ///
    /// - Throws: ``StorageError/claimLost`` where the claim ran out and was taken over; nothing is then recorded.
    func append(_ record: ScanRecord) async throws(StorageError)

    /// The body a scan was answered with, while it is kept.
    ///
    /// - Returns: nil where there is none, it has expired, or it is another owner's.
    func keptAnswer(_ id: ScanID, of owner: Owner, at now: Timestamp) async throws(StorageError) -> [UInt8]?

    /// What may be picked of a scan, or was.
    ///
    /// - Returns: nil where its answer is not kept, has expired, or is another owner's.
    func choice(of id: ScanID, by owner: Owner, at now: Timestamp) async throws(StorageError) -> ScanChoice?

    /// Records a pick once, with its event and what it makes of the scan; on disk when this returns.
    ///
    /// - Returns: what was picked before, of which nothing more is recorded; nil where this is the pick.
    func pick(_ pick: ScanPick) async throws(StorageError) -> ScanChoice.Picked?

    /// Records a click with its event, unless it repeats one (``Click/repeatKey``); on disk when this returns.
    ///
    /// - Returns: the click that counts: this one, or the one that it repeats; nil where the listing is gone, of which
    ///   nothing is recorded.
    @discardableResult
    func append(_ click: Click) async throws(StorageError) -> ClickID?

    // MARK: Vouchers

    /// Issues a voucher, or says why not; on disk when this returns.
    ///
    /// - Parameter completing: the answer to the request's idempotency key, kept in the same transaction; nil without one.
    func issue(
        _ request: VoucherRequest, at now: Timestamp,
        completing: @escaping @Sendable (Voucher) throws -> IdempotencyCompletion?
    ) async throws(StorageError) -> VoucherIssue

    /// - Returns: nil where there is none, or it is another owner's.
    func voucher(
        _ id: VoucherID, of owner: Owner, in language: ShopperLanguage
    ) async throws(StorageError) -> Voucher?

    /// The same by its code.
    func voucher(
        _ code: VoucherCode, of owner: Owner, in language: ShopperLanguage
    ) async throws(StorageError) -> Voucher?

    // MARK: Purchases

    /// The salts of a merchant's live secrets (``PurchaseSecret``), the newest first; none where there is no such merchant.
    func purchaseSalts(of merchant: PublicID) async throws(StorageError) -> [[UInt8]]

    /// Takes what a merchant reports, each row once, and keeps those that cannot be taken with their reason: one transaction,
    /// on disk when this returns.
    ///
    /// - Returns: how each row ended, in their order; nil where there is no such merchant.
    func record(
        _ rows: [PurchaseRow], of merchant: PublicID, trace: TraceID, at now: Timestamp
    ) async throws(StorageError) -> [PurchaseOutcome]?

    /// What was not taken, in the order of commits.
    ///
    /// - Parameter merchant: whose; nil for everybody's.
    func rejects(
        of merchant: PublicID?, after position: LogPosition, limit: Int
    ) async throws(StorageError) -> RejectPage

    // MARK: Ad platforms

    /// Rows of a run with what ad platforms know them by, in their order; without those whose scan brought nothing of that
    /// kind, or whose visitor was erased.
    ///
    /// - Parameter rows: of one page at most.
    func adConversions(of rows: [PlacedConversion]) async throws(StorageError) -> [AdConversion]

    // MARK: Visits

    /// Records a visit, unless the visitor has one on that day in that store already; on disk when this returns.
    ///
    /// - Returns: the visit of that day; nil where there is no such store.
    func record(_ visit: VisitRequest, at now: Timestamp) async throws(StorageError) -> Visit?

    // MARK: Tills

    /// A voucher as one store sees it; changes nothing.
    ///
    /// - Returns: nil where there is none of this code, or it is another merchant's.
    func voucherAtTill(
        _ code: VoucherCode, of store: PublicID, in language: ShopperLanguage
    ) async throws(StorageError) -> VoucherAtTill?

    /// Redeems a voucher once, whatever happens: the claim of the key, the change of state, the rows of ledger and log and
    /// the answer that is given again are one transaction, on disk when this returns. A refusal is kept as well.
    ///
    /// - Parameters:
    ///   - fingerprint: SHA-256 over what the request says, 32 bytes.
    ///   - render: the answer. It may be asked for more than once, and no more than one is kept.
    func redeem(
        _ request: RedemptionRequest, under claim: IdempotencyClaim, fingerprint: [UInt8], chain: LedgerChain,
        at now: Timestamp, render: @escaping @Sendable (RedemptionOutcome) -> KeptAnswer
    ) async throws(StorageError) -> KeyedOutcome

    /// Takes a redemption back with a row of its own; on disk when this returns.
    ///
    /// - Parameter reason: at most 200 characters.
    func reverse(
        _ redemption: RedemptionID, by staff: StaffMember, reason: String?, traceID: TraceID, chain: LedgerChain,
        at now: Timestamp
    ) async throws(StorageError) -> ReversalOutcome

    /// A store's own, the newest first.
    ///
    /// - Parameter sequence: only those before this place of the store's ledger; nil for the newest.
    func redemptions(
        of store: PublicID, before sequence: Int64?, limit: Int, in language: ShopperLanguage
    ) async throws(StorageError) -> [Redemption]

    /// Conflicts that a store is a part of, the newest first.
    func conflicts(of store: PublicID, limit: Int) async throws(StorageError) -> [RedemptionConflict]

    // MARK: Staff

    /// The device of a key that is neither unknown nor revoked, with who may sign in on it.
    func staffDevice(keyHash: [UInt8]) async throws(StorageError) -> StaffDevice?

    /// Somebody who signed in on a device; nil where either is no longer there, or they are of different stores.
    func staffMember(
        _ person: PrincipalID, on device: StaffDeviceID, keyHash: [UInt8]
    ) async throws(StorageError) -> (person: StaffPerson, store: PublicID)?

    /// Vouchers of a merchant that were withdrawn before their end.
    func revokedVouchers(
        of merchant: PublicID, at now: Timestamp, limit: Int
    ) async throws(StorageError) -> [VoucherCode]

    /// Keeps a one-time code until it is used or has run out.
    ///
    /// - Returns: whether there is such a store.
    func add(_ enrolment: StaffEnrolment, at now: Timestamp) async throws(StorageError) -> Bool

    /// Makes a device of whoever brings an enrolment's code first.
    ///
    /// - Parameter name: 1 to 60 characters; nil for the enrolment's.
    /// - Returns: whether the code was good.
    func enrol(
        _ code: VoucherCode, name: String?, key: DeviceKey, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// Counts a try of a PIN as a wrong one, before it is compared.
    func tryPIN(of person: PrincipalID, on device: StaffDeviceID, at now: Timestamp) async throws(StorageError)
        -> PINTry

    /// After a right PIN: forgets the wrong ones that somebody has typed on a device.
    func forgiveWrongPINs(of person: PrincipalID, on device: StaffDeviceID) async throws(StorageError)

    /// Logs that a store has tried so many unknown codes that further ones have to wait: a refusal with the reason
    /// `code-delay`, on disk when this returns.
    ///
    /// - Parameter device: whose own quota is spent; nil where it is not that of one device.
    func logCodeDelay(
        in store: PublicID, device: StaffDeviceID?, traceID: TraceID, at now: Timestamp
    ) async throws(StorageError)

    // MARK: Idempotency

    /// What the first request of a key was answered, and its fingerprint, on a route that keeps that for ever; changes
    /// nothing.
    ///
    /// - Returns: nil where there is none, or it is still under way.
    func answer(to key: IdempotencyKey) async throws(StorageError) -> (fingerprint: [UInt8], answer: KeptAnswer)?

    /// Makes a claim until `expiry`, unless its key is claimed or answered already.
    ///
    /// - Returns: an answered key with the bytes of its answer, wherever they are kept.
    /// - Throws: ``StorageError/unreachable(_:)`` where nobody can say whether the claim was made: give it back then.
    func claim(
        _ claim: IdempotencyClaim, at now: Timestamp, until expiry: Timestamp
    ) async throws(StorageError) -> IdempotencyState

    /// Keeps the answer to a key whose request changed nothing; on disk when this returns.
    ///
    /// - Throws: ``StorageError/claimLost`` where the claim ran out and was taken over.
    func complete(_ completion: IdempotencyCompletion) async throws(StorageError)

    /// Gives a claim back after a refusal that must not be given again.
    func release(_ claim: IdempotencyClaim) async throws(StorageError)

    // MARK: Analysts

    /// Events after a position that match a filter, in the order of their commits; see `Storage` for what holds of it.
    func events(
        _ filter: EventFilter, after position: LogPosition, limit: Int, upTo horizon: LogHorizon?
    ) async throws(StorageError) -> EventPage

    /// The integer key of a merchant; nil where there is none.
    func merchantKey(of merchant: PublicID) async throws(StorageError) -> Int64?

    /// The integer keys of a store and of its merchant; nil where there is no such store.
    func storeKey(of store: PublicID) async throws(StorageError) -> StoreKey?

    /// The public ids of those among some merchants and stores that there are, by their integer keys.
    func publicIDs(
        ofMerchants merchants: [Int64], stores: [Int64]
    ) async throws(StorageError) -> (merchants: [Int64: PublicID], stores: [Int64: PublicID])

    /// Which generation of visitors' names a merchant's analysts see (``VisitorPseudonyms``), or analysts of all
    /// merchants.
    ///
    /// - Parameter merchant: nil for all.
    /// - Returns: nil where there is no such merchant.
    func pseudonymGeneration(of merchant: PublicID?) async throws(StorageError) -> Int64?

    // MARK: Conversions

    /// Rows of an attribution run after a position that match a filter, in the order they were written in. A reader who
    /// goes on with ``ConversionPage/next`` sees every row once, and stays in the run it began with.
    ///
    /// - Parameters:
    ///   - run: its number; nil for the current one. Of no meaning with a position, which names a run itself.
    ///   - position: nil for the beginning of the run.
    ///   - limit: most rows, taken for the nearest in 1 to ``ConversionPage/longest``.
    /// - Returns: nil where there is no such run.
    func conversions(
        _ filter: ConversionFilter, in run: Int?, after position: ConversionPosition?, limit: Int
    ) async throws(StorageError) -> ConversionPage?

    // MARK: Campaigns

    /// The placement of a short link.
    func placement(_ code: CampaignCode) async throws(StorageError) -> CampaignPlacement?

    /// Placements by merchant, campaign and name.
    ///
    /// - Parameter merchant: nil for all.
    func placements(of merchant: PublicID?) async throws(StorageError) -> [CampaignPlacement]

    // MARK: Webhooks

    /// All that there are.
    func webhooks() async throws(StorageError) -> [Webhook]

    /// Events that a webhook tells of.
    ///
    /// - Parameter position: the webhook's own, or one behind it up to which it is known that there are none.
    func events(
        for webhook: Webhook, after position: LogPosition, limit: Int
    ) async throws(StorageError) -> WebhookPage

    /// Makes its owner the one that delivers, unless somebody else is or nothing may be sent now.
    ///
    /// - Returns: the webhook as it is now; nil where the lease was not given.
    func take(_ lease: WebhookLease, at now: Timestamp) async throws(StorageError) -> Webhook?

    /// Keeps what came of it, on disk when this returns, and lets the lease go on or end.
    ///
    /// - Returns: whether the lease still held; nothing is kept otherwise.
    func record(
        _ progress: WebhookProgress, under lease: WebhookLease, at now: Timestamp
    ) async throws(StorageError) -> Bool

    // MARK: Reports

    /// Whom a report is about; nil where there is no such merchant, no such store, or the store is another merchant's.
    func reportSubject(merchant: PublicID?, store: PublicID?) async throws(StorageError) -> ReportSubject?

    /// One merchant with its stores, or the first 500 of all by name.
    func reportMerchants(_ merchant: PublicID?) async throws(StorageError) -> [ReportMerchant]

    /// Up to when the log is counted.
    func reportWatermark() async throws(StorageError) -> Timestamp

    /// What was counted in each of some stretches of time.
    func reportCounts(
        of scope: RollUp.Scope, in ranges: [Range<Timestamp>]
    ) async throws(StorageError) -> [ReportCounts]

    /// Different visitors on some days of the scope's own zone.
    func reportVisitors(
        of scope: RollUp.Scope, on days: [Range<Int>]
    ) async throws(StorageError) -> [ReportVisitors]

    /// The same at any time, from the log itself: for ``ReportPeriod/mostDaysInLog`` at most.
    func reportLoggedVisitors(
        of scope: RollUp.Scope, in ranges: [Range<Timestamp>]
    ) async throws(StorageError) -> [ReportVisitors]

    /// Visitors who came to a store on some days, and on no day before.
    func reportNewcomers(to scope: RollUp.Scope, on days: [Range<Int>]) async throws(StorageError) -> [Int64]

    /// Those who came for the first time on some days, and came again at most `within` days later.
    func reportFollowers(
        of scope: RollUp.Scope, on days: Range<Int>, within: Int
    ) async throws(StorageError) -> [ReportFollowers]

    /// Arrivals by the hour of the week, 168 from Monday's first on.
    func reportArrivalsByHour(
        of scope: RollUp.Scope, in period: ReportPeriod
    ) async throws(StorageError) -> [[ReportMeasure.Arrival: Int64]]

    /// The subject's stores, also those that nobody came to.
    ///
    /// - Parameter days: on which different visitors are counted; nil for not at all.
    func reportStores(
        of subject: ReportSubject, in range: Range<Timestamp>, on days: Range<Int>?
    ) async throws(StorageError) -> [(store: ReportStore, counts: ReportCounts, visitors: Int64?)]

    /// What was counted by campaign, of one merchant or with 0 of the gateway.
    func reportCampaigns(
        of merchant: Int64, in range: Range<Timestamp>, on days: Range<Int>?
    ) async throws(StorageError) -> [String: (counts: ReportCounts, visitors: Int64?)]

    /// The products that were asked for in vain most often, at most `limit`.
    func reportProducts(
        of merchant: Int64, on days: Range<Int>, limit: Int
    ) async throws(StorageError) -> [ReportProduct]

    // MARK: Health and load

    /// Writes where requests would write, and has it on disk before it returns.
    ///
    /// - Throws: ``StorageError`` where they could not, or would write where nobody will look for it.
    func proveWriting() async throws(StorageError)

    /// Transactions that wait for their turn now; many for long mean that the database does not keep up.
    var transactionsWaiting: Int { get }

    /// Coming months that the event log has its place for, as upkeep last saw it; nil where it knows no months.
    var eventMonthsAhead: Int? { get }
}
