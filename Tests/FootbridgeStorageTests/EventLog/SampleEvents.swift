import FootbridgeCore
import Synchronization
import Testing

@testable import FootbridgeStorage

extension Bookshop {
    /// An event with everything that its kind cannot be without.
    static func event(
        _ kind: Event.Kind, occurred: Timestamp = noon, recorded: Timestamp = noon, merchant: Int64 = 1,
        store: Int64? = 10
    ) -> Event {
        var event = Event(kind: kind, occurredAt: occurred, recordedAt: recorded)
        event.trace = TraceID()
        func id<ID: PrefixedID>(_: ID.Type) -> ID { ID(UUIDv7(at: recorded)) }
        if kind != .scan, kind != .choice, kind != .erasure {
            event.merchant = merchant
            event.store = store
        }
        switch kind {
        case .scan:
            event.scan = id(ScanID.self)
            event.outcome = "resolved"
        case .choice:
            event.scan = id(ScanID.self)
            event.gtin = gtin(1)
            event.outcome = "resolved"
            event.recognisedBy = .cover
            event.coverBand = .ask
        case .click:
            event.click = id(ClickID.self)
            event.listing = id(ListingID.self)
        case .voucherIssued:
            event.voucher = id(VoucherID.self)
            event.promotion = id(PromotionID.self)
        case .redemption:
            event.redemption = id(RedemptionID.self)
            event.voucher = id(VoucherID.self)
            event.promotion = id(PromotionID.self)
            event.staffDevice = 3
            event.amount = pounds(250)
        case .refusal:
            event.reason = "already-redeemed"
            event.staffDevice = 3
        case .reversal:
            event.redemption = id(RedemptionID.self)
            event.voucher = id(VoucherID.self)
            event.reason = "wrong book"
        case .visit:
            event.visit = id(VisitID.self)
            event.visitor = 77
        case .purchase:
            event.purchase = id(PurchaseID.self)
            event.amount = pounds(-1299)
        case .erasure:
            event.visitor = 77
        }
        return event
    }
}

extension Storage {
    /// Writes events in one transaction.
    func append(_ events: [Event]) async throws {
        _ = try await driver.write { try $0.run(events.map(\.insertion)).count }
    }

    /// The whole log behind a position by pages, as a client would read it: from cursor to cursor until there is no more.
    func pages(_ filter: EventFilter, limit: Int, after start: LogPosition = .beginning) async throws -> [LoggedEvent] {
        var (position, seen) = (start, [LoggedEvent]())
        while true {
            let page = try await events(filter, after: position, limit: limit)
            seen += page.events
            guard page.more else { return seen }
            try #require(page.next > position, "a reader would go round for ever")
            position = page.next
        }
    }
}

/// A clock that a test sets, also backwards.
final class TurnedClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp = Bookshop.noon) {
        self.time = Mutex(time)
    }

    var clock: WallClock { WallClock { self.now } }

    var now: Timestamp {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
