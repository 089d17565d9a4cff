/// A store that has, or lately had, a product, and why it stands where it stands in an answer.
public struct NearbyStore: Sendable, Hashable {
    /// The shop.
    public var store: Store
    /// From the shopper, great-circle.
    public var distance: Meters
    /// As it may be told now; see ``Stock/told(at:timeToLive:)``.
    public var stock: Stock
    /// Nil where the store's hours are not known.
    public var open: OpenState?
    /// Valid now, for this product in this shop.
    public var promotions: [Promotion]
    /// In the order in which a shopper would care.
    public var reasons: [Reason]

    /// Why a store is named, and named there. The words are those of the public contract's `why`.
    public enum Reason: String, Sendable, CaseIterable {
        case nearest
        case inStock = "in_stock"
        case limitedStock = "limited_stock"
        case staleStock = "stale_stock"
        case openNow = "open_now"
        case promotion
    }

    /// Stores in the order they are shown, each with its reasons: nearest first, equal distances by public id.
    ///
    /// A pure function of its arguments. Distance alone orders, because a shopper can check it; what else speaks for a
    /// store is said beside it.
    public static func ranked(_ candidates: [Candidate], at now: Timestamp) -> [NearbyStore] {
        let ordered = candidates.sorted {
            ($0.distance, $0.store.id.description) < ($1.distance, $1.store.id.description)
        }
        return ordered.enumerated().map { position, candidate in
            let stock = candidate.stock.told(at: now, timeToLive: candidate.stockTimeToLive)
            let open = candidate.store.hours?.state(at: now, in: candidate.store.timeZone)
            var reasons: [Reason] = position == 0 ? [.nearest] : []
            switch stock.status {
            case .inStock: reasons.append(.inStock)
            case .limited: reasons.append(.limitedStock)
            case .unknown: reasons.append(.staleStock)
            case .outOfStock: break
            }
            if open?.isOpen == true { reasons.append(.openNow) }
            if !candidate.promotions.isEmpty { reasons.append(.promotion) }
            return NearbyStore(
                store: candidate.store, distance: candidate.distance, stock: stock, open: open,
                promotions: candidate.promotions, reasons: reasons)
        }
    }

    /// What storage knows of one store in reach, before the clock is asked.
    public struct Candidate: Sendable {
        /// The shop.
        public var store: Store
        /// From the shopper, great-circle.
        public var distance: Meters
        /// As it was reported.
        public var stock: Stock
        /// How long the merchant's reports can be believed.
        public var stockTimeToLive: Duration
        /// Valid now, for this product in this shop.
        public var promotions: [Promotion]

        public init(
            store: Store, distance: Meters, stock: Stock, stockTimeToLive: Duration, promotions: [Promotion]
        ) {
            self.store = store
            self.distance = distance
            self.stock = stock
            self.stockTimeToLive = stockTimeToLive
            self.promotions = promotions
        }
    }
}
