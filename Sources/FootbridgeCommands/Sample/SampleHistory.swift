import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// A year of shoppers before today: some fifty thousand events, the same at every run on the same day.
///
/// More in December and at weekends, in the shops' hours; people who come back to their shop, four campaigns, and books
/// that are asked for where nobody has them.
struct SampleHistory {
    private static let days = 365
    private static let campaigns = ["window-posters", "reading-week", "newsletter", "station-panels"]

    private let today: CivilDate
    private let stores = SampleFiles.stores
    private let products = SampleFiles.products
    private let neighbours: [[(index: Int, distance: Meters)]]
    private let promotions: [PublicID: PromotionID]

    init(before now: Timestamp) {
        today = CivilDate(daysSinceEpoch: Int(now.microseconds / 86_400_000_000))
        neighbours = SampleFiles.stores.map { store in
            SampleFiles.stores.enumerated()
                .map { ($0.offset, store.position.distance(to: $0.element.position)) }
                .filter { $0.1 < Meters(12_000) }
                .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        }
        promotions = Dictionary(
            SampleMerchants.all.map { ($0.merchant.id, PromotionID(UUIDv7(at: now))) }
        ) { first, _ in first }
    }

    /// All of it, in the order of time.
    func records() -> [HistoryRecord] {
        var records: [HistoryRecord] = []
        for day in 0..<Self.days { records += self.records(of: day) }
        return records.sorted { $0.event.occurredAt < $1.event.occurredAt }
    }

    /// - Parameter day: from the first, 0.
    private func records(of day: Int) -> [HistoryRecord] {
        let date = CivilDate(daysSinceEpoch: today.daysSinceEpoch - Self.days + day)
        let chance = SampleChance(Int64(date.daysSinceEpoch), 0)
        // It grows over the year, and every December is busy.
        var scans = 55 + day * 50 / Self.days + chance.number(below: 18)
        if date.weekday >= 6 { scans = scans * 14 / 10 }
        if date.components.month == 12 { scans = scans * 16 / 10 }
        return (0..<scans).flatMap { self.records(of: $0, on: date, day: day) }
    }

    /// One scan and what came of it.
    private func records(of number: Int, on date: CivilDate, day: Int) -> [HistoryRecord] {
        let chance = SampleChance(Int64(date.daysSinceEpoch), number + 1)
        // Of those who are there by now; the first ones are the keenest.
        let known = 150 + day * 14
        let person = min(chance.number(below: known), chance.number(below: known, at: 1))
        let habits = SampleChance(Int64(person), 77)
        let home = min(habits.number(below: stores.count), habits.number(below: stores.count, at: 1))
        let store = stores[home]
        let minute = Self.minute(of: chance)
        let time = store.timeZone.midnight(of: date) + .seconds(60 * minute + chance.number(below: 60, at: 2))
        let visitor = Self.visitor(person)

        let outcome = Self.outcome(chance.number(below: 100, at: 3))
        let isProduct = outcome == .resolved || outcome == .unlisted
        let product = products[
            min(chance.number(below: products.count, at: 4), chance.number(below: products.count, at: 5))]
        let campaign =
            chance.number(below: 100, at: 6) < 28
            ? Self.campaigns[min(chance.number(below: 4, at: 7), chance.number(below: 4, at: 8))] : nil
        let shown = isProduct && chance.number(below: 10, at: 9) < 8 ? self.shown(near: home, product, chance) : nil

        var scan = Event(kind: .scan, occurredAt: time, recordedAt: time + .milliseconds(400))
        scan.trace = TraceID()
        scan.scan = ScanID(UUIDv7(at: time))
        scan.outcome = outcome.rawValue
        scan.gtin = isProduct ? product.gtin : nil
        scan.campaign = campaign
        var records = [HistoryRecord(scan, by: visitor, shown: shown)]
        guard outcome == .resolved else { return records }
        records += outcomes(of: scan, at: store, shown: shown ?? [], by: visitor, chance)
        return records
    }

