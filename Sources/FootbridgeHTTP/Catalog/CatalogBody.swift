import FootbridgeCore
import ProductIdentifiers

/// What is known of a product, its online offers and the stores near the shopper.
struct CatalogBody: JSONWritable {
    var gtin: GTIN
    var answer: CatalogAnswer
    /// Makes the URL under which a listing is shown.
    var link: (ListingID) -> String
    /// Of the daemon, as the client reaches it.
    var origin: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("product", ProductBody(gtin: gtin, product: answer.product, origin: origin))
            json.member("listings", answer.listings.map { ListingBody(listing: $0, url: link($0.id)) })
            json.member("stores", answer.stores.map(StoreBody.init))
            json.member("online_from", answer.onlineFrom.map(MoneyBody.init))
        }
    }
}

/// A product as the public contract has it; of one that is not listed only the numbers are known.
struct ProductBody: JSONWritable {
    var gtin: GTIN
    var product: Product?
    /// Of the daemon, as the client reaches it.
    var origin: String
    /// From the cover in the shopper's hand; stands before the catalogue's.
    var printedPrice: Money?
    /// What was read beside its symbol.
    var addOn: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtin", gtin.digits14)
            json.member("isbn13", gtin.isbn?.isbn13)
            json.member("number", ProductNumberBody(gtin: gtin, addOn: addOn))
            json.member("title", product?.title)
            json.member("subtitle", product?.subtitle)
            json.member("contributors", product?.contributors.map(ContributorBody.init) ?? [])
            json.member("publisher", product?.publisher)
            json.member("published", product?.published)
            json.member("language", product?.language)
            json.member("cover_url", product?.coverURL)
            json.member(
                "cover", product?.cover.map { CoverImageBody(gtin: gtin, image: $0, origin: origin) })
            json.member("rating", product?.rating.map(RatingBody.init))
            json.member("suggested_price", (printedPrice ?? product?.suggestedPrice).map(MoneyBody.init))
        }
    }
}

/// A product's number as people know it: a book's ISBN, a magazine's ISSN with its issue, printed music's ISMN, else the
/// GTIN as it stands below the bars, each as it is printed.
struct ProductNumberBody: JSONWritable {
    var gtin: GTIN
    var addOn: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", gtin.kind.rawValue)
            json.member("text", gtin.printed)
            json.member("issue", issue)
        }
    }

    /// As it is printed: two digits or five, beside a serial alone.
    private var issue: String? { gtin.issn == nil ? nil : addOn }
}

private struct ContributorBody: JSONWritable {
    var contributor: Contributor

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", contributor.name)
            json.member("role", contributor.role)
        }
    }
}

private struct RatingBody: JSONWritable {
    var rating: Rating

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("average", JSONDecimal(Int64(rating.averageHundredths), places: 2))
            json.member("count", rating.count)
        }
    }
}

struct MoneyBody: JSONWritable {
    var money: Money

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("amount", money.amount)
            json.member("currency", money.currency.description)
        }
    }
}

struct MerchantBody: JSONWritable {
    var merchant: Merchant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", merchant.id.description)
            json.member("name", merchant.name)
        }
    }
}

/// An online offer; its `url` is ours, and leads to the merchant's.
struct ListingBody: JSONWritable {
    var listing: Listing
    var url: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", listing.id.description)
            json.member("merchant", MerchantBody(merchant: listing.merchant))
            json.member("url", url)
            json.member("price", listing.price.map(MoneyBody.init))
            json.member("availability", listing.availability.rawValue)
            json.member("updated_at", listing.updatedAt)
        }
    }
}

/// A shop near the shopper.
struct StoreBody: JSONWritable {
    var nearby: NearbyStore

    func write(to json: inout JSONWriter) {
        let store = nearby.store
        json.object { json in
            json.member("id", store.id.description)
            json.member("merchant", MerchantBody(merchant: store.merchant))
            json.member("name", store.name)
            json.member("address", store.address.line)
            json.member("lat", JSONDecimal(store.position.latitudeE7, places: 7))
            json.member("lon", JSONDecimal(store.position.longitudeE7, places: 7))
            json.member("time_zone", store.timeZone.identifier)
            // Whole metres.
            json.member("distance_m", Int(nearby.distance.value.rounded()))
            json.member("stock", StockBody(stock: nearby.stock))
            json.member("open", nearby.open.map(OpenBody.init))
            json.member("promotions", nearby.promotions.map(PromotionBody.init))
            json.member("why", nearby.reasons.map(\.rawValue))
        }
    }
}

private struct StockBody: JSONWritable {
    var stock: Stock

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", stock.status.rawValue)
            json.member("quantity", stock.quantity)
            json.member("price", stock.price.map(MoneyBody.init))
            json.member("collected_at", stock.collectedAt)
        }
    }
}

private struct OpenBody: JSONWritable {
    var state: OpenState

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("now", state.isOpen)
            json.member("changes_at", state.changesAt)
        }
    }
}
