import FootbridgeCore

/// What one merchant reports at once, inside its transaction.
struct PurchaseRecording {
    let merchant: Int64
    let trace: TraceID
    let now: Timestamp
    let clock: WallClock
    let connection: any SQLConnection

    private typealias Row = (index: Int, report: PurchaseReport)

    /// How each row ended, in their order.
    ///
    /// Orders come before refunds, as a refund may come with its order, and both by order id, so that reports at the same
    /// time that have rows in common wait for each other in one order.
    func record(_ rows: [PurchaseRow]) throws -> [PurchaseOutcome] {
        var results: [Result<Purchase, PurchaseRefusal>] = rows.map { row in
            row.report.flatMap { _ in .failure(.unknownClick) }
        }
        let reports = rows.enumerated().compactMap { index, row in
            if case .success(let report) = row.report { (index: index, report: report) } else { nil }
        }.sorted { left, right in
            (left.report.refundOf?.description ?? "", left.report.order.description, left.index)
                < (right.report.refundOf?.description ?? "", right.report.order.description, right.index)
        }
        for (index, result) in try recordOrders(reports.filter { $0.report.refundOf == nil }) {
            results[index] = result
        }
        for (index, report) in reports {
            guard let refunded = report.refundOf else { continue }
            results[index] = try refund(report, of: refunded)
        }
        return try outcomes(of: rows, results)
    }

    // MARK: Orders

    private func recordOrders(_ rows: [Row]) throws -> [(Int, Result<Purchase, PurchaseRefusal>)] {
        let clicks = try connection.rows(
            each: rows.map { PurchaseRows.click(.id($0.report.click), .integer(merchant)) }
        ).map(\.first)
        var results: [(Int, Result<Purchase, PurchaseRefusal>)] = []
        var fitting: [(index: Int, purchase: Purchase, click: ReportedClick)] = []
        for ((index, report), click) in zip(rows, clicks) {
            guard let click else {
                results.append((index, .failure(.unknownClick)))
                continue
            }
            guard report.occurredAt + PurchaseReport.clockTolerance >= click.occurredAt else {
                results.append((index, .failure(.tooEarly)))
                continue
            }
            fitting.append((index, purchase(report, click: click.id), click))
        }
        let inserted = try connection.run(
            fitting.map { PurchaseRows.insertion($0.purchase, of: merchant, refunding: nil) }
        ).map { $0.changed == 1 }
        let stored = try connection.rows(each: fitting.map { self.stored($0.purchase.order) })
        var events: [BoundSQL] = []
        for ((index, purchase, click), (isNew, rows)) in zip(fitting, zip(inserted, stored)) {
            if isNew {
                events.append(Event(purchase: purchase, order: purchase.id, of: merchant, click: click).insertion)
            }
            results.append((index, Self.result(of: purchase, stored: rows.first)))
        }
        _ = try connection.run(events)
        return results
    }

    // MARK: Refunds

    private struct TooLarge: Error {}

    private func refund(_ report: PurchaseReport, of order: OrderID) throws -> Result<Purchase, PurchaseRefusal> {
        guard let paid = try connection.first(stored(order)), paid.refundOf == nil else {
            return .failure(.unknownOrder)
        }
        guard report.amount.currency == paid.amount.currency, report.click == nil || report.click == paid.click else {
            return .failure(.otherOrder)
        }
        guard report.occurredAt + PurchaseReport.clockTolerance >= paid.occurredAt else { return .failure(.tooEarly) }
        guard let click = try connection.first(PurchaseRows.click(.id(paid.click), .integer(merchant))) else {
            return .failure(.unknownClick)
        }
        let refund = purchase(report, click: paid.click)
        do {
            let isNew = try connection.nested {
                let results = try connection.run([PurchaseRows.insertion(refund, of: merchant, refunding: paid.id)])
                guard results[0].changed == 1 else { return false }
                let minor = SQLValue.integer(-refund.amount.minorUnits)
                guard try connection.change(PurchaseRows.refund, [minor, .id(paid.id)]) == 1 else { throw TooLarge() }
                return true
            }
            if isNew {
                _ = try connection.run([
                    Event(purchase: refund, order: paid.id, of: merchant, click: click).insertion
                ])
            }
        } catch is TooLarge {
            return .failure(.refundTooLarge)
        }
        return Self.result(of: refund, stored: try connection.first(stored(report.order)))
    }

    private func stored(_ order: OrderID) -> Query<Purchase> {
        PurchaseRows.one(.integer(merchant), .text(order.description))
    }

    private func purchase(_ report: PurchaseReport, click: ClickID) -> Purchase {
        Purchase(
            id: PurchaseID(UUIDv7(at: now)), order: report.order, refundOf: report.refundOf, click: click,
            amount: report.amount, occurredAt: report.occurredAt, recordedAt: clock.now)
    }

    /// What is stored, unless it says something else than the report.
    private static func result(of reported: Purchase, stored: Purchase?) -> Result<Purchase, PurchaseRefusal> {
        guard let stored else { return .failure(.differs) }
        var same = reported
        (same.id, same.recordedAt) = (stored.id, stored.recordedAt)
        return same == stored ? .success(stored) : .failure(.differs)
    }

    // MARK: Rejects

    private func outcomes(
        of rows: [PurchaseRow], _ results: [Result<Purchase, PurchaseRefusal>]
    ) throws -> [PurchaseOutcome] {
        var statements: [BoundSQL] = []
        for (row, result) in zip(rows, results) {
            guard case .failure(let refusal) = result else { continue }
            statements += RejectRows.keeping(row, refusal, of: merchant, trace: trace, at: clock.now)
        }
        var kept = try connection.run(statements)[...]
        return try results.map { result in
            switch result {
            case .success(let purchase): return .recorded(purchase)
            case .failure(let refusal):
                _ = kept.popFirst()
                guard let row = kept.popFirst()?.rows.first else {
                    throw StorageError.unusable(StorageErrorDetail("a reject that was just stored is not there"))
                }
                return .refused(refusal, try row.id(0))
            }
        }
    }
}
