/// A product's number as people type it, hand scanners send it, and files and printed texts hold it: the one reader for
/// every such place.
///
/// Taken are ISBN-10 and ISBN-13, ISSN behind its label, ISMN, GTIN of 8, 12, 13 and 14 digits and UPC-E; behind a label
/// (`ISBN 978-…`, `urn:isbn:…`) or without; with hyphens, spaces, slashes or dots of any typography between the digits
/// and the digits of any script; with the price or issue add-on behind (`9780306406157 52495`) and with words behind
/// (`9780740748479 (pbk.)`); and GS1 Digital Links, element strings and shops' addresses that name a book.
///
/// An ISBN-10 is never cut out of a longer number. Of two numbers for different products neither is taken.
public struct TypedNumber: Sendable, Hashable {
    /// The product: never a shop's own number, a coupon or the price line of a Japanese book.
    public let gtin: GTIN

    /// What stood beside the number, of a barcode with two parts.
    public let addOn: AddOn?

    /// How many zeros had been lost at the front, as spreadsheets lose them; 0 unless they were to be restored.
    public let restoredZeros: Int

    /// The longest text that is read, in bytes of UTF-8.
    public static let longestText = DigitalLink.longestURI

    /// Reads a number.
    /// - Parameters:
    ///   - text: anything, also from a hostile source; the work is linear in it and bounded by ``longestText``.
    ///   - restoresZeros: whether 9 to 11 bare digits may be a number that lost its leading zeros. One in ten numbers of
    ///     any kind would pass, so this is for columns that hold nothing but product numbers.
    /// - Throws: why the text names no product.
    public init(_ text: some StringProtocol, restoresZeros: Bool = false) throws(TypedNumberError) {
        guard text.utf8.prefix(Self.longestText + 1).count <= Self.longestText else { throw .tooLong }
        // Nobody types those, and no scanner sends them but in an element string.
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && ![0x09, 0x0A, 0x0D, 0x1D].contains($0.value) })
        else { throw .notANumber }
        let line = NumberLine(NumberText.folded(text, limit: Self.longestText)[...])
        guard !line.isEmpty else { throw .empty }
        guard !line.isInExponentForm else { throw .inExponentForm }
        if !line.beginsWithNumber {
            // A link, an address or an element string says itself what it is.
            switch ProductIdentifier.identifySelfDescribing(payload: line.text, symbology: .other) {
            case .gtin(let gtin, _)?, .serial(_, let gtin, _)?:
                (self.gtin, addOn, restoredZeros) = (gtin, nil, 0)
                return
            case .restricted(let gtin)?: throw .notAProduct(gtin)
            case .japaneseSecondTier(let tier)?: throw .priceLine(tier)
            case .key?, .url?, .text?, nil: throw .notANumber
            }
        }
        self = try Self.read(line, restoresZeros: restoresZeros)
    }

    private init(_ gtin: GTIN, addOn: AddOn? = nil, restoredZeros: Int = 0) {
        (self.gtin, self.addOn, self.restoredZeros) = (gtin, addOn, restoredZeros)
    }

    private static func read(_ line: NumberLine, restoresZeros: Bool) throws(TypedNumberError) -> TypedNumber {
        let found = try number(of: line, restoresZeros: restoresZeros)
        let rest = line.rest(after: found.length)
        if let tier = JapaneseSecondTier(gtin: found.number.gtin) {
            // Both lines of a Japanese cover, the lower one first.
            if let book = ISBN.find(inFolded: rest) { return TypedNumber(book.gtin) }
            throw .priceLine(tier)
        }
        guard found.number.gtin.scope.isProduct else { throw .notAProduct(found.number.gtin) }
        if let second = ISBN.find(inFolded: rest), second.gtin != found.number.gtin { throw .several }
        return found.number
    }

    /// The number at the beginning of a line, and how many groups of digits it and its add-on take.
    private static func number(
        of line: NumberLine, restoresZeros: Bool
    ) throws(TypedNumberError) -> (number: TypedNumber, length: Int) {
        let whole = line.digits(of: line.groups.count)
        if !line.isRunOn {
            if let gtin = gtin(of: whole, label: line.label) { return (TypedNumber(gtin), line.groups.count) }
            if restoresZeros, line.groups.count == 1, let restored = withZeros(whole) { return (restored, 1) }
        }
        // A number and what stands behind a space: an add-on, or whatever follows a number that cannot be a part of it.
        for count in stride(from: line.groups.count - 1, through: 1, by: -1) where line.isSpaced(after: count) {
            let digits = line.digits(of: count)
            guard let gtin = gtin(of: digits, label: line.label) else { continue }
            let behind = line.groups[count]
            let isLast = count == line.groups.count - 1 && !line.isRunOn
            if isLast, digits.count >= 12 || line.label == .issn, let addOn = AddOn(behind) {
                return (TypedNumber(gtin, addOn: addOn), count + 1)
            }
            if digits.count == 13 { return (TypedNumber(gtin), count) }
        }
        // As scanners send both parts of a symbol: nothing between them.
        if line.groups.count == 1, !line.isRunOn, whole.count == 15 || whole.count == 18,
            let gtin = gtin(of: whole.prefix(13), label: line.label), [.book, .music, .serial].contains(gtin.scope),
            let addOn = AddOn(String(decoding: whole.dropFirst(13), as: UTF8.self))
        {
            return (TypedNumber(gtin, addOn: addOn), 1)
        }
        if line.isRunOn { throw .notANumber }
        throw [8, 10, 12, 13, 14].contains(whole.count) ? .checkDigit : .length(whole.count)
    }

    /// What the characters of one number say.
    private static func gtin(of digits: ArraySlice<UInt8>, label: NumberLine.Label?) -> GTIN? {
        switch digits.count {
        case 8:
            if label == .issn { return ISSN(String(decoding: digits, as: UTF8.self))?.gtin }
            // UPC-E and GTIN-8 both have eight digits. One that is valid as either is the one that names a product
            // everywhere.
            let eight = GTIN(digits: digits)
            if let eight, eight.scope.isProduct { return eight }
            return GTIN(upcE: String(decoding: digits, as: UTF8.self)) ?? eight
        case 10: return label == .ismn ? nil : ISBN(characters: digits)?.gtin
        case 12, 13, 14: return GTIN(digits: digits)
        default: return nil
        }
    }

    /// Digits that lost zeros at the front: an ISBN-10 of nine digits, a GTIN-12 of nine to eleven.
    private static func withZeros(_ digits: ArraySlice<UInt8>) -> TypedNumber? {
        guard (9...11).contains(digits.count), digits.first != ASCII.zero else { return nil }
        if digits.count == 9, let isbn = ISBN(characters: ([ASCII.zero] + digits)[...]) {
            return TypedNumber(isbn.gtin, restoredZeros: 1)
        }
        let lost = 12 - digits.count
        return GTIN(digits: Array(repeating: ASCII.zero, count: lost) + digits).map {
            TypedNumber($0, restoredZeros: lost)
        }
    }
}

