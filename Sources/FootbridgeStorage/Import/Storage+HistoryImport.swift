public import FootbridgeCore

/// An event of the past, for a log that begins with a history.
public struct HistoryRecord: Sendable {
    /// Its merchant and store are those of ``store``, its visitor is ``visitor``.
    public var event: Event
    /// Where it happened, or whose voucher it is; nil for a scan.
    public var store: PublicID?
    /// Whether the event names the store, not its merchant alone.
    public var isAtStore: Bool
    public var visitor: VisitorHash
    /// Of a scan: the stores it was answered with; nil where none were looked for.
    public var shown: [ShownStore]?

    public init(
        _ event: Event, store: PublicID? = nil, isAtStore: Bool = true, by visitor: VisitorHash,
        shown: [ShownStore]? = nil
    ) {
        self.event = event
        self.store = store
        self.isAtStore = isAtStore
        self.visitor = visitor
        self.shown = shown
    }
}

extension Storage {
    /// Writes events of the past as if they had been recorded then, all or nothing, scans with their rows; of a log that
    /// has none yet, and in the order of their times.
    ///
    /// - Parameter records: some thousand at once.
    /// - Throws: ``StorageError/unusable(_:)`` where a store is not known.
    public func append(history records: [HistoryRecord]) async throws(StorageError) {
        try await driver.write(.maintenance, repeatable: true) { connection in
            var keys: [PublicID: (store: Int64, merchant: Int64)] = [:]
            for store in Set(records.compactMap(\.store)) {
                guard let found = try connection.first(ReportRows.oneStore(.publicID(store))) else {
                    throw StorageError.unusable(StorageErrorDetail("a history names a store that is not there"))
                }
                keys[store] = (found.key, found.merchant)
            }
            var visitors: [VisitorHash: Int64] = [:]
            for record in records where visitors[record.visitor] == nil {
                visitors[record.visitor] = try Visitors.number(
                    of: record.visitor, at: record.event.recordedAt, on: connection)
            }
            var batch: [BoundSQL] = []
            for record in records {
                var event = record.event
                event.visitor = visitors[record.visitor]
                if let store = record.store.flatMap({ keys[$0] }) {
                    event.merchant = store.merchant
                    event.store = record.isAtStore ? store.store : nil
                }
                if event.kind == .scan, let scan = ScanRecord(of: event, record) {
                    batch.append(ScanRows.scan(scan, visitor: event.visitor))
                    batch += ScanRows.stores(scan.shown, of: scan.scan.id)
                }
                batch.append(event.insertion)
            }
            _ = try connection.run(batch)
        }
    }
}

extension ScanRecord {
    /// The scan behind an event of the past; its answer is not kept any more.
    fileprivate init?(of event: Event, _ record: HistoryRecord) {
        guard let id = event.scan, let outcome = event.outcome.flatMap({ ScanOutcome(rawValue: $0) }) else {
            return nil
        }
        self.init(
            scan: Scan(
                id: id, receivedAt: event.occurredAt, owner: .session(record.visitor), visitor: record.visitor,
                parameters: ScanParameters(campaign: event.campaign), traceID: event.trace ?? TraceID()),
            outcome: outcome, gtin: event.gtin, symbology: nil, shown: record.shown, timings: ScanTimings(),
            answer: [], keptUntil: event.occurredAt)
    }
}
