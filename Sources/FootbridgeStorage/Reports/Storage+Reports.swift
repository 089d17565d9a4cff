public import FootbridgeCore

extension Storage {
    /// Reports read for seconds: in SQLite beside the threads that answer requests, in PostgreSQL within the limit of one.
    private var patience: Patience { driver.dialect == .sqlite ? .maintenance : .request }

    /// See `GatewayStorage`.
    public func reportSubject(merchant: PublicID?, store: PublicID?) async throws(StorageError) -> ReportSubject? {
        guard let utc = StoreTimeZone(identifier: "UTC") else { return nil }
        return try await driver.read { connection in
            var found = try merchant.map { try connection.first(ReportRows.oneMerchant(.publicID($0))) } ?? nil
            if merchant != nil, found == nil { return nil }
            guard let store else {
                guard let found else {
                    return ReportSubject(scope: .gateway, merchant: nil, store: nil, zone: utc)
                }
                return ReportSubject(
                    scope: RollUp.Scope(merchant: found.key), merchant: found.merchant, store: nil,
                    zone: try Self.zone(of: found.key, on: connection) ?? utc)
            }
            guard let row = try connection.first(ReportRows.oneStore(.publicID(store))),
                found == nil || found?.key == row.merchant
            else { return nil }
            if found == nil {
                found = try connection.list(ReportRows.allMerchants()).first { $0.key == row.merchant }
            }
            return ReportSubject(
                scope: RollUp.Scope(merchant: row.merchant, store: row.key), merchant: found?.merchant,
                store: row.store, zone: try Self.zone(of: row.merchant, on: connection) ?? utc)
        }
    }

    /// The one that was fixed when the merchant was first counted, or the one that it will be.
    private static func zone(of merchant: Int64, on connection: any SQLConnection) throws -> StoreTimeZone? {
        let (fixed, first) = try connection.rows(
            RollUpRows.zone(.integer(merchant)), RollUpRows.firstStoresZone(.integer(merchant)))
        return (fixed.first ?? first.first).flatMap { StoreTimeZone(identifier: $0) }
    }

    /// See `GatewayStorage`.
    public func reportMerchants(_ merchant: PublicID?) async throws(StorageError) -> [ReportMerchant] {
        try await driver.read { connection in
            let question = merchant.map { ReportRows.oneMerchant(.publicID($0)) } ?? ReportRows.allMerchants()
            let merchants = try connection.list(question)
            let stores = try connection.lists(merchants.map { ReportRows.storesOf(.integer($0.key)) })
            return zip(merchants, stores).map { ReportMerchant(merchant: $0.merchant, stores: $1.map(\.store)) }
        }
    }

    /// See `GatewayStorage`.
    public func reportWatermark() async throws(StorageError) -> Timestamp {
        try await driver.read { connection in
            try connection.first(RollUpRows.head())?.watermark ?? Timestamp(microseconds: 0)
        }
    }

    /// See `GatewayStorage`.
    public func reportCounts(
        of scope: RollUp.Scope, in ranges: [Range<Timestamp>]
    ) async throws(StorageError) -> [ReportCounts] {
        try await driver.read(patience) { connection in
            try connection.lists(ranges.map { ReportRows.counts(of: scope, in: $0) }).map { rows in
                ReportCounts(Dictionary(rows.map { ($0.key, $0.count) }) { first, _ in first })
            }
        }
    }

    /// See `GatewayStorage`.
    public func reportVisitors(
        of scope: RollUp.Scope, on days: [Range<Int>]
    ) async throws(StorageError) -> [ReportVisitors] {
        try await driver.read(patience) { connection in
            try connection.lists(days.map { ReportRows.visitors(of: scope, in: $0) })
                .map { $0.first ?? ReportVisitors() }
        }
    }

    /// See `GatewayStorage`.
    public func reportLoggedVisitors(
        of scope: RollUp.Scope, in ranges: [Range<Timestamp>]
    ) async throws(StorageError) -> [ReportVisitors] {
        try await driver.read(patience) { connection in
            let head = try connection.first(RollUpRows.head())?.position ?? .beginning
            return try connection.lists(
                ranges.map { ReportRows.loggedVisitors(of: scope, in: $0, until: head) }
            ).map { $0.first ?? ReportVisitors() }
        }
    }

