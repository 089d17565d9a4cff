extension Product {
    /// What no database would keep, field by field; none for a good one.
    public var problems: [FieldProblem] {
        var check = FieldCheck()
        check.text(title, 1...1000, "title")
        check.text(subtitle, 1...1000, "subtitle")
        check.text(publisher, 1...300, "publisher")
        check.date(published, "published")
        check.language(language, "language")
        check.url(coverURL, "cover_url")
        check.range(rating?.averageHundredths, 0...500, "rating_average")
        check.range(rating?.count, 0...Int.max, "rating_count")
        check.price(suggestedPrice, "suggested_price")
        check.range(contributors.count, 0...100, "contributors")
        for contributor in contributors {
            check.text(contributor.name, 1...300, "contributors")
            check.text(contributor.role, 1...40, "contributors")
        }
        return check.problems
    }
}

extension StoreRecord {
    /// What no database would keep, field by field; none for a good one.
    public var problems: [FieldProblem] {
        var check = FieldCheck()
        check.merchant(merchant)
        check.text(code, 1...64, "code")
        check.text(name, 1...200, "name")
        check.text(street, 1...300, "street")
        check.text(locality, 1...200, "locality")
        check.text(region, 1...200, "region")
        check.text(postalCode, 1...20, "postal_code")
        check.country(country, "country")
        check.range(gln.map { Int($0) }, 1...9_999_999_999_999, "gln")
        check.range(hours?.special.count, 0...1000, "special_hours")
        return check.problems
    }
}

extension ListingRecord {
    /// What no database would keep, field by field; none for a good one.
    public func problems(at now: Timestamp) -> [FieldProblem] {
        var check = FieldCheck()
        check.merchant(merchant)
        check.text(offer, 1...200, "offer")
        check.url(url, "url")
        check.price(price, "price")
        check.past(updatedAt, at: now, "updated_at")
        return check.problems
    }
}

extension StockRecord {
    /// What no database would keep, field by field; none for a good one.
    public func problems(at now: Timestamp) -> [FieldProblem] {
        var check = FieldCheck()
        check.range(stock.quantity, 0...1_000_000_000, "quantity")
        check.price(stock.price, "price")
        check.past(stock.collectedAt, at: now, "collected_at")
        return check.problems
    }
}
