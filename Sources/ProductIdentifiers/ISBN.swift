/// An International Standard Book Number (ISO 2108), kept as its 13 digits.
///
/// An ISBN-10 is the same number as the ISBN-13 under 978 with the same nine digits. Under 979 only the registration
/// groups given out so far are accepted; 979-0 is printed music (``ISMN``), never a book.
public struct ISBN: Sendable, Hashable {
    /// The number as a product's identity.
    public let gtin: GTIN

    /// The book whose number this is.
    /// - Returns: nil unless the GTIN is a single article (indicator 0) with a book's prefix.
    public init?(gtin: GTIN) {
        guard gtin.indicator == 0, gtin.scope == .book else { return nil }
        self.gtin = gtin
    }

    /// Reads an ISBN-10 or ISBN-13.
    /// - Parameter text: the digits of any script, with or without hyphens and spaces (the typographic ones too); the
    ///   last character of an ISBN-10 may be `X` or `x`. Nothing else may stand around them; for that see
    ///   ``TypedNumber`` and ``find(in:)``.
    /// - Returns: nil for another length, a wrong check digit, or a 979 number that belongs to no book.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        guard let characters = NumberText.withoutSeparators(text, limit: 13) else { return nil }
        self.init(characters: characters[...])
    }

    /// Reads 10 or 13 characters without separators.
    init?(characters: ArraySlice<UInt8>) {
        switch characters.count {
        case 13:
            guard let gtin = GTIN(digits: characters) else { return nil }
            self.init(gtin: gtin)
        case 10:
            self.init(tenCharacters: characters)
        default:
            return nil
        }
    }

    private init?(tenCharacters characters: ArraySlice<UInt8>) {
        var body: UInt64 = 0
        for byte in characters.dropLast() {
            guard ASCII.isDigit(byte) else { return nil }
            body = body * 10 + UInt64(byte &- ASCII.zero)
        }
        guard let last = characters.last else { return nil }
        let check: UInt64
        if ASCII.isDigit(last) {
            check = UInt64(last &- ASCII.zero)
        } else if ASCII.isTen(last) {
            check = 10
        } else {
            return nil
        }
        // All zeros passes the sum and is what an empty field looks like.
        guard body > 0, CheckDigit.isbn10(ofBody: body) == check else { return nil }
        self.gtin = GTIN(body: 978_000_000_000 + body)
    }

    /// The 13 digits without hyphens.
    public var isbn13: String { gtin.digits(13) }

    /// The ten characters without hyphens, or nil for a number under 979, which has no such form.
    public var isbn10: String? {
        guard gtin.value / 10_000_000_000 == 978 else { return nil }
        let body = UInt64(gtin.value / 10 % 1_000_000_000)
        let check = CheckDigit.isbn10(ofBody: body)
        return String(gtin.digits(10).dropLast()) + (check == 10 ? "X" : String(check))
    }

    /// Whether a 13-digit number lies in a prefix that holds books: all of 978, and of 979 the groups 8 (United
    /// States) and 10 to 15 (France, Korea, Italy, Spain and the two given out after them).
    static func isAllocated(_ thirteen: Int64) -> Bool {
        switch thirteen / 10_000_000_000 {
        case 978: true
        case 979: thirteen / 1_000_000_000 == 9798 || (97910...97915).contains(thirteen / 100_000_000)
        default: false
        }
    }
}

extension ISBN: Comparable {
    /// Orders by number.
    public static func < (left: ISBN, right: ISBN) -> Bool { left.gtin < right.gtin }
}

extension ISBN: CustomStringConvertible {
    /// The 13 digits.
    public var description: String { isbn13 }
}

extension GTIN {
    /// The book number, or nil when this is no single book; a carton of books is not the book.
    public var isbn: ISBN? { ISBN(gtin: self) }
}
