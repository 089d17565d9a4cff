public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func voucherAtTill(
        _ code: VoucherCode, of store: PublicID, in language: ShopperLanguage
    ) async throws(StorageError) -> VoucherAtTill? {
        try await driver.read { connection in
            guard let till = try connection.first(RedemptionRows.till(.publicID(store))) else { return nil }
            return try connection.first(
                RedemptionRows.atTill(.text(language.rawValue), .text(code.description), .integer(till.store)))
        }
    }

    /// See `GatewayStorage`.
    public func redeem(
        _ request: RedemptionRequest, under claim: IdempotencyClaim, fingerprint: [UInt8], chain: LedgerChain,
        at now: Timestamp, render: @escaping @Sendable (RedemptionOutcome) -> KeptAnswer
    ) async throws(StorageError) -> KeyedOutcome {
        let (id, clock) = (RedemptionID(UUIDv7(at: now)), clock)
        return try await driver.write(repeatable: true) { connection in
            switch try IdempotencyRows.claim(claim, at: now, until: now + .seconds(60), on: connection) {
            case .running: return .running
            case .answered(let first, let answer): return .repeated(fingerprint: first, answer)
            case .claimed: break
            }
            let outcome = try Redeeming(
                request: request, id: id, chain: chain, now: now, clock: clock, connection: connection
            ).redeem()
            let answer = render(outcome)
            try IdempotencyRows.complete(
                claim.completed(fingerprint: fingerprint, answer: answer, at: now), on: connection)
            return .answered(answer)
        }
    }

    /// See `GatewayStorage`.
    public func logCodeDelay(
        in store: PublicID, device: StaffDeviceID?, traceID: TraceID, at now: Timestamp
    ) async throws(StorageError) {
        let clock = clock
        try await driver.write { connection in
            guard let till = try connection.first(RedemptionRows.till(.publicID(store))) else { return }
            var event = Event(kind: .refusal, occurredAt: now, recordedAt: clock.now)
            event.trace = traceID
            (event.merchant, event.store) = (till.merchant, till.store)
            event.staffDevice = device?.rawValue
            event.reason = "code-delay"
            _ = try connection.run([event.insertion])
        }
    }

    /// See `GatewayStorage`.
    public func reverse(
        _ redemption: RedemptionID, by staff: StaffMember, reason: String?, traceID: TraceID, chain: LedgerChain,
        at now: Timestamp
    ) async throws(StorageError) -> ReversalOutcome {
        let (id, clock) = (RedemptionID(UUIDv7(at: now)), clock)
        return try await driver.write(repeatable: true) { connection in
            guard let till = try connection.first(RedemptionRows.till(.publicID(staff.store))),
                let found = try connection.first(
                    RedemptionRows.one(.text("en"), .id(redemption), .integer(till.store)))
            else { return .unknown }
            let taken = found.redemption
            guard taken.reversedAt == nil else { return .alreadyReversed }
            guard staff.isLead || taken.staff == staff.principal else { return .notTheirs }
            guard now < taken.reversibleUntil else { return .windowOver(taken.reversibleUntil) }
            let changed = try connection.change(RedemptionRows.reverse, [.id(taken.voucher), .id(redemption)])
            guard changed == 1 else { return .alreadyReversed }
            var event = Event(kind: .reversal, occurredAt: now, recordedAt: clock.now)
            event.trace = traceID
            event.visitor = found.visitor
            event.scan = found.scan
            event.gtin = taken.product?.gtin
            (event.merchant, event.store) = (till.merchant, till.store)
            event.promotion = taken.promotion.id
            event.voucher = taken.voucher
            event.redemption = redemption
            event.staffDevice = staff.device?.rawValue
            event.reason = reason
            _ = try connection.run([event.insertion])
            _ = try LedgerRows.append(to: till.store, chain: chain, on: connection) { sequence in
                LedgerEntry(
                    store: till.store, sequence: sequence, id: id, reverses: redemption, voucher: taken.voucher,
                    promotion: taken.promotion.id, merchant: till.merchant, staff: staff.principal, occurredAt: now,
                    recordedAt: now, amount: taken.amount, note: reason)
            }
            return .reversed(
                Reversal(
                    id: id, reverses: redemption, voucher: taken.voucher, store: staff.store,
                    staff: staff.principal, reversedAt: now))
        }
    }

    /// See `GatewayStorage`.
    public func redemptions(
        of store: PublicID, before sequence: Int64?, limit: Int, in language: ShopperLanguage
    ) async throws(StorageError) -> [Redemption] {
        try await driver.read { connection in
            guard let till = try connection.first(RedemptionRows.till(.publicID(store))) else { return [] }
            return try connection.rows(
                RedemptionRows.page(
                    .text(language.rawValue), .integer(till.store), .integer(sequence ?? .max), .integer(limit))
            ).map(\.redemption)
        }
    }

    /// See `GatewayStorage`.
    public func conflicts(of store: PublicID, limit: Int) async throws(StorageError) -> [RedemptionConflict] {
        try await driver.read { connection in
            guard let till = try connection.first(RedemptionRows.till(.publicID(store))) else { return [] }
            return try connection.rows(
                RedemptionRows.conflicts(.integer(till.store), .integer(limit)))
        }
    }
}

