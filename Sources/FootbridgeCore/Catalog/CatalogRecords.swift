public import ProductIdentifiers

/// A merchant with its choices.
public struct MerchantRecord: Sendable, Hashable {
    /// Its public id and its name, 1 to 200 characters.
    public var merchant: Merchant
    /// False where its prices must not be ranked among others'.
    public var isPriceCompared: Bool
    /// How long its stock is believed; a minute to a year.
    public var stockTimeToLive: Duration

    /// The defaults are those of a merchant that never said otherwise.
    public init(
        _ merchant: Merchant, isPriceCompared: Bool = true, stockTimeToLive: Duration = .seconds(172_800)
    ) {
        self.merchant = merchant
        self.isPriceCompared = isPriceCompared
        self.stockTimeToLive = stockTimeToLive
    }
}

/// A physical shop, as its merchant describes it.
public struct StoreRecord: Sendable, Hashable {
    /// The one id it is known by outside, among all merchants' stores; what an import tells stores apart by.
    public var id: PublicID
    /// Made where it is not known; one that is keeps its name.
    public var merchant: Merchant
    /// The merchant's own name for it, 1 to 64 characters, once per merchant.
    public var code: String
    /// 1 to 200 characters.
    public var name: String
    /// Street and number, 1 to 300 characters.
    public var street: String
    /// The town, or the part of it that people name, 1 to 200 characters.
    public var locality: String
    /// The town of a part, or the state; nil or 1 to 200 characters.
    public var region: String?
    /// Nil or 1 to 20 characters.
    public var postalCode: String?
    /// ISO 3166-1 alpha-2, upper case.
    public var country: String
    /// Of its door.
    public var position: Position
    /// In which `hours` hold.
    public var timeZone: StoreTimeZone
    /// Nil where they are not known.
    public var hours: OpeningHours?
    /// GS1 Global Location Number as an integer, 1 to 9 999 999 999 999.
    public var gln: Int64?
    /// Whether shoppers are told of it; nil leaves it as it is, and tells of a new one and of one that had closed.
    public var isListed: Bool?

    /// - Parameter code: the id where the merchant has no other name for it.
    public init(
        id: PublicID, merchant: Merchant, code: String? = nil, name: String, street: String, locality: String,
        region: String? = nil, postalCode: String? = nil, country: String, position: Position, timeZone: StoreTimeZone,
        hours: OpeningHours? = nil, gln: Int64? = nil, isListed: Bool? = nil
    ) {
        self.id = id
        self.merchant = merchant
        self.code = code ?? id.description
        self.name = name
        self.street = street
        self.locality = locality
        self.region = region
        self.postalCode = postalCode
        self.country = country
        self.position = position
        self.timeZone = timeZone
        self.hours = hours
        self.gln = gln
        self.isListed = isListed
    }
}

/// A merchant's online offer.
public struct ListingRecord: Sendable, Hashable {
    /// Made where it is not known; one that is keeps its name.
    public var merchant: Merchant
    /// The merchant's own name for the offer, 1 to 200 characters; the listing's id stays while this does.
    public var offer: String
    /// Of a product that is known.
    public var gtin: GTIN
    /// http or https, at most 2 000 characters of ASCII.
    public var url: String
    /// Not negative; nil where the merchant gives none.
    public var price: Money?
    /// Whether an order would be filled.
    public var availability: Listing.Availability
    /// When this was true; at most an hour ahead of the daemon's clock.
    public var updatedAt: Timestamp

    public init(
        merchant: Merchant, offer: String, gtin: GTIN, url: String, price: Money?,
        availability: Listing.Availability, updatedAt: Timestamp
    ) {
        self.merchant = merchant
        self.offer = offer
        self.gtin = gtin
        self.url = url
        self.price = price
        self.availability = availability
        self.updatedAt = updatedAt
    }
}

/// What one store has of one product.
public struct StockRecord: Sendable, Hashable {
    /// Whose store it is.
    public var merchant: PublicID
    /// One of the merchant's that is known.
    public var store: PublicID
    /// Of a product that is known.
    public var gtin: GTIN
    /// `collectedAt` is at most an hour ahead of the daemon's clock.
    public var stock: Stock

    public init(merchant: PublicID, store: PublicID, gtin: GTIN, stock: Stock) {
        self.merchant = merchant
        self.store = store
        self.gtin = gtin
        self.stock = stock
    }
}

/// Terms that a merchant promises for a time.
public struct PromotionRecord: Sendable, Hashable {
    /// One that is known.
    public var merchant: PublicID
    /// The merchant's own name for it, 1 to 64 characters; the promotion's id stays while this does.
    public var code: String
    /// 1 to 300 characters, for shoppers.
    public var title: String
    /// From then on it holds.
    public var startsAt: Timestamp
    /// After `startsAt`; the promotion has ended then.
    public var endsAt: Timestamp
    /// Those of the merchant's stores where it holds; empty for all.
    public var stores: [PublicID]
    /// What it holds for; empty for everything.
    public var products: [GTIN]
    /// Nil or 1 to 300 characters: it holds for this publisher's products only.
    public var publisher: String?
    /// The title in other languages, each 1 to 300 characters.
    public var titles: [ShopperLanguage: String]
    /// Nil where there are no vouchers.
    public var terms: VoucherTerms?

    public init(
        merchant: PublicID, code: String, title: String, startsAt: Timestamp, endsAt: Timestamp,
        stores: [PublicID] = [], products: [GTIN] = [], publisher: String? = nil,
        titles: [ShopperLanguage: String] = [:], terms: VoucherTerms? = nil
    ) {
        self.publisher = publisher
        self.titles = titles
        self.terms = terms
        self.merchant = merchant
        self.code = code
        self.title = title
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.stores = stores
        self.products = products
    }
}

/// What a record is about, among those of its kind.
public struct RecordKey: Sendable, Hashable {
    /// Nil for a product, which is nobody's.
    public var merchant: PublicID?
    /// The merchant's own name for it, or its store's.
    public var name: String?
    public var gtin: GTIN?

    public init(merchant: PublicID? = nil, name: String? = nil, gtin: GTIN? = nil) {
        (self.merchant, self.name, self.gtin) = (merchant, name, gtin)
    }
}
