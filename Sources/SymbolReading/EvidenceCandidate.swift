import PhotoDecoding
import ProductIdentifiers

/// One content in one place, as the passes have seen it.
struct EvidenceCandidate {
    let symbology: Symbology
    let bytes: [UInt8]
    let isGS1: Bool
    /// Corners, or points where scan lines left the code, in the stored photo.
    var points: [Point]
    var box: Box
    var addOn: String?
    /// Rows in all passes, and in the best.
    var support: Int
    var bestSupport: Int
    var passes: Int
    /// From the first bar to the last, roughly.
    var heading: Vector?
    /// Contents of codes that a close-up showed above or below this one, with paper between.
    var neighbours: Set<[UInt8]> = []

    /// Whether the number alone says that this is no product of a shop: a Japanese second tier, a number for use within
    /// one shop, a coupon, a refund receipt.
    var isKnownNoProduct: Bool {
        switch symbology {
        case .ean13, .upcA, .ean8: GTIN(String(decoding: bytes, as: UTF8.self)).map { !$0.scope.isProduct } ?? false
        default: false
        }
    }

    /// Whether this is the lower of the two codes of a Japanese book or magazine: class and price, no product.
    var isSecondTier: Bool {
        symbology == .ean13 && (bytes.starts(with: "192".utf8) || bytes.starts(with: "191".utf8))
    }

    /// How many digits an add-on may have beside this code: five beside an ISBN, two or five beside an ISSN.
    var addOnDigits: Set<Int> {
        guard symbology == .ean13 else { return [] }
        if bytes.starts(with: "977".utf8) { return [2, 5] }
        return bytes.starts(with: "978".utf8) || bytes.starts(with: "979".utf8) ? [5] : []
    }

    /// The place of its bars, if they can be made out.
    func frame(in image: LumaImage, dividedBy divisor: Int) -> CodeFrame? {
        heading.flatMap { CodeFrame(points: points, heading: $0, image: image, divisor: divisor) }
    }
}