    /// See `GatewayStorage`.
    public func reportNewcomers(
        to scope: RollUp.Scope, on days: [Range<Int>]
    ) async throws(StorageError) -> [Int64] {
        try await driver.read(patience) { connection in
            try connection.lists(days.map { ReportRows.newcomers(to: scope, in: $0) }).map { $0.first ?? 0 }
        }
    }

    /// See `GatewayStorage`.
    public func reportFollowers(
        of scope: RollUp.Scope, on days: Range<Int>, within: Int
    ) async throws(StorageError) -> [ReportFollowers] {
        try await driver.read(patience) { connection in
            try connection.list(ReportRows.followers(of: scope, in: days, within: within))
        }
    }

    /// See `GatewayStorage`.
    public func reportArrivalsByHour(
        of scope: RollUp.Scope, in period: ReportPeriod
    ) async throws(StorageError) -> [[ReportMeasure.Arrival: Int64]] {
        try await driver.read(patience) { connection in
            var hours = [[ReportMeasure.Arrival: Int64]](repeating: [:], count: 7 * 24)
            for stretch in period.stretches {
                for row in try connection.list(
                    ReportRows.quartersOfWeek(of: scope, in: stretch.range, offset: stretch.offset))
                {
                    guard let arrival = ReportMeasure.Arrival(rawValue: row.detail),
                        hours.indices.contains(row.quarter / 4)
                    else { continue }
                    hours[row.quarter / 4][arrival, default: 0] += row.counted
                }
            }
            return hours
        }
    }

    /// See `GatewayStorage`.
    public func reportStores(
        of subject: ReportSubject, in range: Range<Timestamp>, on days: Range<Int>?
    ) async throws(StorageError) -> [(store: ReportStore, counts: ReportCounts, visitors: Int64?)] {
        try await driver.read(patience) { connection in
            let merchant = subject.scope.merchant
            let stores = try connection.list(
                merchant == 0 ? ReportRows.allStores() : ReportRows.storesOf(.integer(merchant)))
            let rows = try connection.list(ReportRows.stores(of: merchant, in: range))
            let guests = try days.map { try connection.list(ReportRows.guests(byStoreOf: merchant, in: $0)) } ?? []
            var counts: [Int64: ReportCounts] = [:]
            for row in rows { counts[row.store, default: ReportCounts()].counts[row.key] = row.count }
            let visitors = Dictionary(guests.map { ($0.store, $0.visitors) }) { first, _ in first }
            return stores.filter { subject.scope.store == 0 || $0.key == subject.scope.store }.map { store in
                (store.store, counts[store.key] ?? ReportCounts(), days == nil ? nil : visitors[store.key] ?? 0)
            }
        }
    }

    /// See `GatewayStorage`.
    public func reportCampaigns(
        of merchant: Int64, in range: Range<Timestamp>, on days: Range<Int>?
    ) async throws(StorageError) -> [String: (counts: ReportCounts, visitors: Int64?)] {
        try await driver.read(patience) { connection in
            let rows = try connection.list(ReportRows.campaigns(of: merchant, in: range))
            let guests = try days.map { try connection.list(ReportRows.guests(byCampaignOf: merchant, in: $0)) } ?? []
            var campaigns: [String: (counts: ReportCounts, visitors: Int64?)] = [:]
            for row in rows {
                campaigns[row.campaign, default: (ReportCounts(), days == nil ? nil : 0)].counts.counts[row.key] =
                    row.count
            }
            for row in guests { campaigns[row.campaign, default: (ReportCounts(), 0)].visitors = row.visitors }
            return campaigns
        }
    }

    /// See `GatewayStorage`.
    public func reportProducts(
        of merchant: Int64, on days: Range<Int>, limit: Int
    ) async throws(StorageError) -> [ReportProduct] {
        try await driver.read(patience) { connection in
            try connection.list(ReportRows.products(of: merchant, in: days, limit: limit))
        }
    }
}
