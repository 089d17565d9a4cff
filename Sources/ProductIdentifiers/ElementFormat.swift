/// The format of an application identifier's value: one or more parts, one behind the other.
///
/// Only the last part may vary in length or be absent.
struct ElementFormat: Sendable {
    /// One part of a value.
    struct Part: Sendable {
        enum Characters: Sendable {
            /// Decimal digits.
            case digits
            /// Character set 82.
            case text
            /// Character set 39.
            case partNumber
            /// Character set 64.
            case base64
        }
        let characters: Characters
        let lengths: ClosedRange<Int>
        let content: [ElementContent]
        let isOptional: Bool

        func optional() -> Part {
            Part(characters: characters, lengths: lengths, content: content, isOptional: true)
        }

        /// Exactly `length` digits.
        static func digits(_ length: Int, _ content: ElementContent...) -> Part {
            Part(characters: .digits, lengths: length...length, content: content, isOptional: false)
        }
        /// One to `length` digits.
        static func digits(upTo length: Int, _ content: ElementContent...) -> Part {
            Part(characters: .digits, lengths: 1...length, content: content, isOptional: false)
        }
        /// Exactly `length` characters of set 82.
        static func text(_ length: Int, _ content: ElementContent...) -> Part {
            Part(characters: .text, lengths: length...length, content: content, isOptional: false)
        }
        /// One to `length` characters of set 82.
        static func text(upTo length: Int, _ content: ElementContent...) -> Part {
            Part(characters: .text, lengths: 1...length, content: content, isOptional: false)
        }
        /// One to `length` characters of set 39.
        static func partNumber(upTo length: Int, _ content: ElementContent...) -> Part {
            Part(characters: .partNumber, lengths: 1...length, content: content, isOptional: false)
        }
        /// One to `length` characters of set 64.
        static func base64(upTo length: Int) -> Part {
            Part(characters: .base64, lengths: 1...length, content: [], isOptional: false)
        }

        func contains(_ byte: UInt8) -> Bool {
            switch characters {
            case .digits: ASCII.isDigit(byte)
            case .text: GS1CharacterSet.contains82(byte)
            case .partNumber: GS1CharacterSet.contains39(byte)
            case .base64: GS1CharacterSet.contains64(byte)
            }
        }
    }

    let parts: [Part]

    /// The length all values have, or nil if it varies.
    var fixedLength: Int? {
        var sum = 0
        for part in parts {
            guard part.lengths.count == 1, !part.isOptional else { return nil }
            sum += part.lengths.upperBound
        }
        return sum
    }

    /// Checks a value against every part, length first, so that a cut value is called too short and not wrong.
    func check(_ value: ArraySlice<UInt8>) throws(GS1ElementError) {
        guard !value.isEmpty else { throw .empty }
        var longest = 0
        var shortest = 0
        for part in parts {
            longest += part.lengths.upperBound
            shortest += part.isOptional ? 0 : part.lengths.lowerBound
        }
        guard value.count >= shortest else { throw .tooShort }
        guard value.count <= longest else { throw .tooLong }
        var rest = value
        for part in parts {
            if rest.isEmpty, part.isOptional { break }
            let piece = rest.prefix(part.lengths.upperBound)
            guard piece.count >= part.lengths.lowerBound else { throw .tooShort }
            guard piece.allSatisfy(part.contains) else { throw .badCharacter }
            for content in part.content { try content.check(piece) }
            rest = rest.dropFirst(piece.count)
        }
    }
}
