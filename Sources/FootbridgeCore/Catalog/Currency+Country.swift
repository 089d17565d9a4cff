extension Currency {
    /// What is paid with in a country.
    ///
    /// - Parameter code: two letters (ISO 3166-1), upper case.
    /// - Returns: nil for a country whose currency stands in no list here.
    public init?(country code: some StringProtocol) {
        guard let currency = Self.byCountry[String(code)] else { return nil }
        self.init(currency)
    }

    /// ISO 4217, list one, for the countries in which most books are sold.
    private static let byCountry: [String: String] = {
        let countries: [String: String] = [
            "EUR": "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA",
            "GBP": "GB GG IM JE", "USD": "EC PR SV US", "CHF": "CH LI", "DKK": "DK FO GL", "NOK": "NO SJ",
            "AUD": "AU KI NR TV", "NZD": "CK NU NZ TK", "CAD": "CA", "SEK": "SE", "ISK": "IS", "PLN": "PL", "CZK": "CZ",
            "HUF": "HU", "RON": "RO", "RSD": "RS", "UAH": "UA", "RUB": "RU", "TRY": "TR", "ILS": "IL", "JPY": "JP",
            "CNY": "CN", "HKD": "HK", "TWD": "TW", "KRW": "KR", "SGD": "SG", "MYR": "MY", "THB": "TH", "IDR": "ID",
            "PHP": "PH", "VND": "VN", "INR": "IN", "NPR": "NP", "PKR": "PK", "BDT": "BD", "LKR": "LK", "AED": "AE",
            "SAR": "SA", "EGP": "EG", "MAD": "MA", "ZAR": "ZA", "NGN": "NG", "KES": "KE", "GHS": "GH", "BRL": "BR",
            "ARS": "AR", "CLP": "CL", "COP": "CO", "MXN": "MX", "PEN": "PE",
        ]
        return countries.reduce(into: [:]) { all, one in
            for country in one.value.split(separator: " ") { all[String(country)] = one.key }
        }
    }()
}
