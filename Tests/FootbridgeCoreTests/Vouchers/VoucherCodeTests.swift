import FootbridgeCore
import FootbridgeTestSupport
import Testing

@Suite("Voucher codes")
struct VoucherCodeTests {
    static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

    static func codes(_ count: Int) -> [VoucherCode] {
        var generator = SeededGenerator(seed: 8)
        return (0..<count).map { _ in VoucherCode(using: &generator) }
    }

    @Test("Are read however they are typed")
    func typed() throws {
        for code in Self.codes(200) {
            let text = code.description
            #expect(text.count == VoucherCode.length)
            let spaced = text.enumerated().map { $0.offset % 4 == 3 ? "\($0.element)- " : "\($0.element)" }.joined()
            #expect(VoucherCode(text) == code)
            #expect(VoucherCode(text.lowercased()) == code)
            #expect(VoucherCode(" \(spaced)") == code)
        }
    }

    @Test("Are refused with any one character wrong, and with any two exchanged")
    func typingErrors() throws {
        for code in Self.codes(20) {
            let text = Array(code.description)
            for place in text.indices {
                for letter in Self.alphabet where letter != text[place] {
                    var wrong = text
                    wrong[place] = letter
                    #expect(VoucherCode(String(wrong)) == nil)
                }
                for other in text.indices where text[other] != text[place] && other > place {
                    var wrong = text
                    wrong.swapAt(place, other)
                    #expect(VoucherCode(String(wrong)) == nil)
                }
            }
        }
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "0", "2222222222222222", String(repeating: "2", count: 12), "OOOOOOOOOOOOO", "Ａ",
            String(repeating: "-", count: 70), "222222222222\n",
        ])
    func others(text: String) {
        #expect(VoucherCode(text) == nil)
    }

    @Test("Every character comes up, in every place, about as often")
    func spread() {
        var counts = [Character: Int]()
        for code in Self.codes(3100) { for letter in code.description { counts[letter, default: 0] += 1 } }
        #expect(Set(counts.keys) == Set(Self.alphabet))
        // 1300 are expected of each: six standard deviations.
        #expect(counts.values.allSatisfy { (1085...1515).contains($0) })
    }
}
