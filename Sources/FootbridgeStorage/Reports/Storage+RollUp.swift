public import FootbridgeCore

/// What one step of counting did.
public struct RollUpStep: Sendable, Hashable {
    /// Events that were counted.
    public var events: Int
    /// Whether there are more to count at once.
    public var more: Bool
    /// Up to when the log is counted.
    public var watermark: Timestamp
}

extension Storage {
    /// Counts the next events of the log into the roll-ups, with the position it comes to: all or nothing, so that it can
    /// be ended at any point and goes on where it was. One at a time counts, whoever else tries meanwhile waits.
    ///
    /// - Parameter limit: most events, 1 to ``EventPage/longest``; a thousand hold other writers up for a twentieth of a
    ///   second in SQLite.
    public func rollUp(limit: Int) async throws(StorageError) -> RollUpStep {
        let dialect = driver.dialect
        return try await driver.write(repeatable: true) { connection in
            guard let head = try connection.first(RollUpRows.lockedHead()) else {
                throw StorageError.unusable(StorageErrorDetail("the reports have no head"))
            }
            let horizon = try LogHead.horizon(on: connection, in: dialect)
            let stretches =
                dialect == .sqlite
                ? EventRows.stretches(after: head.position, before: horizon.end)
                : [EventRows.stretch(after: head.position, before: horizon.end)]
            var events: [LoggedEvent] = []
            for stretch in stretches where events.count <= limit {
                events += try connection.rows(
                    EventRows.page(EventFilter(), in: stretch, limit: limit + 1 - events.count))
            }
            let page = EventPage(events, after: head.position, limit: max(1, limit), horizon: horizon)
            let counting = RollUpCounting(page: page, connection: connection)
            let additions = try counting.additions()
            // While there are more it stays: only all that can be read is known to be complete up to a time.
            let watermark = page.more ? head.watermark : max(head.watermark, horizon.watermark)
            if !page.events.isEmpty || watermark > head.watermark {
                _ = try connection.run(
                    additions + [
                        BoundSQL(
                            RollUpRows.setHead,
                            [
                                .integer(page.next.epoch), .integer(page.next.transaction),
                                .integer(page.next.sequence), .time(watermark),
                            ])
                    ])
            }
            return RollUpStep(events: page.events.count, more: page.more, watermark: watermark)
        }
    }

    /// Forgets the roll-ups, the zones that merchants' days were counted in included: ``rollUp(limit:)`` then counts the
    /// whole log again.
    public func forgetRollUps() async throws(StorageError) {
        try await driver.write(.maintenance, repeatable: true) { connection in
            _ = try connection.rows(RollUpRows.lockedHead())
            _ = try connection.run(RollUpRows.forget.map { BoundSQL($0) })
        }
    }
}

extension Event {
    /// Whether it was answered with a product: a scan that was not has no stores of its own, and what stands beside it is
    /// of the choice that came later.
    fileprivate var isAnswered: Bool { kind == .choice || kind == .scan && gtin != nil }
}

/// One page of the log as it is counted, inside its transaction.
private struct RollUpCounting {
    let page: EventPage
    let connection: any SQLConnection

    func additions() throws -> [BoundSQL] {
        guard !page.events.isEmpty else { return [] }
        let events = page.events.map(\.event)
        let shown = try self.shown(by: events.filter(\.isAnswered).compactMap(\.scan))
        let (zones, origins) = (try zones(of: events, shown), try origins(of: events))
        var rollUp = RollUp(zones: zones, attendance: try attendance(in: events, days: RollUp(zones: zones)))
        for event in events {
            rollUp.add(
                event, shown: event.isAnswered ? event.scan.flatMap { shown[$0] } : nil,
                origin: origins.byEvent[event.id])
        }
        return RollUpRows.additions(of: rollUp)
            + origins.lastScans.map { visitor, last in
                BoundSQL(
                    RollUpRows.setLastScan,
                    [.integer(visitor), .id(last.scan), .time(last.occurredAt), .text(last.campaign)])
            }
    }

    /// By their ids, each by its primary key: a join with a stretch of the log is left to a planner that may know nothing yet.
    private func shown(by scans: [ScanID]) throws -> [ScanID: RollUp.Shown] {
        let (answered, stores) = try connection.rows(
            each: scans.map { RollUpRows.answered(.id($0)) }, scans.map { RollUpRows.shown(.id($0)) })
        var shown: [ScanID: RollUp.Shown] = [:]
        for (index, scan) in scans.enumerated() {
            guard let answer = answered[index].first else { continue }
            shown[scan] = RollUp.Shown(stores: answer.stores, inStock: answer.inStock)
            shown[scan]?.nearest = stores[index].map { ($0.scope, $0.isInStock) }
        }
        return shown
    }