/// Why a text names no product; the sentence says what would.
public enum TypedNumberError: Error, Sendable, Hashable {
    /// Nothing but spaces.
    case empty
    /// Longer than ``TypedNumber/longestText``.
    case tooLong
    /// Something that is no number, or a number within other text.
    case notANumber
    /// `9.78014E+12`: a spreadsheet kept the first digits only.
    case inExponentForm
    /// So many digits, as no number of a product has.
    case length(Int)
    /// As many digits as a number has, the last of which does not fit the others.
    case checkDigit
    /// Numbers of two products.
    case several
    /// The lower barcode of a Japanese book.
    case priceLine(JapaneseSecondTier)
    /// A valid number that is a product nowhere or in one chain only: a shop's own number, a coupon, a refund.
    case notAProduct(GTIN)

    /// A stable word that programs can tell the reasons apart by.
    public var slug: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "too-long"
        case .notANumber: "not-a-number"
        case .inExponentForm: "exponent-form"
        case .length: "length"
        case .checkDigit: "check-digit"
        case .several: "several-products"
        case .priceLine: "price-line"
        case .notAProduct: "not-a-product"
        }
    }
}

extension TypedNumberError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .tooLong: "is longer than \(TypedNumber.longestText) bytes"
        case .notANumber: "is no ISBN or GTIN"
        case .inExponentForm: "has lost its last digits (Excel shortened it: format the column as text)"
        case .length(let count):
            "has \(count) digits; an ISBN has 10 or 13, a GTIN 8, 12, 13 or 14"
        case .checkDigit: "is no ISBN or GTIN: its check digit does not fit the others"
        case .several: "names two products; one is expected"
        case .priceLine: "is the price line of a Japanese book; the book's number is the line above"
        case .notAProduct: "is a number that a shop gives itself, a coupon or a refund, and no product everywhere"
        }
    }
}
