import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// What the sample merchants promise this month.
enum SamplePromotions {
    static func all(at now: Timestamp) -> [PromotionRecord] {
        let today = CivilDate(daysSinceEpoch: Int(now.microseconds / 86_400_000_000))
        let starts = Timestamp(microseconds: Int64(firstDay(of: today).daysSinceEpoch) * 86_400_000_000)
        // To the end of the month, and at the end of a month for two weeks more.
        let ends = max(starts + .seconds(31 * 86_400), now + .seconds(14 * 86_400))
        func promotion(
            _ merchant: MerchantRecord, _ code: String, _ title: String, stores: [PublicID] = [], products: [GTIN] = []
        ) -> PromotionRecord {
            PromotionRecord(
                merchant: merchant.merchant.id, code: code, title: title, startsAt: starts, endsAt: ends,
                stores: stores, products: products)
        }
        let late = SampleStores.all.filter { ["soho", "camden", "kings-cross"].contains($0.code) }.map(\.id)
        let translated = SampleProducts.otherLanguages.map(\.product.gtin)
        return [
            promotion(SampleMerchants.lanternLane, "evening", "A tenth off after six in the evening", stores: late),
            promotion(SampleMerchants.twoRivers, "second-shelf", "Every second paperback at half price"),
            promotion(
                SampleMerchants.paperHarbour, "abroad", "Books in other languages: a fifth off", products: translated),
        ]
    }

    private static func firstDay(of day: CivilDate) -> CivilDate {
        CivilDate(daysSinceEpoch: day.daysSinceEpoch - day.components.day + 1)
    }
}
