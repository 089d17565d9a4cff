extension GTIN {
    /// Where a number is valid and what it stands for, by its GS1 prefix (GS1 General Specifications, 1.4).
    public enum Scope: Sendable, Hashable, CaseIterable {
        /// An ordinary article, the same everywhere in the world.
        case global
        /// A book: prefix 978, or 979 with a registration group the ISBN agency has given out.
        case book
        /// Printed music: prefix 979-0.
        case music
        /// A newspaper, journal or magazine: prefix 977.
        case serial
        /// A number a retailer gives itself (02, 04, 20 to 29, and GTIN-8 beginning with 0 or 2): it means another
        /// thing in every chain.
        case retailerPrivate
        /// A coupon: 05, 981 to 984, 99.
        case coupon
        /// A refund receipt: 980.
        case refund
        /// A number GS1 keeps for demonstrations and examples: 952.
        case demonstration
        /// The lower barcode of a Japanese book: 191, 192. It holds a subject code and a price, no product.
        case japaneseSecondTier
        /// Prefix 979 with a registration group not given out so far.
        case unallocatedBook

        /// Whether the number names one product everywhere, so that a catalogue can be asked for it.
        public var isProduct: Bool {
            switch self {
            case .global, .book, .music, .serial, .demonstration, .unallocatedBook: true
            case .retailerPrivate, .coupon, .refund, .japaneseSecondTier: false
            }
        }
    }

    /// What the number's prefix says; a carton (indicator 1 to 9) has the scope of what it holds.
    public var scope: Scope {
        if value < 100_000_000 {
            // GTIN-8: its own prefix list, where 0 and 2 are for use within a company.
            let first = value / 10_000_000
            return first == 0 || first == 2 ? .retailerPrivate : .global
        }
        let prefix = value / 10_000_000_000 % 1000
        switch prefix {
        case 20...29, 40...49, 200...299: return .retailerPrivate
        case 50...59, 981...984, 990...999: return .coupon
        case 191, 192: return .japaneseSecondTier
        case 952: return .demonstration
        case 977: return .serial
        case 978: return .book
        case 979:
            let thirteen = value % 10_000_000_000_000
            if thirteen / 1_000_000_000 == 9790 { return .music }
            return ISBN.isAllocated(thirteen) ? .book : .unallocatedBook
        case 980: return .refund
        default: return .global
        }
    }
}
