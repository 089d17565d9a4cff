import ProductIdentifiers
import SymbolReading
import Testing

@testable import FootbridgeCore

struct SubjectTests {
    private func symbol(_ symbology: Symbology, _ text: String, addOn: String? = nil, isGS1: Bool = false) -> Symbol {
        Symbol(
            symbology: symbology, text: text, rawBytes: Array(text.utf8), addOn: addOn,
            corners: [Point(x: 0, y: 0), Point(x: 1, y: 0), Point(x: 1, y: 1), Point(x: 0, y: 1)], isGS1: isGS1)
    }

    @Test("A Digital Link comes before an ISBN, an ISBN before another GTIN, a GTIN before text")
    func policy() {
        let text = symbol(.qr, "hello")
        let upc = symbol(.upcA, "036000291452")
        let isbn = symbol(.ean13, "9780306406157")
        let link = symbol(.qr, "https://id.example/01/09791034304646")
        let order = [text, upc, isbn, link]
        for count in 1...order.count {
            // Whatever the order in which they were read, the last of these is the subject.
            let symbols = Array(order.prefix(count))
            #expect(Subject(symbols: symbols).primary == count - 1)
            #expect(Subject(symbols: symbols.reversed()).primary == 0)
        }
        #expect(Subject(symbols: order).gtin?.digits14 == "09791034304646")
    }

    @Test("An answer lists 16 symbols at most, and of long ones fewer, but always the primary")
    func answered() throws {
        let many = (0..<36).map { symbol(.qr, "code \($0)") }
        for place in [0, 15, 35] {
            let answered = AnsweredSymbols(of: many, primary: place)
            #expect(answered.symbols.count == 16)
            #expect(answered.symbols[try #require(answered.primary)] == many[place])
        }
        #expect(AnsweredSymbols(of: many, primary: nil).symbols == Array(many.prefix(16)))

        // A control character takes six bytes.
        let long = (0..<16).map { symbol(.qr, String(repeating: "\u{1}", count: 600) + "\($0)") }
        let answered = AnsweredSymbols(of: long, primary: 9)
        #expect(answered.symbols == [long[0], long[9]] && answered.primary == 1)
        let huge = symbol(.qr, String(repeating: "x", count: 20_000))
        #expect(AnsweredSymbols(of: [huge, many[0]], primary: 0).symbols == [huge])
    }

    @Test("Of two alike, the first that was read is the subject")
    func readingOrder() {
        let subject = Subject(symbols: [symbol(.ean13, "9780306406157"), symbol(.ean13, "9787302511625")])
        #expect(subject.primary == 0)
    }

    @Test("Further products are named once each, in reading order, and no more than a few")
    func further() throws {
        let (one, other) = (symbol(.ean13, "9780306406157"), symbol(.upcA, "036000291452"))
        let link = symbol(.qr, "https://id.example/01/09780306406157")
        let subject = Subject(symbols: [other, one, one, symbol(.qr, "hello"), link, other])
        #expect(subject.gtin?.digits14 == "09780306406157")
        #expect(subject.further.map(\.digits14) == ["00036000291452"])
        let many = ["50345670", "96385074", "55123457", "20123451", "40170725", "73513537", "65833254"].compactMap {
            GTIN($0) == nil ? nil : symbol(.ean8, $0)
        }
        #expect(many.count > FurtherProduct.most + 1)
        #expect(Subject(symbols: many).further.count == FurtherProduct.most)
        #expect(Subject(symbols: [symbol(.qr, "hello")]).further.isEmpty)
    }

    @Test("A part of a message is no product, whatever it looks like")
    func part() {
        let whole = symbol(.qr, "9780306406157")
        let part = Symbol(
            symbology: whole.symbology, text: whole.text, rawBytes: whole.rawBytes, corners: whole.corners,
            part: Symbol.Part(number: 1, count: 2))
        #expect(Subject(symbols: [whole]).gtin != nil)
        #expect(Subject(symbols: [part]).meaning == .notAProduct)
    }

    @Test("The lower tier of a Japanese cover is never a product, and gives the price")
    func japaneseCover() throws {
        let upper = symbol(.ean13, "9784873119038")
        let lower = symbol(.ean13, "1923055036000")
        let subject = Subject(symbols: [lower, upper])
        #expect(subject.gtin?.digits14 == "09784873119038")
        #expect(subject.printedPrice?.currency.description == "JPY")
        #expect(Subject(symbols: [lower]).meaning == .notAProduct)
        #expect(Subject(symbols: [symbol(.qr, "1920241008209")]).meaning == .notAProduct)
    }

    @Test("An EAN-5 beside an ISBN is a printed price")
    func printedPrice() throws {
        let subject = Subject(symbols: [symbol(.ean13, "9780306406157", addOn: "52495")])
        #expect(subject.printedPrice?.amount == "24.95")
        #expect(subject.printedPrice?.currency.description == "USD")
        #expect(Subject(symbols: [symbol(.ean13, "9780306406157", addOn: "90000")]).printedPrice == nil)
    }

    @Test("Nothing read is nothing; a shop's own number or a plain text is no product")
    func noProduct() {
        #expect(Subject(symbols: []).meaning == .nothing)
        #expect(Subject(symbols: [symbol(.ean13, "2012345678900")]).meaning == .notAProduct)
        #expect(Subject(symbols: [symbol(.qr, "https://shop.example/")]).meaning == .notAProduct)
        #expect(Subject(symbols: [symbol(.qr, "https://shop.example/books/9780306406157")]).gtin != nil)
    }
}
