import FootbridgeCore
import Foundation
import ProductIdentifiers

/// The answer to a scan once the shopper has picked: what was seen as it was answered, and the product.
struct PickedScanBody: JSONWritable {
    private let seen: SeenInPhoto
    private let gtin: GTIN
    private let catalog: CatalogAnswer
    private let language: ShopperLanguage
    private let link: (ListingID) -> String
    private let origin: String

    /// - Parameter origin: of the daemon, as the client reaches it.
    /// - Throws: where the kept answer is no JSON object, which none is.
    init(
        _ choice: ScanChoice, gtin: GTIN, catalog: CatalogAnswer, origin: String,
        link: @escaping (ListingID) -> String
    ) throws {
        seen = try JSONDecoder().decode(SeenInPhoto.self, from: Data(choice.answer))
        self.gtin = gtin
        self.catalog = catalog
        language = choice.language
        self.link = link
        self.origin = origin
    }

    func write(to json: inout JSONWriter) {
        let outcome: ScanOutcome = catalog.product == nil ? .unlisted : .resolved
        json.object { json in
            for name in [SeenInPhoto.Name.id, .receivedAt] { json.member(name.rawValue, seen[name]) }
            json.member("outcome", outcome.rawValue)
            json.member("recognised_by", Recognition.cover.rawValue)
            for name in [SeenInPhoto.Name.photo, .image, .symbols, .covers] { json.member(name.rawValue, seen[name]) }
            json.member("cover_candidates", [String]())
            json.member("product", ProductBody(gtin: gtin, product: catalog.product, origin: origin))
            json.member("also", seen[.also])
            json.member("online_from", catalog.onlineFrom.map(MoneyBody.init))
            json.member("listings", catalog.listings.map { ListingBody(listing: $0, url: link($0.id)) })
            json.member("stores", catalog.stores.map(StoreBody.init))
            json.member("voucher", KeptJSON.null)
            json.member("visit", KeptJSON.null)
            json.member(
                "diagnosis", ScanDiagnosis(ofPicked: outcome).map { DiagnosisBody(diagnosis: $0, language: language) })
            json.member("timings_us", seen[.timings])
        }
    }
}

/// What a kept answer says of the photo.
private struct SeenInPhoto: Decodable {
    enum Name: String, CodingKey, CaseIterable {
        case id, photo, image, symbols, covers, also
        case receivedAt = "received_at"
        case timings = "timings_us"
    }

    private let members: [Name: KeptJSON]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        members = Dictionary(
            uniqueKeysWithValues: try Name.allCases.map { ($0, try container.decode(KeptJSON.self, forKey: $0)) })
    }

    subscript(name: Name) -> KeptJSON { members[name] ?? .null }
}

/// A part of an answer of ours that is given again as it is; its numbers are whole.
private enum KeptJSON: Decodable, JSONWritable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([KeptJSON])
    case object([String: KeptJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Which type a value has is only told by a decoding that does not fail.
        func value<Value: Decodable>(_ type: Value.Type) -> Value? {
            do { return try container.decode(type) } catch { return nil }
        }
        if container.decodeNil() {
            self = .null
        } else if let value = value(Bool.self) {
            self = .bool(value)
        } else if let value = value(Int64.self) {
            self = .integer(value)
        } else if let value = value(String.self) {
            self = .string(value)
        } else if let value = value([KeptJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: KeptJSON].self))
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .integer(let value): json.integer(value)
        case .string(let value): value.write(to: &json)
        case .array(let values): json.array(values)
        case .object(let members):
            json.object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
            }
        }
    }
}
