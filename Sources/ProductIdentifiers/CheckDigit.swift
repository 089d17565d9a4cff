/// The check digit schemes of the numbers in this library, each in one place.
enum CheckDigit {
    /// Whether the last decimal digit of `number` is its GS1 check digit.
    ///
    /// GS1 General Specifications, 7.9: counted from the right, body digits weigh 3, 1, 3, 1 and so on. Leading zeros
    /// add nothing, so the length of the number does not matter.
    static func isValidModulo10(_ number: UInt64) -> Bool {
        modulo10(ofBody: number / 10) == number % 10
    }

    /// The GS1 check digit, 0 to 9, that belongs behind the digits of `body`.
    static func modulo10(ofBody body: UInt64) -> UInt64 {
        var rest = body
        var sum: UInt64 = 0
        while rest > 0 {
            sum += 3 * (rest % 10)
            rest /= 10
            sum += rest % 10
            rest /= 10
        }
        return (10 - sum % 10) % 10
    }

    /// Whether the last of these ASCII digits is the GS1 check digit of those before it, at any length.
    ///
    /// For keys too long for an integer, such as the 18 digits of an SSCC behind other content.
    static func isValidModulo10(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let last = digits.last else { return false }
        var sum = 0
        var weight = 3
        for digit in digits.dropLast().reversed() {
            sum += weight * Int(digit &- ASCII.zero)
            weight = 4 - weight
        }
        return (10 - sum % 10) % 10 == Int(last &- ASCII.zero)
    }

    /// The ISBN-10 check value of nine digits, 0 to 10, where 10 is written `X` (ISO 2108:1992).
    static func isbn10(ofBody body: UInt64) -> UInt64 {
        descendingWeights(ofBody: body)
    }

    /// The ISSN check value of seven digits, 0 to 10, where 10 is written `X` (ISO 3297).
    static func issn(ofBody body: UInt64) -> UInt64 {
        descendingWeights(ofBody: body)
    }

    /// Both book and serial numbers weigh the digit nearest the check 2, the next 3 and so on, modulo 11.
    private static func descendingWeights(ofBody body: UInt64) -> UInt64 {
        var rest = body
        var sum: UInt64 = 0
        var weight: UInt64 = 2
        while rest > 0 {
            sum += weight * (rest % 10)
            weight += 1
            rest /= 10
        }
        return (11 - sum % 11) % 11
    }

    /// The check characters of a Global Model Number (GS1 General Specifications, 7.9.5), or nil when `body` is longer
    /// than 23 characters or holds one outside GS1 character set 82.
    static func characterPair(ofBody body: ArraySlice<UInt8>) -> (UInt8, UInt8)? {
        guard body.count <= primes.count else { return nil }
        var sum = 0
        for (character, prime) in zip(body.reversed(), primes) {
            guard let value = GS1CharacterSet.value82(of: character) else { return nil }
            sum += value * prime
        }
        sum %= 1021
        return (pairAlphabet[sum >> 5], pairAlphabet[sum & 31])
    }

    private static let primes = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
    ]
    private static let pairAlphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
}
