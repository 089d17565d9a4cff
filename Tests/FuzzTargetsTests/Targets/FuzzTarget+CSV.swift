import FootbridgeCore

@testable import CatalogFeeds

extension FuzzTarget {
    /// A file to import: a byte by which it is cut into pieces, and the file.
    static let csv = FuzzTarget(
        "csv",
        seeds: {
            [
                "gtin,lat,lon,time_zone,price,currency,rating,rating_count,updated_at,quantity\r\n9780306406157,51.5,-0.12,Europe/London,7.99,GBP,4.5,12,2026-11-22T16:40:00Z,3\r\n",
                "\u{FEFF}a,b\n\"x\"\"y\",\"1\n2\"\n\n,\r\"open", "a\rb\r\n\"c\"d\ne\"f\n\"g\"\n",
                "\"\u{0}\",é,\u{2028}\n",
            ]
            .map { [5] + Array($0.utf8) } + [[1, 0xEF, 0xBB], [1, 0xFF, 0xFE, 0x41, 0], [1, 0x61, 0xFF, 0x0A, 0x62]]
        },
        check: { input in
            var reader = InputReader(input)
            let size = 1 + Int(reader.byte() % 16)
            let whole = rows(reader.rest, sizes: [max(1, reader.rest.count)])
            let pieces = rows(reader.rest, sizes: [size, 1, 3 * size])
            try require(whole.map(\.summary) == pieces.map(\.summary), "other rows in pieces")
            try require(
                zip(whole, whole.dropFirst()).allSatisfy { $0.line < $1.line }, "rows are not in the order of lines")
            // A character of two bytes in UTF-16 takes three in UTF-8; so does the sign for half a one.
            try require(
                whole.reduce(0) { $0 + $1.raw.count } <= 3 * reader.rest.count, "more came out than went in")
            let sound = whole.compactMap { try? $0.content.get() }
            try checkRewritten(sound)
            checkRecords(sound)
        })

    /// Small ones, so that an input can reach them.
    private static let limits = CSVReader.Limits(fieldBytes: 64, rowBytes: 256, columns: 16)

    private static func rows(
        _ bytes: ArraySlice<UInt8>, sizes: [Int], encoding: TextEncoding? = nil
    ) -> [CSVReader.Row] {
        var (rest, turn) = (bytes, 0)
        var reader = CSVReader(limits: limits, encoding: encoding) {
            let piece = rest.prefix(sizes[turn % sizes.count])
            rest = rest.dropFirst(piece.count)
            turn += 1
            return Array(piece)
        }
        var rows: [CSVReader.Row] = []
        while case .success(let row?) = Result(catching: { try reader.next() }) { rows.append(row) }
        return rows
    }

    /// Fields in quotes are the same fields.
    private static func checkRewritten(_ rows: [[String]]) throws {
        for fields in rows where fields != [""] {
            let line = fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            // Quotes take room that the row may not have.
            guard line.utf8.count <= limits.rowBytes else { continue }
            let again = Self.rows(Array(line.utf8)[...], sizes: [256], encoding: .utf8).map { try? $0.content.get() }
            try require(again == [fields], "\(fields) comes back as \(again)")
        }
    }

    /// What each type of field makes of it.
    private static func checkRecords(_ rows: [[String]]) {
        let names = [
            "gtin", "lat", "lon", "time_zone", "price", "currency", "rating", "rating_count", "time", "count",
            "language",
        ]
        guard let header = try? CSVHeader(names, required: names, optional: []) else { return }
        for fields in rows {
            let padded = Array((fields + repeatElement("", count: names.count)).prefix(names.count))
            guard let record = try? CSVRecord(padded, header: header) else { continue }
            var row = RowReader(
                record, line: 2, now: Timestamp(microseconds: 1_790_000_000_000_000), decimalMark: DecimalMark())
            // Refusals are as good as any other answer.
            _ = row.gtin()
            _ = row.position(in: "GB")
            _ = row.timeZone()
            _ = row.money("price")
            _ = row.rating()
            _ = row.time("time")
            _ = row.count("count")
            _ = row.merchantID()
            _ = row.language()
            _ = row.word("currency", MarginKind.self)
        }
    }
}

/// Some words.
private enum MarginKind: String, CaseIterable { case percent, amount }

extension CSVReader.Row {
    fileprivate var summary: String { "\(line) \(raw) \(content)" }
}
