import FootbridgeCore
import Testing

@Suite("A cursor")
struct LogCursorTests {
    private static let positions = [
        LogPosition.beginning, LogPosition(epoch: 1, transaction: 0, sequence: 1),
        LogPosition(epoch: 3, transaction: 812_345_678_901, sequence: 50_000_000),
        LogPosition(epoch: .max, transaction: .max, sequence: .max),
    ]

    @Test("is one text for one position, and gives it back", arguments: positions)
    func roundTrip(position: LogPosition) {
        let cursor = position.cursor
        #expect(LogPosition(cursor: cursor) == position)
        #expect(cursor == position.cursor)
        #expect(cursor.utf8.count == 44)
    }

    @Test("stays the same text in later versions: clients keep it")
    func kept() {
        let position = LogPosition(epoch: 3, transaction: 812_345_678_901, sequence: 50_000_000)
        #expect(position.cursor == "04000000000000r0000bt8wkbgtg0000001fnw40b990")
    }

    @Test("is refused with any other digit, one more, one less, or two that are exchanged", arguments: positions)
    func damaged(position: LogPosition) {
        let digits = Array(position.cursor)
        for index in digits.indices {
            for other in "0123456789abcdefghjkmnpqrstvwxyzilouA-é\0" where other != digits[index] {
                var text = digits
                text[index] = other
                #expect(LogPosition(cursor: String(text)) == nil, "\(String(text))")
            }
            var text = digits
            text.remove(at: index)
            #expect(LogPosition(cursor: String(text)) == nil)
            text = digits
            text.insert("0", at: index)
            #expect(LogPosition(cursor: String(text)) == nil)
            guard index > 0, digits[index - 1] != digits[index] else { continue }
            text = digits
            text.swapAt(index - 1, index)
            #expect(LogPosition(cursor: String(text)) == nil)
        }
    }

    @Test(
        "is refused where it is nothing of the kind",
        arguments: [
            "", "0", " ", "null", "1-0-1", String(repeating: "0", count: 44), String(repeating: "z", count: 44),
            String(repeating: "z", count: 1 << 20), "' OR 1=1 --", "\u{FEFF}", String(repeating: "é", count: 22),
        ])
    func hostile(text: String) {
        #expect(LogPosition(cursor: text) == nil)
    }

    @Test("of another version, or of a number below zero, is refused though its checksum is right")
    func forged() {
        // Made as the daemon makes them, of version 2 and of the sequence -1.
        for text in Self.forgeries { #expect(LogPosition(cursor: text) == nil, "\(text)") }
    }

    private static let forgeries = [
        "0800000000000080000000000000000000000001nzq0", "040000000000008000000000000fzzzzzzzzzzzzpdmg",
    ]
}
