import FootbridgeCore
import Foundation
import ProductIdentifiers

/// The answer to a scan once the shopper has picked: what was seen as it was answered, and the product.
struct PickedScanBody: JSONWritable {
    private let seen: [String: KeptJSON]
    private let gtin: GTIN
    private let catalog: CatalogAnswer
    private let language: ShopperLanguage
    private let link: (ListingID) -> String

    /// - Throws: where the kept answer is no JSON object, which none is.
    init(
        _ choice: ScanChoice, gtin: GTIN, catalog: CatalogAnswer, link: @escaping (ListingID) -> String
    ) throws {
        seen = try JSONDecoder().decode([String: KeptJSON].self, from: Data(choice.answer))
        self.gtin = gtin
        self.catalog = catalog
        language = choice.language
        self.link = link
    }

    func write(to json: inout JSONWriter) {
        let outcome: ScanOutcome = catalog.product == nil ? .unlisted : .resolved
        json.object { json in
            for name in ["id", "received_at"] { json.member(name, seen[name]) }
            json.member("outcome", outcome.rawValue)
            json.member("recognised_by", Recognition.cover.rawValue)
            for name in ["photo", "image", "symbols", "covers"] { json.member(name, seen[name]) }
            json.member("cover_candidates", [String]())
            json.member("product", ProductBody(gtin: gtin, product: catalog.product))
            json.member("also", seen["also"])
            json.member("online_from", catalog.onlineFrom.map(MoneyBody.init))
            json.member("listings", catalog.listings.map { ListingBody(listing: $0, url: link($0.id)) })
            json.member("stores", catalog.stores.map(StoreBody.init))
            for name in ["voucher", "visit"] { json.member(name, seen[name]) }
            json.member(
                "diagnosis", ScanDiagnosis(ofPicked: outcome).map { DiagnosisBody(diagnosis: $0, language: language) })
            json.member("timings_us", seen["timings_us"])
        }
    }
}

/// A part of an answer of ours that is given again as it is; its numbers are whole.
enum KeptJSON: Decodable, JSONWritable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([KeptJSON])
    case object([String: KeptJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([KeptJSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: KeptJSON].self))
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
