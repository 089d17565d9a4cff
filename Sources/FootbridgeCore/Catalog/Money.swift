/// An amount of one currency, in its minor units (ISO 4217), never a floating-point number.
public struct Money: Sendable, Hashable {
    /// Cents, pence, or whole yen: the smallest unit that ``currency`` has.
    public let minorUnits: Int64
    /// Says what the units are, and how many decimals they make.
    public let currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Parses a decimal such as `7.99`, with no more decimals than the currency has.
    ///
    /// - Returns: nil for a sign, an exponent, a thousands separator, surplus decimals, or more than 12 whole digits.
    public init?(amount: some StringProtocol, currency: Currency) {
        let parts = amount.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        guard let whole = parts.first, (1...12).contains(whole.utf8.count), decimals.utf8.count <= currency.exponent,
            parts.count == 1 || !decimals.isEmpty
        else { return nil }
        var units: Int64 = 0
        for byte in Array(whole.utf8) + Array(decimals.utf8) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            units = units * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        for _ in decimals.utf8.count..<currency.exponent { units *= 10 }
        self.init(minorUnits: units, currency: currency)
    }

    /// The amount as a decimal string with exactly the currency's decimals, such as `7.99`, `1200` (JPY) or `0.450` (KWD).
    public var amount: String {
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, currency.exponent + 1 - digits.count)) + digits
        let sign = minorUnits < 0 ? "-" : ""
        guard currency.exponent > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(currency.exponent)).\(padded.suffix(currency.exponent))"
    }
}

/// A currency in use, by its three-letter ISO 4217 code.
public struct Currency: Sendable, Hashable, CustomStringConvertible {
    /// Three upper-case letters.
    public let description: String

    /// - Returns: nil where `code` is not an upper-case code of a currency in use.
    public init?(_ code: some StringProtocol) {
        let code = String(code)
        guard Self.exponents[code] != nil else { return nil }
        self.description = code
    }

    /// How many decimals the minor unit has: 2 for most, 0 for JPY, 3 for KWD.
    public var exponent: Int { Self.exponents[description] ?? 2 }

    private static let exponents: [String: Int] = {
        let byExponent: [Int: String] = [
            0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
            2: """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
            CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
            IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR \
            MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD \
            SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG \
            YER ZAR ZMW ZWG
            """,
            3: "BHD IQD JOD KWD LYD OMR TND",
        ]
        return byExponent.reduce(into: [:]) { table, entry in
            for code in entry.value.split(separator: " ") { table[String(code)] = entry.key }
        }
    }()
}
