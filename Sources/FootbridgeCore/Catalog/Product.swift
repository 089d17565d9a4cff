public import ProductIdentifiers

/// A book or another article, by its GTIN.
public struct Product: Sendable, Hashable {
    /// Its identity.
    public var gtin: GTIN
    /// As on the title page, 1 character or more.
    public var title: String
    /// Nil where there is none.
    public var subtitle: String?
    /// In the order of the title page; empty where unknown.
    public var contributors: [Contributor]
    /// Nil where unknown.
    public var publisher: String?
    /// An ISO 8601 date of the precision that is known: `2006`, `2006-08` or `2006-08-07`.
    public var published: String?
    /// A BCP 47 language tag.
    public var language: String?
    /// A picture of the cover elsewhere, http or https; fetched only from hosts that the operator lists.
    public var coverURL: String?
    /// Nil where nobody has rated it.
    public var rating: Rating?
    /// The publisher's, never an offer.
    public var suggestedPrice: Money?
    /// The picture of the front that is kept here; nil where none is. No part of what is imported.
    public var cover: CoverImage?

    public init(
        gtin: GTIN, title: String, subtitle: String? = nil, contributors: [Contributor] = [], publisher: String? = nil,
        published: String? = nil, language: String? = nil, coverURL: String? = nil, rating: Rating? = nil,
        suggestedPrice: Money? = nil, cover: CoverImage? = nil
    ) {
        self.gtin = gtin
        self.title = title
        self.subtitle = subtitle
        self.contributors = contributors
        self.publisher = publisher
        self.published = published
        self.language = language
        self.coverURL = coverURL
        self.rating = rating
        self.suggestedPrice = suggestedPrice
        self.cover = cover
    }
}

/// Someone who had a part in a product, in the order of the title page.
public struct Contributor: Sendable, Hashable {
    /// As printed.
    public var name: String
    /// A word such as `author`, `editor`, `translator` or `illustrator`.
    public var role: String

    public init(name: String, role: String = "author") {
        self.name = name
        self.role = role
    }
}

/// What readers think of a product.
public struct Rating: Sendable, Hashable {
    /// Hundredths of a star, 0 to 500.
    public var averageHundredths: Int
    /// How many readers rated it.
    public var count: Int

    public init(averageHundredths: Int, count: Int) {
        self.averageHundredths = averageHundredths
        self.count = count
    }
}