    /// Fixes the zone of a merchant that is counted for the first time: that of its first store, as of now.
    private func zones(
        of events: [Event], _ shown: [ScanID: RollUp.Shown]
    ) throws -> [Int64: StoreTimeZone] {
        let merchants = Set(events.compactMap(\.merchant) + shown.values.flatMap { $0.nearest.map(\.scope.merchant) })
            .sorted()
        let (fixed, stores) = try connection.rows(
            each: merchants.map { RollUpRows.zone(.integer($0)) },
            merchants.map { RollUpRows.firstStoresZone(.integer($0)) })
        var zones: [Int64: StoreTimeZone] = [:]
        var new: [BoundSQL] = []
        for (index, merchant) in merchants.enumerated() {
            let name = fixed[index].first ?? stores[index].first ?? "UTC"
            if fixed[index].isEmpty { new.append(BoundSQL(RollUpRows.fixZone, [.integer(merchant), .text(name)])) }
            zones[merchant] = StoreTimeZone(identifier: name)
        }
        if !new.isEmpty { _ = try connection.run(new) }
        return zones
    }

    private struct Origins {
        var byEvent: [EventID: RollUp.Origin] = [:]
        var lastScans: [Int64: LastScan] = [:]
    }

    /// What each visit and redemption came of, and the last scans of this page's visitors after it.
    private func origins(of events: [Event]) throws -> Origins {
        let guests = Set(events.filter { $0.kind == .visit }.compactMap(\.visitor)).sorted()
        let before = try connection.rows(each: guests.map { RollUpRows.lastScan(.integer($0)) })
        var known: [Int64: LastScan] = [:]
        for (visitor, rows) in zip(guests, before) { known[visitor] = rows.first }

        var origins = Origins()
        var asked: [(event: Event, scan: ScanID)] = []
        for event in events {
            switch event.kind {
            case .scan:
                // A code at the shop itself is not what brought them there.
                guard let visitor = event.visitor, let scan = event.scan,
                    event.outcome != ScanOutcome.store.rawValue, event.outcome != ScanOutcome.voucher.rawValue
                else { continue }
                let last = LastScan(scan: scan, occurredAt: event.occurredAt, campaign: event.campaign)
                (known[visitor], origins.lastScans[visitor]) = (last, last)
            case .visit:
                guard let last = event.visitor.flatMap({ known[$0] }), last.occurredAt <= event.occurredAt,
                    event.occurredAt - last.occurredAt < RollUp.longestLag
                else { continue }
                asked.append((event, last.scan))
            case .redemption:
                if let scan = event.scan { asked.append((event, scan)) }
            default: continue
            }
        }
        let (scans, distances) = try connection.rows(
            each: asked.map { RollUpRows.scan(.id($0.scan)) },
            asked.map { RollUpRows.distance(.id($0.scan), .integer($0.event.store)) })
        for (index, one) in asked.enumerated() {
            guard let scan = scans[index].first else { continue }
            origins.byEvent[one.event.id] = RollUp.Origin(
                scannedAt: scan.at, campaign: scan.campaign, distance: distances[index].first)
        }
        return origins
    }

    /// Whether those who come in this page came before it.
    private func attendance(
        in events: [Event], days: RollUp
    ) throws -> [RollUp.VisitorOfMerchant: RollUp.Attendance] {
        let arrivals = events.compactMap { event -> (key: RollUp.VisitorOfMerchant, place: RollUp.StoreDay)? in
            guard event.kind == .visit || event.kind == .redemption, let merchant = event.merchant,
                let store = event.store, let visitor = event.visitor
            else { return nil }
            return (
                RollUp.VisitorOfMerchant(merchant: merchant, visitor: visitor),
                RollUp.StoreDay(store: store, day: days.day(of: event.occurredAt, for: merchant))
            )
        }
        let found = try connection.rows(
            each: arrivals.map { arrival in
                RollUpRows.attendance(
                    .integer(arrival.place.day), .integer(arrival.place.store), .integer(arrival.key.merchant),
                    .integer(arrival.key.visitor))
            })
        var attendance: [RollUp.VisitorOfMerchant: RollUp.Attendance] = [:]
        for (arrival, rows) in zip(arrivals, found) {
            guard let row = rows.first else { continue }
            attendance[arrival.key, default: RollUp.Attendance()].firstDay = row.firstDay
            if row.isThere { attendance[arrival.key, default: RollUp.Attendance()].days.insert(arrival.place) }
        }
        return attendance
    }
}
