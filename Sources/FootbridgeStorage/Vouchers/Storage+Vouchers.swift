public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`. All of one promotion's are issued one after the other, so its caps hold exactly.
    public func issue(
        _ request: VoucherRequest, at now: Timestamp,
        completing: @escaping @Sendable (Voucher) throws -> IdempotencyCompletion?
    ) async throws(StorageError) -> VoucherIssue {
        let (id, code, clock) = (VoucherID(UUIDv7(at: now)), VoucherCode(), clock)
        return try await driver.write(repeatable: true) { connection in
            let issue = try VoucherIssuing(
                request: request, id: id, code: code, now: now, clock: clock, connection: connection
            ).issue()
            if case .issued(let voucher) = issue, let completion = try completing(voucher) {
                try IdempotencyRows.complete(completion, on: connection)
            }
            return issue
        }
    }

    /// See `GatewayStorage`.
    public func voucher(
        _ id: VoucherID, of owner: Owner, in language: ShopperLanguage
    ) async throws(StorageError) -> Voucher? {
        try await driver.read { connection in
            try Self.voucher(VoucherRows.one(id, of: owner, in: language), on: connection)
        }
    }

    /// See `GatewayStorage`.
    public func voucher(
        _ code: VoucherCode, of owner: Owner, in language: ShopperLanguage
    ) async throws(StorageError) -> Voucher? {
        try await driver.read { connection in
            try Self.voucher(VoucherRows.one(code, of: owner, in: language), on: connection)
        }
    }

    fileprivate static func voucher(
        _ question: Query<VoucherRows.Row>, on connection: any SQLConnection
    ) throws -> Voucher? {
        guard let row = try connection.first(question) else { return nil }
        var voucher = row.voucher
        voucher.stores = try connection.rows(
            VoucherRows.stores(
                .id(voucher.promotion.id), .integer(row.merchantKey), .integer(row.storeKey),
                .integer(Voucher.listedStores)))
        return voucher
    }
}

/// One request for a voucher, inside its transaction.
private struct VoucherIssuing {
    let request: VoucherRequest
    let id: VoucherID
    let code: VoucherCode
    let now: Timestamp
    let clock: WallClock
    let connection: any SQLConnection

    func issue() throws -> VoucherIssue {
        guard let subject = try subject() else { return .unknown }
        try connection.change(VoucherRows.lockPromotion, [.id(request.promotion)])
        let offers = try connection.rows(
            VoucherRows.offer(.gtin(subject.gtin), .text(request.store?.description), .id(request.promotion)))
        guard let offer = offers.first, offer.hasVouchers, offer.holds, request.store == nil || offer.store != nil,
            offer.startsAt <= now
        else { return .unknown }
        guard now < offer.endsAt else { return .ended }
        var visitor = subject.visitor
        if let named = request.visitor {
            visitor = try Visitors.number(of: named, at: clock.now, on: connection)
        }
        if let cap = offer.visitorCap {
            guard let visitor else { return .visitorRequired }
            let held = try connection.rows(
                VoucherRows.ofVisitor(.integer(visitor), .id(request.promotion), .time(now), .integer(cap)))
            if held.count >= cap, let last = held.first { return .alreadyIssued(last) }
        }
        guard try takesPlace() else { return .exhausted }
        try store(offer, visitor: visitor, subject)
        guard
            let voucher = try Storage.voucher(
                VoucherRows.one(id, of: request.owner, in: .english), on: connection)
        else {
            throw StorageError.unusable(StorageErrorDetail("a voucher that was just stored is not there"))
        }
        return .issued(voucher)
    }

    private struct Subject {
        var gtin: GTIN?
        var visitor: Int64?
        var scan: ScanID?
        var campaign: String?
    }

    /// - Returns: nil where the scan is not the owner's.
    private func subject() throws -> Subject? {
        guard case .scan(let scan) = request.subject else {
            if case .product(let gtin) = request.subject { return Subject(gtin: gtin) }
            return nil
        }
        let question =
            switch request.owner {
            case .principal(let principal): VoucherRows.scanOfPrincipal(.id(scan), .integer(principal.rawValue))
            case .session(let visitor, let principal):
                VoucherRows.scanOfSession(.id(scan), .integer(principal.rawValue), .blob(visitor.bytes))
            }
        return try connection.first(question).map {
            Subject(gtin: $0.gtin, visitor: $0.visitor, scan: scan, campaign: $0.campaign)
        }
    }

    /// Whether there is a place under the promotion's cap; those of vouchers that have run out are given back first.
    private func takesPlace() throws -> Bool {
        if try connection.change(VoucherRows.count, [.id(request.promotion)]) == 1 { return true }
        let expired = try connection.change(VoucherRows.uncountExpired, [.id(request.promotion), .time(now)])
        guard expired > 0 else { return false }
        let results = try connection.run([
            BoundSQL(VoucherRows.giveBack, [.integer(expired), .id(request.promotion)]),
            BoundSQL(VoucherRows.count, [.id(request.promotion)]),
        ])
        return results[1].changed == 1
    }

    private func store(_ offer: VoucherRows.Offer, visitor: Int64?, _ subject: Subject) throws {
        var event = Event(kind: .voucherIssued, occurredAt: now, recordedAt: clock.now)
        event.trace = request.traceID
        event.visitor = visitor
        event.scan = subject.scan
        event.gtin = subject.gtin
        event.merchant = offer.merchant
        event.promotion = request.promotion
        event.voucher = id
        event.campaign = subject.campaign
        _ = try connection.run([
            BoundSQL(
                VoucherRows.insert,
                [
                    .id(id), .text(code.description), .id(request.promotion), .integer(offer.merchant),
                    .integer(request.owner.principal.rawValue), .integer(visitor), .id(subject.scan),
                    .gtin(subject.gtin), .integer(offer.store), .time(now),
                    .time(min(now + offer.lifetime, offer.endsAt)),
                ]),
            event.insertion,
        ])
    }
}
