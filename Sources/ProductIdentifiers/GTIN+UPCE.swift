extension GTIN {
    /// Expands a UPC-E symbol to the UPC-A number it abbreviates (GS1 General Specifications, 5.2.2.4).
    ///
    /// UPC-E and EAN-8 both show eight digits and mean different things; only the symbology tells them apart.
    /// - Parameter text: eight ASCII digits: number system 0 or 1, six digits, and the check digit of the full number.
    /// - Returns: nil for another form, another number system or a wrong check digit.
    public init?(upcE text: some StringProtocol) {
        var digits: [UInt64] = []
        digits.reserveCapacity(8)
        for byte in text.utf8 {
            guard ASCII.isDigit(byte), digits.count < 8 else { return nil }
            digits.append(UInt64(byte &- ASCII.zero))
        }
        guard digits.count == 8, digits[0] <= 1 else { return nil }
        func number(_ places: ArraySlice<UInt64>) -> UInt64 { places.reduce(0) { $0 * 10 + $1 } }
        // Manufacturer and item, five digits each; the last digit says where the zeros were taken out.
        let manufacturer: UInt64
        let item: UInt64
        switch digits[6] {
        case 0...2:
            manufacturer = number(digits[1...2]) * 1000 + digits[6] * 100
            item = number(digits[3...5])
        case 3:
            manufacturer = number(digits[1...3]) * 100
            item = number(digits[4...5])
        case 4:
            manufacturer = number(digits[1...4]) * 10
            item = digits[5]
        default:
            manufacturer = number(digits[1...5])
            item = digits[6]
        }
        let body = (digits[0] * 100_000 + manufacturer) * 100_000 + item
        self.init(value: Int64(body * 10 + digits[7]))
    }
}
