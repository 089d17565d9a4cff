import FootbridgeCore
import SymbolReading

/// The answer to a scan, as the public contract has it.
struct ScanBody: Encodable {
    var id: String
    var received_at: String
    var outcome: String
    /// The place in a burst, from 0, of the picture that was read.
    var photo: Int
    var image: ImageBody
    var symbols: [SymbolBody]
    @Nullable var product: ProductBody?
    var listings: [ListingBody]
    var stores: [StoreBody]
    @Nullable var voucher: Never?
    @Nullable var visit: Never?
    @Nullable var diagnosis: DiagnosisBody?
    var timings_us: TimingsBody

    init(_ answer: ScanAnswer, link: (ListingID) -> String) {
        id = answer.id.description
        received_at = answer.receivedAt.rfc3339
        outcome = answer.outcome.rawValue
        photo = answer.photo
        image = ImageBody(width: answer.image.width, height: answer.image.height)
        symbols = answer.symbols.enumerated().map { SymbolBody($0.element, isPrimary: $0.offset == answer.primary) }
        product = answer.gtin.map {
            ProductBody($0, product: answer.catalog.product, printedPrice: answer.printedPrice)
        }
        listings = answer.catalog.listings.map { ListingBody($0, url: link($0.id)) }
        stores = answer.catalog.stores.map(StoreBody.init)
        diagnosis = answer.diagnosis.map { DiagnosisBody($0, language: answer.language) }
        timings_us = TimingsBody(answer.timings)
    }
}

/// The upright picture in whose pixels all corners are.
struct ImageBody: Encodable {
    var width: Int
    var height: Int
}

struct SymbolBody: Encodable {
    var symbology: String
    var text: String
    @Nullable var add_on: String?
    var corners: [[Int]]
    var primary: Bool
    var engine: String

    init(_ symbol: Symbol, isPrimary: Bool) {
        symbology = symbol.symbology.rawValue
        text = symbol.text
        add_on = symbol.addOn
        corners = symbol.corners.map { [$0.x, $0.y] }
        primary = isPrimary
        engine = symbol.engine.rawValue
    }
}

struct DiagnosisBody: Encodable {
    var stage: String
    var hint: String
    var retake: Bool
    var message: String

    init(_ diagnosis: ScanDiagnosis, language: ShopperLanguage) {
        stage = diagnosis.stage.rawValue
        hint = diagnosis.hint.rawValue
        retake = diagnosis.retake
        message = diagnosis.hint.sentence(in: language)
    }
}

struct TimingsBody: Encodable {
    var decode: Int64
    var read: Int64
    var resolve: Int64
    var total: Int64

    init(_ timings: ScanTimings) {
        decode = timings.decode.microseconds
        read = timings.read.microseconds
        resolve = timings.resolve.microseconds
        total = timings.total.microseconds
    }
}

/// Writes null where there is no value, because the contract's members are always there.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
