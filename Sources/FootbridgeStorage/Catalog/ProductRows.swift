import FootbridgeCore
import ProductIdentifiers

/// Products as they are stored.
enum ProductRows {
    static let product: SQL = """
        SELECT gtin, title, subtitle, publisher, published, language, cover_url, rating_average_hundredths, rating_count,
          price_minor, currency
        FROM products WHERE gtin = $1
        """
    static let contributors: SQL = "SELECT name, role FROM contributors WHERE gtin = $1 ORDER BY position"

    static func product(_ row: SQLRow, contributors: [SQLRow]) throws(StorageError) -> Product {
        var product = Product(gtin: try row.gtin(0), title: try row.text(1))
        product.subtitle = try row.optionalText(2)
        product.publisher = try row.optionalText(3)
        product.published = try row.optionalText(4)
        product.language = try row.optionalText(5)
        product.coverURL = try row.optionalText(6)
        if let average = try row.optionalInt(7), let count = try row.optionalInt(8) {
            product.rating = Rating(averageHundredths: average, count: count)
        }
        product.suggestedPrice = try row.optionalMoney(9)
        for contributor in contributors {
            product.contributors.append(Contributor(name: try contributor.text(0), role: try contributor.text(1)))
        }
        return product
    }
}
