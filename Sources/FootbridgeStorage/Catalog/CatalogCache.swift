import FootbridgeCore
import ProductIdentifiers

/// What look-ups have read before: a product with its offers, stock, stores and promotions is some fifty rows that change
/// a few times a day, and most look-ups show the same few.
struct CatalogCache: Sendable {
    /// Numbers that are other ones after every change to what they stand for, as one view of the database has them; see
    /// `Migration001+Versions.swift`.
    struct Versions: Hashable, Sendable {
        /// Of stores, their hours and merchants.
        var stores: Int64
        /// Of products, listings, stock and promotions; nil where the database does not count them.
        var catalog: Int64?
    }

    /// What stores are read in.
    struct StoresState: Hashable, Sendable {
        var version: Int64
        /// Since 1970 UTC: of special hours only those around it are read.
        var day: Int
    }

    /// By their keys; a kilobyte or so each.
    let stores = VersionedCache<StoresState, Int64, KnownStore>(limit: 10_000)
    /// By rows, a quarter of a kilobyte or so each.
    let products = VersionedCache<Versions, GTIN, KnownProduct>(limit: 100_000, weight: \.rows)
    let promotions = VersionedCache<Versions, KnownPromotions.Key, KnownPromotions>(limit: 20_000) {
        1 + $0.promotions.count
    }
}

/// A product as it was read, but for what only a position or the clock decides.
struct KnownProduct: Sendable {
    var product: Product
    /// In the order they are shown.
    var listings: [Listing]
    /// See ``NearestStores/firstLook(for:)``; empty where nobody asked for it.
    var stock: [NearestStores.StockedStore]

    var rows: Int { 1 + product.contributors.count + listings.count + stock.count }
}

/// The promotions of a product in a store as they were read, and while they are those.
struct KnownPromotions: Sendable {
    struct Key: Hashable, Sendable {
        var gtin: GTIN
        var store: Int64
        var language: ShopperLanguage
    }

    /// The ten that end first.
    var promotions: [Promotion]
    /// From when they were read to the moment before one begins or ends.
    var times: Range<Timestamp>
}

/// A store as it was read, with what belongs to its merchant.
struct KnownStore: Sendable {
    /// Nil where this host cannot use it.
    var store: Store?
    var merchantKey: Int64
    /// How long the merchant's stock can be believed.
    var stockTimeToLive: Duration
}
