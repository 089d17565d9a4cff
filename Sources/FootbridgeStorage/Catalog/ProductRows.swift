import FootbridgeCore
import ProductIdentifiers

/// Products as they are stored.
enum ProductRows {
    static let product = Columns(
        Columns("gtin", GTIN.self), Columns("title", String.self), Columns("subtitle", String?.self),
        Columns("publisher", String?.self), Columns("published", String?.self), Columns("language", String?.self),
        Columns("cover_url", String?.self), Columns("rating_average_hundredths", Int?.self),
        Columns("rating_count", Int?.self), Columns("price_minor, currency", StoredPrice?.self)
    ) { gtin, title, subtitle, publisher, published, language, coverURL, average, count, price in
        let rating: Rating? =
            if let average, let count { Rating(averageHundredths: average, count: count) } else { nil }
        return Usable(
            value: Product(
                gtin: gtin, title: title, subtitle: subtitle, publisher: publisher, published: published,
                language: language, coverURL: coverURL, rating: rating, suggestedPrice: price?.money),
            problem: price?.problem(of: "product \(gtin.digits14)"))
    }.from("products WHERE gtin = $1")

    static let contributors = Columns(
        Columns("name", String.self), Columns("role", String.self), make: Contributor.init(name:role:)
    ).from("contributors WHERE gtin = $1 ORDER BY position")
}
