public import FootbridgeCore

extension Stock.Status {
    /// What a quantity alone says: none is out of stock, one or two are limited, for they may be gone on arrival.
    public init(quantity: Int) {
        switch quantity {
        case ...0: self = .outOfStock
        case 1...2: self = .limited
        default: self = .inStock
        }
    }
}
