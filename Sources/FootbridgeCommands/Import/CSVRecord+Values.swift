import FootbridgeCore
import ProductIdentifiers

/// Fields as the types they stand for; each problem names the column and quotes what is in it.
extension CSVRecord {
    /// An ISBN-10 or ISBN-13, or a GTIN of 8, 12, 13 or 14 digits; hyphens and spaces do not matter.
    func gtin(_ column: String = "gtin") throws(RowProblem) -> GTIN {
        let text = try required(column)
        if let isbn = ISBN(text) { return isbn.gtin }
        guard let gtin = GTIN(text.filter { $0 != "-" && $0 != " " }) else {
            throw wrong(column, "is no ISBN or GTIN (is its check digit right?)")
        }
        return gtin
    }

    func publicID(_ column: String) throws(RowProblem) -> PublicID {
        guard let id = PublicID(try required(column)) else {
            throw wrong(column, "is not 1 to 64 letters, digits, dots, underscores and hyphens")
        }
        return id
    }

    /// The merchant of `merchant` and `merchant_name`.
    func merchant() throws(RowProblem) -> Merchant {
        Merchant(id: try publicID("merchant"), name: try required("merchant_name"))
    }

    /// The public id of a store: its merchant's and its code, with a dot between.
    func storeID(code column: String) throws(RowProblem) -> PublicID {
        let merchant = try publicID("merchant")
        guard let id = PublicID("\(merchant).\(try required(column))") else {
            throw wrong(
                column,
                "is not a store's code: with the merchant at most 63 letters, digits, dots, underscores, hyphens")
        }
        return id
    }

    /// An amount and the currency in `currency`; nil where both are empty.
    func money(_ column: String) throws(RowProblem) -> Money? {
        guard let amount = optional(column) else {
            // A file of prices in one currency may leave some rows without a price.
            return nil
        }
        guard let currency = Currency(try required("currency")) else {
            throw wrong("currency", "is no ISO 4217 code of a currency in use, such as GBP")
        }
        guard let money = Money(amount: amount, currency: currency) else {
            throw wrong(
                column, "is no amount of \(currency), such as \(Money(minorUnits: 799, currency: currency).amount)")
        }
        return money
    }

    /// An RFC 3339 time; `now` where the field is empty.
    func time(_ column: String, now: Timestamp) throws(RowProblem) -> Timestamp {
        guard let text = optional(column) else { return now }
        guard let time = Timestamp(rfc3339: text) else {
            throw wrong(column, "is no RFC 3339 time, such as 2026-11-22T16:40:00Z")
        }
        // Clocks differ a little; what is far ahead would outlive every later row.
        guard time - now <= .seconds(3600) else { throw wrong(column, "is more than an hour in the future") }
        return time
    }

    /// A whole number of digits only.
    func count(_ column: String) throws(RowProblem) -> Int? {
        guard let text = optional(column) else { return nil }
        guard text.utf8.count <= 10, text.utf8.allSatisfy(Self.isDigit), let count = Int(text) else {
            throw wrong(column, "is no whole number of at most ten digits")
        }
        return count
    }

    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ column: String, _ type: Word.Type = Word.self
    ) throws(RowProblem) -> Word? {
        guard let text = optional(column) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw wrong(column, "is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func position() throws(RowProblem) -> Position {
        let (latitude, longitude) = (try degrees("lat"), try degrees("lon"))
        guard let position = Position(latitude: latitude, longitude: longitude) else {
            throw RowProblem("lat and lon are not within ±90 and ±180 degrees")
        }
        return position
    }

    private func degrees(_ column: String) throws(RowProblem) -> Double {
        let text = try required(column)
        let allowed = text.utf8.allSatisfy { Self.isDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "-")].contains($0) }
        guard allowed, text.utf8.count <= 24, let degrees = Double(text) else {
            throw wrong(column, "is no number of degrees, such as 51.5155")
        }
        return degrees
    }

    func timeZone() throws(RowProblem) -> StoreTimeZone {
        guard let zone = StoreTimeZone(identifier: try required("time_zone")) else {
            throw wrong("time_zone", "is no time zone that this machine knows, such as Europe/London")
        }
        return zone
    }

    /// Zero to five stars with at most two decimals, and how many readers gave them; nil where both are empty.
    func rating() throws(RowProblem) -> Rating? {
        let count = try count("rating_count")
        guard let text = optional("rating") else {
            guard count == nil else { throw RowProblem("rating_count without rating") }
            return nil
        }
        guard let count else { throw RowProblem("rating without rating_count") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard parts.count <= 2, parts[0].utf8.count == 1, (1...2).contains(decimals.utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }), let stars = Int(parts[0]),
            let fraction = Int(decimals.utf8.count == 1 ? decimals + "0" : decimals), stars * 100 + fraction <= 500
        else { throw wrong("rating", "is not 0 to 5 with at most two decimals") }
        return Rating(averageHundredths: stars * 100 + fraction, count: count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func wrong(_ column: String, _ what: String) -> RowProblem {
        RowProblem("\(column) \(PrintableText.of(self[column], limit: 60)) \(what)")
    }
}
