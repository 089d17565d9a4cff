import FootbridgeCore
import ProductIdentifiers
import SymbolReading

/// A cover that was seen in a photo.
struct SeenCoverBody: JSONWritable {
    var cover: SeenCover
    var isPrimary: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtins", cover.gtins.map(\.digits14))
            json.member("band", cover.band.rawValue)
            json.member("corners", cover.corners.map { [$0.x, $0.y] })
            json.member("primary", isPrimary)
        }
    }
}

/// A book that the shopper may pick.
struct CoverCandidateBody: JSONWritable {
    var candidate: CoverCandidate
    var origin: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtin", candidate.gtin.digits14)
            json.member("band", candidate.band.rawValue)
            json.member(
                "product",
                candidate.product.map { ProductBody(gtin: candidate.gtin, product: $0, origin: origin) })
        }
    }
}
