extension GTIN {
    /// Which system of numbers a product's number belongs to, and so what people call it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A book.
        case isbn
        /// A newspaper, journal or magazine.
        case issn
        /// Printed music.
        case ismn
        /// Any other article, and every carton.
        case gtin
    }

    /// What the number is called.
    public var kind: Kind {
        if isbn != nil { return .isbn }
        if issn != nil { return .issn }
        return ismn != nil ? .ismn : .gtin
    }

    /// The number as its kind is printed and said: `978-0-306-40615-7`, `0317-8471`, `979-0-2600-0043-8`, or the digits
    /// below the barcode.
    public var printed: String {
        isbn?.hyphenated ?? issn?.text ?? ismn?.hyphenated ?? shortest
    }
}
