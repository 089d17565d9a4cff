import FootbridgeCore
import ProductIdentifiers

/// The picture of a product's front, as an answer shows it.
struct CoverImageBody: JSONWritable {
    var gtin: GTIN
    var image: CoverImage
    /// Of the daemon, as the client reaches it.
    var origin: String

    /// Names the content, so that it may be kept for good.
    var url: String { "\(origin)/covers/\(gtin.digits14).jpg?v=\(image.version)" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("url", url)
            json.member("width", image.width)
            json.member("height", image.height)
        }
    }
}

/// What became of a cover that was sent.
struct KeptCoverBody: JSONWritable {
    var cover: NewCover
    /// Products whose covers cannot be told from this one, as far as they are in the index.
    var sameArtwork: [GTIN]
    var origin: String

    private var image: CoverImageBody {
        CoverImageBody(gtin: cover.gtin, image: CoverImage(cover.picture), origin: origin)
    }

    var url: String { image.url }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtin", cover.gtin.digits14)
            json.member("isbn13", cover.gtin.isbn?.isbn13)
            json.member("source", cover.source.rawValue)
            json.member("cover", image)
            json.member("same_artwork", sameArtwork.map(\.digits14))
        }
    }
}