/// One redemption, inside its transaction. Locks are taken in one order everywhere: idempotency key, voucher, promotion,
/// and last the head of the store's ledger.
private struct Redeeming {
    let request: RedemptionRequest
    let id: RedemptionID
    let chain: LedgerChain
    let now: Timestamp
    let clock: WallClock
    let connection: any SQLConnection

    func redeem() throws -> RedemptionOutcome {
        guard let till = try connection.first(RedemptionRows.till(.publicID(request.staff.store))) else {
            return .refused(.unknownCode)
        }
        let voucher = try request.code.flatMap { try locked($0, at: till) }
        let refusal = voucher.map { $0.refusal(occurredAt: request.occurredAt, at: now) } ?? .unknownCode
        if let refusal {
            try keep(refusal, of: voucher, at: till)
            return .refused(refusal)
        }
        guard let voucher else { return .refused(.unknownCode) }
        return .redeemed(try record(voucher, at: till))
    }

    private func locked(_ code: VoucherCode, at till: Till) throws -> VoucherAtTill? {
        let code = SQLValue.text(code.description)
        let query = RedemptionRows.atTill(.text("en"), code, .integer(till.store))
        let results = try connection.run([BoundSQL(RedemptionRows.lockVoucher, [code]), query.bound])
        return try query.rows(of: results[1]).first
    }

    private typealias Till = (store: Int64, merchant: Int64)

    private var occurredAt: Timestamp { min(request.occurredAt ?? now, now) }

    private func record(_ voucher: VoucherAtTill, at till: Till) throws -> Redemption {
        let changed = try connection.run([
            BoundSQL(RedemptionRows.countAgain, [.id(voucher.promotion.id), .id(voucher.id)]),
            BoundSQL(RedemptionRows.redeem, [.id(id), .id(voucher.id)]),
            event(.redemption, of: voucher, at: till, reason: nil).insertion,
        ])
        guard changed[1].changed == 1 else {
            throw StorageError.conflict(StorageErrorDetail("a voucher was redeemed meanwhile"))
        }
        let sequence = try LedgerRows.append(to: till.store, chain: chain, on: connection) { sequence in
            LedgerEntry(
                store: till.store, sequence: sequence, id: id, reverses: nil, voucher: voucher.id,
                promotion: voucher.promotion.id, merchant: till.merchant, staff: request.staff.principal,
                occurredAt: occurredAt, recordedAt: now, amount: request.amount, note: request.note)
        }
        return Redemption(
            id: id, voucher: voucher.id, store: request.staff.store, staff: request.staff.principal,
            redeemedAt: occurredAt, recordedAt: now, amount: request.amount, promotion: voucher.promotion,
            product: voucher.product, reversibleUntil: now + voucher.reversalWindow, reversedAt: nil,
            sequence: sequence)
    }

    private func keep(_ refusal: RedemptionRefusal, of voucher: VoucherAtTill?, at till: Till) throws {
        var spentBy: RedemptionID?
        if case .conflict(let spent) = refusal { spentBy = spent.redemption }
        _ = try connection.run([
            BoundSQL(
                RedemptionRows.insertRefusal,
                [
                    .id(id), .integer(till.store), .integer(till.merchant),
                    .integer(request.staff.principal.rawValue), .id(voucher?.id), .text(refusal.code), .id(spentBy),
                    .time(occurredAt), .time(now),
                ]),
            event(.refusal, of: voucher, at: till, reason: refusal.code).insertion,
        ])
    }

    private func event(_ kind: Event.Kind, of voucher: VoucherAtTill?, at till: Till, reason: String?) -> Event {
        var event = Event(kind: kind, occurredAt: occurredAt, recordedAt: clock.now)
        event.trace = request.traceID
        event.visitor = voucher?.visitor
        event.scan = voucher?.scan
        event.gtin = voucher?.product?.gtin
        (event.merchant, event.store) = (till.merchant, till.store)
        event.promotion = voucher?.promotion.id
        event.voucher = voucher?.id
        event.staffDevice = request.staff.device?.rawValue
        if kind == .redemption {
            event.redemption = id
            event.amount = request.amount
        }
        event.reason = reason
        return event
    }
}
