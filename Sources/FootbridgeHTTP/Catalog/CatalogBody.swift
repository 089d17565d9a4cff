import FootbridgeCore
import ProductIdentifiers

/// A product as the public contract has it; of one that is not listed only the numbers are known.
struct ProductBody: Encodable {
    var gtin: String
    @Nullable var isbn13: String?
    @Nullable var title: String?
    @Nullable var subtitle: String?
    var contributors: [ContributorBody]
    @Nullable var publisher: String?
    @Nullable var published: String?
    @Nullable var language: String?
    @Nullable var cover_url: String?
    @Nullable var rating: RatingBody?
    @Nullable var suggested_price: MoneyBody?

    /// - Parameter printedPrice: from the cover in the shopper's hand; stands before the catalogue's.
    init(_ gtin: GTIN, product: Product?, printedPrice: Money? = nil) {
        self.gtin = gtin.digits14
        isbn13 = gtin.isbn?.isbn13
        title = product?.title
        subtitle = product?.subtitle
        contributors = product?.contributors.map { ContributorBody(name: $0.name, role: $0.role) } ?? []
        publisher = product?.publisher
        published = product?.published
        language = product?.language
        cover_url = product?.coverURL
        rating = product?.rating.map { RatingBody(average: Double($0.averageHundredths) / 100, count: $0.count) }
        suggested_price = (printedPrice ?? product?.suggestedPrice).map(MoneyBody.init)
    }
}

struct ContributorBody: Encodable {
    var name: String
    var role: String
}

struct RatingBody: Encodable {
    var average: Double
    var count: Int
}

struct MoneyBody: Encodable {
    var amount: String
    var currency: String

    init(_ money: Money) {
        amount = money.amount
        currency = money.currency.description
    }
}

struct MerchantBody: Encodable {
    var id: String
    var name: String

    init(_ merchant: Merchant) {
        id = merchant.id.description
        name = merchant.name
    }
}

/// An online offer; its `url` is ours, and leads to the merchant's.
struct ListingBody: Encodable {
    var id: String
    var merchant: MerchantBody
    var url: String
    @Nullable var price: MoneyBody?
    var availability: String
    var updated_at: String

    init(_ listing: Listing, url: String) {
        id = listing.id.description
        merchant = MerchantBody(listing.merchant)
        self.url = url
        price = listing.price.map(MoneyBody.init)
        availability = listing.availability.rawValue
        updated_at = listing.updatedAt.rfc3339
    }
}

/// A shop near the shopper.
struct StoreBody: Encodable {
    var id: String
    var merchant: MerchantBody
    var name: String
    var address: String
    var lat: Double
    var lon: Double
    var time_zone: String
    /// Whole metres.
    var distance_m: Int
    var stock: StockBody
    @Nullable var open: OpenBody?
    var promotions: [PromotionBody]
    var why: [String]

    init(_ nearby: NearbyStore) {
        id = nearby.store.id.description
        merchant = MerchantBody(nearby.store.merchant)
        name = nearby.store.name
        address = nearby.store.address
        lat = nearby.store.position.latitude
        lon = nearby.store.position.longitude
        time_zone = nearby.store.timeZone.identifier
        distance_m = Int(nearby.distance.value.rounded())
        stock = StockBody(nearby.stock)
        open = nearby.open.map(OpenBody.init)
        promotions = nearby.promotions.map(PromotionBody.init)
        why = nearby.reasons.map(\.rawValue)
    }
}

struct StockBody: Encodable {
    var status: String
    @Nullable var quantity: Int?
    @Nullable var price: MoneyBody?
    var collected_at: String

    init(_ stock: Stock) {
        status = stock.status.rawValue
        quantity = stock.quantity
        price = stock.price.map(MoneyBody.init)
        collected_at = stock.collectedAt.rfc3339
    }
}

struct OpenBody: Encodable {
    var now: Bool
    @Nullable var changes_at: String?

    init(_ state: OpenState) {
        now = state.isOpen
        changes_at = state.changesAt?.rfc3339
    }
}

struct PromotionBody: Encodable {
    var id: String
    var title: String
    var ends_at: String

    init(_ promotion: Promotion) {
        id = promotion.id.description
        title = promotion.title
        ends_at = promotion.endsAt.rfc3339
    }
}
