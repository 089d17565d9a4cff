import FootbridgeCore
import ProductIdentifiers

/// What the sample bookshops sell: the books and articles in the sample photos, and nothing that exists.
enum SampleProducts {
    static let all = english + otherLanguages + articles
}

/// One product in the form of a line.
struct SampleProduct: Sendable {
    let product: Product

    /// - Parameters:
    ///   - number: ISBN-13 or GTIN-14.
    ///   - contributors: as an import file writes them.
    ///   - price: amount and currency, such as `7.99 GBP`; nil where the cover has none.
    init(
        _ number: String, _ title: String, subtitle: String? = nil, by contributors: String, _ publisher: String,
        _ published: String?, _ language: String?, price: String? = nil
    ) {
        guard let gtin = GTIN(number) else { preconditionFailure("sample product \(number) has a wrong check digit") }
        do throws(RowProblem) {
            product = Product(
                gtin: gtin, title: title, subtitle: subtitle,
                contributors: try ContributorsText.contributors(contributors), publisher: publisher,
                published: published, language: language, rating: Self.rating(of: gtin),
                suggestedPrice: price.map { Self.price($0, of: number) })
        } catch {
            preconditionFailure("sample product \(number): \(error)")
        }
    }

    private static func price(_ text: String, of number: String) -> Money {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let currency = Currency(parts[1]),
            let money = Money(amount: parts[0], currency: currency)
        else { preconditionFailure("sample product \(number) has no price \(text)") }
        return money
    }

    /// Books have one, three to five stars; the same at every run.
    private static func rating(of gtin: GTIN) -> Rating? {
        guard gtin.isbn != nil else { return nil }
        let chance = SampleChance(gtin.value, 0)
        return Rating(averageHundredths: 310 + chance.number(below: 180), count: 3 + chance.number(below: 900, at: 1))
    }
}
