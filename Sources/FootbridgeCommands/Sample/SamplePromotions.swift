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
            _ merchant: MerchantRecord, _ code: String, _ title: String, _ titles: [ShopperLanguage: String],
            stores: [PublicID] = [], products: [GTIN] = [], _ value: VoucherValue
        ) -> PromotionRecord {
            PromotionRecord(
                merchant: merchant.merchant.id, code: code, title: title, startsAt: starts, endsAt: ends,
                stores: stores, products: products, titles: titles, terms: VoucherTerms(value: value))
        }
        let late = SampleFiles.stores.filter { ["bloomsbury", "soho", "camden", "kings-cross"].contains($0.code) }.map(
            \.id)
        let translated = SampleFiles.products.filter { ![nil, "en"].contains($0.language) }.map(\.gtin)
        return [
            promotion(
                SampleMerchants.lanternLane, "evening", "A tenth off, with a voucher",
                [
                    .german: "Ein Zehntel weniger, mit Gutschein", .french: "Un dixième de moins, avec un bon",
                    .chinese: "凭券优惠一成",
                ],
                stores: late, .percent(10)),
            promotion(
                SampleMerchants.twoRivers, "second-shelf", "A cloth bag with every book",
                [
                    .german: "Ein Stoffbeutel zu jedem Buch", .french: "Un sac en tissu avec chaque livre",
                    .chinese: "每购一书赠布袋一个",
                ],
                .gift("A cloth bag")),
            promotion(
                SampleMerchants.paperHarbour, "abroad", "Books in other languages: a fifth off",
                [
                    .german: "Bücher in anderen Sprachen: ein Fünftel weniger",
                    .french: "Livres en d’autres langues : un cinquième de moins",
                    .chinese: "其他语言的图书优惠两成",
                ],
                products: translated, .percent(20)),
        ]
    }

    private static func firstDay(of day: CivilDate) -> CivilDate {
        CivilDate(daysSinceEpoch: day.daysSinceEpoch - day.components.day + 1)
    }
}
