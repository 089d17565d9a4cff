import CatalogFeeds
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// What the sample shops have on their shelves.
enum SampleStock {
    /// Where the sample photos are taken: Oxford Circus.
    static let middle = Position(latitude: 51.5155, longitude: -0.1410)
    /// Metres from there within which every product is to be had.
    private static let reach = Meters(10_000)
    /// Shops there that surely have each product.
    private static let sureShops = 4

    /// Half the shops have, or had, each product: some of it sold out, some of it counted so long ago that it is no
    /// longer believed.
    static func all(at now: Timestamp) -> [StockRecord] {
        let near = SampleFiles.stores.filter { store in
            middle.map { store.position.distance(to: $0) < reach } ?? false
        }
        return SampleFiles.products.enumerated().flatMap { index, product in
            // Steps of 7 through the shops near the middle, so that not one shop has everything.
            let sure = Set((0..<min(sureShops, near.count)).map { near[(index * 5 + $0 * 7) % near.count].id })
            return SampleFiles.stores.enumerated().compactMap { number, store in
                let chance = SampleChance(product.gtin.value, number)
                if sure.contains(store.id) {
                    return record(
                        of: product, in: store, chance, quantity: 1 + chance.number(below: 9, at: 1),
                        minutesAgo: 5 + chance.number(below: 600, at: 2), at: now)
                }
                guard chance.number(below: 2) == 0 else { return nil }
                // One in six was counted three to twelve days ago.
                let isOld = chance.number(below: 6, at: 3) == 0
                let minutes =
                    isOld ? 4_320 + chance.number(below: 12_960, at: 2) : 5 + chance.number(below: 1_200, at: 2)
                return record(
                    of: product, in: store, chance, quantity: chance.number(below: 10, at: 1),
                    minutesAgo: minutes, at: now)
            }
        }
    }

    private static func record(
        of product: Product, in store: StoreRecord, _ chance: SampleChance, quantity: Int, minutesAgo: Int,
        at now: Timestamp
    ) -> StockRecord {
        let stock = Stock(
            status: Stock.Status(quantity: quantity), quantity: quantity,
            price: SamplePrice.of(
                product, in: SampleFiles.currency(of: store), discount: chance.number(below: 8, at: 4)),
            collectedAt: now + .seconds(-60 * minutesAgo))
        return StockRecord(merchant: store.merchant.id, store: store.id, gtin: product.gtin, stock: stock)
    }
}