    private func outcomes(
        of scan: Event, at store: StoreRecord, shown: [ShownStore], by visitor: VisitorHash, _ chance: SampleChance
    ) -> [HistoryRecord] {
        var records: [HistoryRecord] = []
        let end = Timestamp(microseconds: Int64(today.daysSinceEpoch) * 86_400_000_000)
        func add(_ kind: Event.Kind, after seconds: Int, isAtStore: Bool = true, _ fill: (inout Event) -> Void) {
            let time = scan.occurredAt + .seconds(seconds)
            guard time < end else { return }
            var event = Event(kind: kind, occurredAt: time, recordedAt: time + .milliseconds(300))
            (event.trace, event.scan, event.gtin) = (scan.trace, scan.scan, scan.gtin)
            fill(&event)
            records.append(HistoryRecord(event, store: store.id, isAtStore: isAtStore, by: visitor))
        }
        if chance.number(below: 100, at: 20) < 16 {
            add(.click, after: 20 + chance.number(below: 90, at: 21), isAtStore: false) { event in
                event.click = ClickID(UUIDv7(at: event.occurredAt))
                event.listing = ListingID(UUIDv7(at: event.occurredAt))
                event.campaign = scan.campaign
            }
        }
        // A shop that has the book draws more.
        let draw = shown.first { $0.store == store.id }?.isInStock == true ? 34 : 9
        guard chance.number(below: 100, at: 22) < draw else { return records }
        let later =
            900 + chance.number(below: 5000, at: 23) + (chance.number(below: 3, at: 24) == 0 ? 86_400 : 0)
            + (chance.number(below: 12, at: 25) == 0 ? 3 * 86_400 : 0)
        if chance.number(below: 100, at: 26) < 62 {
            guard let promotion = promotions[store.merchant.id] else { return records }
            let voucher = VoucherID(UUIDv7(at: scan.occurredAt))
            add(.voucherIssued, after: 40, isAtStore: false) { event in
                (event.voucher, event.promotion, event.campaign) = (voucher, promotion, scan.campaign)
            }
            if chance.number(below: 100, at: 27) < 58 {
                add(.redemption, after: later) { event in
                    (event.voucher, event.promotion) = (voucher, promotion)
                    event.redemption = RedemptionID(UUIDv7(at: event.occurredAt))
                    event.amount = Money(
                        minorUnits: Int64(700 + chance.number(below: 2800, at: 28)),
                        currency: SampleFiles.currency(of: store))
                }
            }
        } else {
            add(.visit, after: later) { event in
                event.scan = nil
                event.visit = VisitID(UUIDv7(at: event.occurredAt))
            }
        }
        return records
    }

    /// The nearest shops that could have it; a few books are never on a shelf.
    private func shown(near home: Int, _ product: Product, _ chance: SampleChance) -> [ShownStore] {
        let way = 200 + chance.number(below: 3000, at: 40)
        let isRare = product.gtin.value % 5 == 0
        return neighbours[home].prefix(ShownStore.kept).enumerated().map { place, neighbour in
            let store = stores[neighbour.index]
            let stock = SampleChance(product.gtin.value, neighbour.index)
            let isInStock =
                !isRare && stock.number(below: 10) < 4 && chance.number(below: 10, at: 41 + UInt64(place)) < 8
            return ShownStore(
                store: store.id, distance: Meters(neighbour.distance.value + Double(way)), isInStock: isInStock)
        }
    }

    /// Of a hundred photos.
    private static func outcome(_ number: Int) -> ScanOutcome {
        switch number {
        case 0..<9: .noSymbol
        case 9..<13: .notAProduct
        case 13..<19: .unlisted
        default: .resolved
        }
    }

    /// Of the day: most at lunch and after work.
    private static func minute(of chance: SampleChance) -> Int {
        let hours = [9, 10, 11, 11, 12, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 19, 20]
        return hours[chance.number(below: hours.count, at: 50)] * 60 + chance.number(below: 60, at: 51)
    }

    private static func visitor(_ person: Int) -> VisitorHash {
        let chance = SampleChance(Int64(person), 9_999)
        guard let hash = VisitorHash(bytes: (0..<32).map { UInt8(chance.number(below: 256, at: UInt64($0))) }) else {
            preconditionFailure("a hash has 32 bytes")
        }
        return hash
    }
}
