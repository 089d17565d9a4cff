import FootbridgeCore
import ProductIdentifiers
import SymbolReading

/// The answer to a scan, as the public contract has it.
struct ScanBody: JSONWritable {
    var answer: ScanAnswer
    /// Makes the URL under which a listing is shown.
    var link: (ListingID) -> String
    /// Of the daemon, as the client reaches it.
    var origin: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", answer.id.description)
            json.member("received_at", answer.receivedAt)
            json.member("outcome", answer.outcome.rawValue)
            json.member("recognised_by", answer.recognisedBy?.rawValue)
            json.member("photo", answer.photo)
            json.member("image", ImageBody(size: answer.image))
            json.member(
                "symbols",
                answer.symbols.enumerated().map {
                    SymbolBody(symbol: $0.element, isPrimary: $0.offset == answer.primary)
                })
            json.member(
                "covers",
                answer.covers.enumerated().map {
                    SeenCoverBody(cover: $0.element, isPrimary: $0.offset == answer.primaryCover)
                })
            json.member("cover_candidates", answer.candidates.map { CoverCandidateBody(candidate: $0, origin: origin) })
            json.member(
                "product",
                answer.gtin.map {
                    ProductBody(
                        gtin: $0, product: answer.catalog.product, origin: origin, printedPrice: answer.printedPrice,
                        addOn: answer.primary.flatMap { answer.symbols[$0].addOn })
                })
            json.member("also", answer.also.map(FurtherBody.init))
            json.member("online_from", answer.catalog.onlineFrom.map(MoneyBody.init))
            json.member("listings", answer.catalog.listings.map { ListingBody(listing: $0, url: link($0.id)) })
            json.member("stores", answer.catalog.stores.map(StoreBody.init))
            json.member(
                "voucher",
                answer.voucher.map { voucher in
                    VoucherBody(
                        voucher: voucher, payload: answer.primary.map { answer.symbols[$0].text } ?? "",
                        now: answer.receivedAt)
                })
            json.member("visit", answer.visit.map(VisitBody.init))
            json.member("diagnosis", answer.diagnosis.map { DiagnosisBody(diagnosis: $0, language: answer.language) })
            json.member("timings_us", TimingsBody(timings: answer.timings))
        }
    }
}

/// A further product in the photo.
private struct FurtherBody: JSONWritable {
    var product: FurtherProduct

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("gtin", product.gtin.digits14)
            json.member("number", ProductNumberBody(gtin: product.gtin))
            json.member("title", product.title)
        }
    }
}

/// The upright picture in whose pixels all corners are.
private struct ImageBody: JSONWritable {
    var size: ImageSize

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("width", size.width)
            json.member("height", size.height)
        }
    }
}

private struct SymbolBody: JSONWritable {
    var symbol: Symbol
    var isPrimary: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("symbology", symbol.symbology.rawValue)
            json.member("text", symbol.text)
            json.member("add_on", symbol.addOn)
            json.member("corners", symbol.corners.map { [$0.x, $0.y] })
            json.member("primary", isPrimary)
            json.member("engine", symbol.engine.rawValue)
            json.member("part", symbol.part.map(PartBody.init))
        }
    }
}

/// Which part of a message a symbol is, where the others were not read.
private struct PartBody: JSONWritable {
    var part: Symbol.Part

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", part.number)
            json.member("count", part.count)
        }
    }
}

struct DiagnosisBody: JSONWritable {
    var diagnosis: ScanDiagnosis
    var language: ShopperLanguage

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("stage", diagnosis.stage.rawValue)
            json.member("hint", diagnosis.hint.rawValue)
            json.member("retake", diagnosis.retake)
            json.member("message", ShopperTexts.of(language).hints[diagnosis.hint])
            json.member("place", diagnosis.place.map { $0.map { [$0.x, $0.y] } })
        }
    }
}

private struct TimingsBody: JSONWritable {
    var timings: ScanTimings

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("decode", timings.decode.microseconds)
            json.member("read", timings.read.microseconds)
            json.member("covers", timings.covers.microseconds)
            json.member("resolve", timings.resolve.microseconds)
            json.member("total", timings.total.microseconds)
        }
    }
}
