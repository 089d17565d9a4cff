/// The general-purpose data compaction of DataBar Expanded (ISO/IEC 24724, 7.2.5.5): numeric, alphanumeric and ISO/IEC 646
/// modes with latches between them, numeric at the beginning.
enum GeneralPurposeText {
    private enum Mode { case numeric, alphanumeric, iso646 }

    private static let separator: Character = "\u{1D}"
    /// The digit that stands for FNC1 in a pair.
    private static let fnc1 = 10
    /// Of ISO/IEC 646 mode, for values of eight bits from 232 on.
    private static let marks: [Character] = Array("!\"%&'()*+,-./:;<=>?_ ")
    /// Of alphanumeric mode, for values of six bits from 58 on.
    private static let fewMarks: [Character] = Array("*,-./")

    /// All that is left; nil where the bits mean nothing. A separator at the very end is left out: it is padding.
    static func decode(_ bits: inout BitReader) -> String? {
        var text = ""
        var mode = Mode.numeric
        while bits.remaining > 0 {
            switch mode {
            case .numeric:
                guard let next = numeric(&bits, &text) else { return nil }
                mode = next
            case .alphanumeric, .iso646:
                guard let next = character(&bits, &text, mode) else { return nil }
                mode = next
            }
        }
        if text.last == separator { text.removeLast() }
        return text
    }

    private static func numeric(_ bits: inout BitReader, _ text: inout String) -> Mode? {
        if bits.remaining < 4 {
            // Too few for anything: padding, the beginning of a latch.
            _ = bits.take(bits.remaining)
            return .numeric
        }
        if bits.skip(0b0000, 4) { return .alphanumeric }
        guard bits.remaining >= 7 else {
            // A last digit, in four bits.
            guard let digit = bits.take(4), digit <= fnc1 else { return nil }
            _ = bits.take(bits.remaining)
            append(digit - 1, to: &text)
            return .numeric
        }
        guard let pair = bits.take(7), pair >= 8 else { return nil }
        append((pair - 8) / 11, to: &text)
        append((pair - 8) % 11, to: &text)
        return .numeric
    }

    private static func append(_ digit: Int, to text: inout String) {
        if digit == fnc1 { text.append(separator) } else { text += String(digit) }
    }

    /// A character or a latch of one of the two other modes.
    private static func character(_ bits: inout BitReader, _ text: inout String, _ mode: Mode) -> Mode? {
        if bits.skip(0b000, 3) { return .numeric }
        guard bits.remaining >= 5, let five = bits.peek(5) else {
            _ = bits.take(bits.remaining)
            return mode
        }
        switch five {
        case 4:
            _ = bits.take(5)
            return mode == .alphanumeric ? .iso646 : .alphanumeric
        case 15:
            // FNC1 latches to numeric mode. Some printers write a latch behind it nevertheless.
            _ = bits.take(5)
            text.append(separator)
            if let next = bits.peek(7), next < 8 { _ = bits.take(3) }
            return .numeric
        case 5..<15:
            _ = bits.take(5)
            append(five - 5, to: &text)
            return mode
        default:
            guard let character = mode == .alphanumeric ? alphanumeric(&bits) : iso646(&bits) else { return nil }
            text.append(character)
            return mode
        }
    }

    private static func alphanumeric(_ bits: inout BitReader) -> Character? {
        guard let six = bits.take(6) else { return nil }
        switch six {
        case 32..<58: return letter("A", six - 32)
        case 58..<63: return fewMarks[six - 58]
        default: return nil
        }
    }

    private static func iso646(_ bits: inout BitReader) -> Character? {
        guard let seven = bits.peek(7) else { return nil }
        switch seven {
        case 64..<90:
            _ = bits.take(7)
            return letter("A", seven - 64)
        case 90..<116:
            _ = bits.take(7)
            return letter("a", seven - 90)
        default:
            guard let eight = bits.take(8), eight >= 232, eight - 232 < marks.count else { return nil }
            return marks[eight - 232]
        }
    }

    private static func letter(_ first: Unicode.Scalar, _ offset: Int) -> Character {
        Character(Unicode.Scalar(UInt8(first.value) + UInt8(offset)))
    }
}
