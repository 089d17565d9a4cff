extension ISBN {
    /// The 13 digits with hyphens between prefix, registration group, registrant, publication and check digit, as they
    /// are printed: `978-0-306-40615-7`. Without any where the number lies in no range that has been given out.
    public var hyphenated: String {
        let digits = Array(isbn13)
        let prefix = String(digits.prefix(3))
        let rest = digits[3..<12]
        for length in 1...5 {
            let group = String(rest.prefix(length))
            guard let ranges = Self.registrants["\(prefix)-\(group)"] else { continue }
            let behind = rest.dropFirst(length)
            guard let registrant = ranges.lazy.compactMap({ $0.registrant(in: behind) }).first else { break }
            return "\(prefix)-\(group)-\(registrant)-\(String(behind.dropFirst(registrant.count)))-\(digits[12])"
        }
        return isbn13
    }

    /// Registrants of one length.
    private struct Range {
        let numbers: ClosedRange<Int>
        let length: Int

        /// `200-349`.
        init?(_ text: Substring) {
            let ends = text.split(separator: "-")
            guard ends.count == 2, ends[0].count == ends[1].count, let first = Int(ends[0]), let last = Int(ends[1]),
                first <= last
            else { return nil }
            (numbers, length) = (first...last, ends[0].count)
        }

        func registrant(in digits: ArraySlice<Character>) -> String? {
            guard digits.count > length, let number = Int(String(digits.prefix(length))), numbers.contains(number)
            else { return nil }
            return String(digits.prefix(length))
        }
    }

    /// The agency's table by prefix and group, as in `isbn-ranges.txt`.
    private static let registrants: [String: [Range]] = {
        var table: [String: [Range]] = [:]
        for line in String(decoding: PackageResources.isbn_ranges_txt, as: UTF8.self).split(separator: "\n") {
            guard !line.hasPrefix("#"), let space = line.firstIndex(of: " ") else { continue }
            table[String(line[..<space])] = line[line.index(after: space)...].split(separator: ",").map { text in
                guard let range = Range(text) else { preconditionFailure("isbn-ranges.txt has no range \(text)") }
                return range
            }
        }
        return table
    }()
}
