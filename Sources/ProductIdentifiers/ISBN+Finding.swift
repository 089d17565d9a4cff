extension ISBN {
    /// The most text that is searched, in UTF-8 bytes; what follows is not looked at.
    public static let searchedBytes = 8192

    /// Finds the first ISBN in plain text, such as `ISBN 978-0-306-40615-7, paperback`.
    ///
    /// An ISBN-13 counts wherever its digits stand alone or directly behind `ISBN`. An ISBN-10 counts only behind
    /// the label `ISBN`, since one ten-digit number in eleven has the right check character by chance. The work is
    /// linear in the text and bounded by ``searchedBytes``.
    /// - Parameter text: anything, also from a hostile source.
    /// - Returns: the first number that is valid, or nil.
    public static func find(in text: some StringProtocol) -> ISBN? {
        find(inFolded: NumberText.folded(text, limit: searchedBytes))
    }

    /// Finds the first ISBN in text that is folded to ASCII.
    static func find(inFolded bytes: [UInt8]) -> ISBN? {
        var index = 0
        var labelEnd: Int?
        while index < bytes.count {
            let byte = bytes[index]
            if isLabel(bytes, at: index) {
                index += 4
                labelEnd = index
                continue
            }
            let previous = index == 0 ? ASCII.space : bytes[index - 1]
            let startsNumber = !ASCII.isLetterOrDigit(previous) || labelEnd == index
            if ASCII.isDigit(byte), startsNumber {
                if let isbn = number(in: bytes, at: index, length: 13) { return isbn }
                if let labelEnd, index - labelEnd <= labelReach,
                    let isbn = number(in: bytes, at: index, length: 10)
                {
                    return isbn
                }
            }
            index += 1
        }
        return nil
    }

    /// How far behind its label an ISBN-10 may begin, in bytes: room for `-10: `, `-Nr. ` and the like.
    private static let labelReach = 12

    private static func isLabel(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index + 4 <= bytes.count else { return false }
        return bytes[index] | 0x20 == 0x69 && bytes[index + 1] | 0x20 == 0x73
            && bytes[index + 2] | 0x20 == 0x62 && bytes[index + 3] | 0x20 == 0x6E
    }

    /// Reads a number of `length` characters with at most one separator between any two, ended by something that
    /// cannot belong to it.
    private static func number(in bytes: [UInt8], at start: Int, length: Int) -> ISBN? {
        var characters: [UInt8] = []
        characters.reserveCapacity(length)
        var index = start
        while characters.count < length {
            guard index < bytes.count else { return nil }
            if !characters.isEmpty, NumberText.isSeparator(bytes[index]) {
                index += 1
                guard index < bytes.count else { return nil }
            }
            let byte = bytes[index]
            let mayBeTen = length == 10 && characters.count == 9
            guard ASCII.isDigit(byte) || (mayBeTen && ASCII.isTen(byte)) else { return nil }
            characters.append(byte)
            index += 1
        }
        if index < bytes.count {
            if ASCII.isLetterOrDigit(bytes[index]) { return nil }
            // A hyphen and another digit: part of a longer number.
            if bytes[index] == ASCII.hyphen, index + 1 < bytes.count, ASCII.isDigit(bytes[index + 1]) { return nil }
        }
        return ISBN(characters: characters[...])
    }
}
