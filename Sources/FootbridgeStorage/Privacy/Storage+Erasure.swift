public import FootbridgeCore

/// What a visitor can be named by.
public enum VisitorName: Sendable {
    /// What one client calls them.
    case named(VisitorHash)
    /// The number that stands for them in the log.
    case number(Int64)
    /// The one behind a scan.
    case scan(ScanID)
    /// The one behind a voucher.
    case voucher(VoucherID)
}

/// How erasing a visitor ended.
public enum Erasure: Sendable, Hashable {
    /// Deleted now: so many positions, click ids and consents, and answers that were still kept.
    case erased(personalParts: Int, answers: Int)
    /// It was done before; nothing was changed.
    case alreadyErased(Timestamp)
}

extension Storage {
    /// The visitors that some names stand for, each once, in the order of the names.
    public func visitors(_ names: [VisitorName]) async throws(StorageError) -> [KnownVisitor] {
        try await driver.read { connection in
            var found: [KnownVisitor] = []
            for name in names {
                let query =
                    switch name {
                    case .named(let hash): VisitorRows.named(.blob(hash.bytes))
                    case .number(let number): VisitorRows.numbered(.integer(number))
                    case .scan(let scan): VisitorRows.behindScan(.id(scan))
                    case .voucher(let voucher): VisitorRows.behindVoucher(.id(voucher))
                    }
                if let visitor = try connection.first(query), !found.contains(visitor) { found.append(visitor) }
            }
            return found
        }
    }

    /// Every principal that may call visitors something.
    public func clients() async throws(StorageError) -> [PrincipalID] {
        try await driver.read { connection in try connection.rows(VisitorRows.clients()) }
    }

    /// Deletes what points to the person behind a visitor, and says so in the log: the hash by which they would be known
    /// again, positions, click ids and consent, and answers that are still kept. The log, the ledger and every total stay
    /// as they are, under a number that is nobody's any more.
    ///
    /// Every merchant who has events of the visitor gets an `erasure` event of its own, so that each feed carries one, and
    /// there is one that is no merchant's.
    ///
    /// - Returns: nil where there is no such visitor.
    public func erase(_ visitor: Int64) async throws(StorageError) -> Erasure? {
        // What takes long is read before anybody has to wait.
        let (merchants, answered) = try await driver.read(.maintenance) { connection in
            try connection.rows(VisitorRows.merchants(.integer(visitor)), VisitorRows.answered(.integer(visitor)))
        }
        let clock = clock
        return try await driver.write(repeatable: true) { connection in
            guard let known = try connection.first(VisitorRows.numbered(.integer(visitor))) else { return nil }
            if let before = known.erasedAt { return .alreadyErased(before) }
            let now = clock.now
            let results = try connection.run([
                BoundSQL(VisitorRows.deleteKeys, [.integer(visitor)]),
                BoundSQL(VisitorRows.forget, [.time(now), .integer(visitor)]),
                BoundSQL(VisitorRows.deletePersonal, [.integer(visitor)]),
            ])
            // Somebody else erases them at the same time, and was first.
            guard results[1].changed == 1 else { return .alreadyErased(now) }
            let answers = try connection.run(answered.map { BoundSQL(VisitorRows.deleteAnswer, [.id($0)]) })
            let tombstones = ([nil] + merchants.map(Optional.some)).map { merchant in
                var event = Event(kind: .erasure, occurredAt: now, recordedAt: now)
                event.visitor = visitor
                event.merchant = merchant
                return event.insertion
            }
            _ = try connection.run(tombstones)
            return .erased(personalParts: results[2].changed, answers: answers.reduce(0) { $0 + $1.changed })
        }
    }

    /// Everything that is kept of a visitor.
    public func record(of visitor: KnownVisitor) async throws(StorageError) -> VisitorRecord {
        let number = SQLValue.integer(visitor.number)
        return try await driver.read(.maintenance) { connection in
            let (logged, personal, vouchers) = try connection.rows(
                EventRows.ofVisitor(number), PersonalRows.ofVisitor(number), VisitorRows.vouchers(number))
            let events = logged.map(\.event)
            let merchants = Set(events.compactMap(\.merchant)).sorted()
            let stores = Set(events.compactMap(\.store)).sorted()
            let purchases = Set(events.compactMap(\.purchase))
            let (merchantIDs, storeIDs, orders) = try connection.rows(
                each: merchants.map { VisitorRows.merchant(.integer($0)) },
                stores.map { VisitorRows.store(.integer($0)) }, purchases.map { VisitorRows.order(.id($0)) })
            return VisitorRecord(
                visitor: visitor, events: events,
                personal: Dictionary(uniqueKeysWithValues: personal.map { ($0.event, $0.details) }),
                vouchers: vouchers, orders: Dictionary(uniqueKeysWithValues: orders.joined()),
                merchants: Dictionary(uniqueKeysWithValues: merchantIDs.joined()),
                stores: Dictionary(uniqueKeysWithValues: storeIDs.joined()))
        }
    }
}
