import FootbridgeCore
import ProductIdentifiers

/// Products as they are stored.
enum ProductRows {
    static let product = Columns(
        Columns("p.gtin", GTIN.self), Columns("p.title", String.self), Columns("p.subtitle", String?.self),
        Columns("p.publisher", String?.self), Columns("p.published", String?.self),
        Columns("p.language", String?.self), Columns("p.cover_url", String?.self),
        Columns("p.rating_average_hundredths", Int?.self), Columns("p.rating_count", Int?.self),
        Columns("p.price_minor, p.currency", StoredPrice?.self), CoverRows.image
    ) { gtin, title, subtitle, publisher, published, language, coverURL, average, count, price, cover in
        let rating: Rating? =
            if let average, let count { Rating(averageHundredths: average, count: count) } else { nil }
        return Usable(
            value: Product(
                gtin: gtin, title: title, subtitle: subtitle, publisher: publisher, published: published,
                language: language, coverURL: coverURL, rating: rating, suggestedPrice: price?.money, cover: cover),
            problem: price?.problem(of: "product \(gtin.digits14)"))
    }.from("products p LEFT JOIN covers k ON k.gtin = p.gtin WHERE p.gtin = $1")

    static let contributors = Columns(
        Columns("name", String.self), Columns("role", String.self), make: Contributor.init(name:role:)
    ).from("contributors WHERE gtin = $1 ORDER BY position")
}
