import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Testing

@testable import FootbridgeCore

/// Products are compared by the subject's meaning: `gtin` ends the optimising compiler here (Swift 6.3.1, "Found ownership
/// error").
@Suite("What covers say of a photo")
struct CoverSubjectTests {
    private static let books = [9_780_306_406_157, 9_780_747_532_811, 9_787_302_511_625, 9_791_034_304_646]
        .compactMap { GTIN(value: $0) }

    /// - Parameter size: pixels of a side.
    private static func cover(_ books: Int..., band: SeenCover.Band = .sure, size: Int = 100) -> SeenCover {
        SeenCover(
            gtins: books.map { Self.books[$0] }, band: band,
            corners: [Point(x: 0, y: 0), Point(x: size, y: 0), Point(x: size, y: size), Point(x: 0, y: size)])
    }

    private static func symbol(_ text: String) -> Symbol {
        Symbol(
            symbology: .qr, text: text, rawBytes: Array(text.utf8), addOn: nil,
            corners: [Point](repeating: Point(x: 0, y: 0), count: 4))
    }

    private static func photo(_ covers: [SeenCover], symbols: [Symbol] = []) -> PhotoReading {
        PhotoReading(
            Reading(
                symbols: symbols, diagnosis: nil, quality: nil, passes: [], ranOutOfTime: false, width: 100,
                height: 100, decodeTime: .zero, readTime: .zero), covers: covers)
    }

    private static func subject(_ covers: [SeenCover], symbols: [Symbol] = []) -> Subject {
        Subject(symbols: Subject(symbols: symbols), covers: covers)
    }

    @Test("One book for sure is the product, the largest where there are several; the others are further ones")
    func sure() {
        let window = Self.subject([Self.cover(0, size: 50), Self.cover(1), Self.cover(2, band: .ask, size: 400)])
        #expect(window.meaning == .product(Self.books[1]) && window.cover == 1 && window.primary == nil)
        #expect(window.further == [Self.books[0]] && window.candidates.isEmpty)
        // A poster's code says where the front was seen, not which it is.
        let poster = Self.subject([Self.cover(0)], symbols: [Self.symbol("https://shop.example/")])
        #expect(poster.meaning == .product(Self.books[0]) && poster.primary == nil && Recognition(of: poster) == .cover)
    }

    @Test("What is not sure, and editions with one artwork, are asked about, and the symbols say the rest")
    func asked() {
        let unsure = Self.subject([Self.cover(0, band: .ask), Self.cover(0, 3, band: .ask, size: 50)])
        #expect(unsure.meaning == .nothing && unsure.candidates.map(\.gtin) == [Self.books[0], Self.books[3]])
        #expect(unsure.cover == 0 && Recognition(of: unsure) == nil)
        // Of editions that are sure no other cover is asked about, and the smaller one behind is not the subject.
        let editions = Self.subject(
            [Self.cover(3, size: 50), Self.cover(1, 2), Self.cover(0, band: .ask)], symbols: [Self.symbol("hello")])
        #expect(editions.meaning == .notAProduct && editions.primary == 0 && editions.cover == 1)
        #expect(editions.candidates.map(\.gtin) == [Self.books[1], Self.books[2]])
        #expect(editions.candidates.allSatisfy { $0.band == .sure })
    }

    @Test("A product's symbol, and one that looks like our own, leave no room for covers")
    func symbols() {
        let product = Self.symbol("https://id.example/01/09780306406157")
        let subject = Self.subject([Self.cover(1)], symbols: [product])
        #expect(
            subject.meaning == .product(Self.books[0]) && subject.cover == nil && Recognition(of: subject) == .symbol)
        for (text, hasRoom) in [
            (product.text, false), ("FB1:AAAA", false), ("https://shop.example/", true), ("2012345678900", true),
        ] {
            #expect(Self.photo([], symbols: [Self.symbol(text)]).reading.leavesRoomForCovers == hasRoom, "\(text)")
        }
    }

    @Test("Of too many candidates those that the catalogue has are kept, in their order")
    func candidates() {
        let product = Product(gtin: Self.books[0], title: "A book")
        let all = (0..<8).map { place in
            CoverCandidate(gtin: Self.books[place % 4], band: .ask, product: [2, 6, 7].contains(place) ? product : nil)
        }
        let answered = CoverCandidate.answered(of: all)
        #expect(answered == [all[0], all[1], all[2], all[6], all[7]])
        #expect(CoverCandidate.answered(of: Array(all.prefix(3))) == Array(all.prefix(3)))
        #expect(CoverCandidate.answered(of: Array(repeating: all[2], count: 9)).count == CoverCandidate.most)
    }

    @Test("A burst is of its first photo with a symbol or a sure cover, else of the first that asks, else as ever")
    func bursts() throws {
        let (nothing, asks) = (Self.photo([]), Self.photo([Self.cover(0, band: .ask)]))
        let (sure, read) = (Self.photo([Self.cover(0)]), Self.photo([], symbols: [Self.symbol("hello")]))
        let cases: [(photos: [Result<PhotoReading, any Error>], best: Int, isRead: Bool)] = [
            ([.success(nothing), .success(sure)], 1, true), ([.success(asks), .success(read)], 1, true),
            ([.success(nothing), .success(asks), .success(nothing)], 1, false),
            ([.failure(PhotoError.empty), .success(nothing)], 1, false),
            ([.failure(Overloaded()), .success(asks)], 1, false), ([.success(asks), .success(sure)], 1, true),
        ]
        for (index, one) in cases.enumerated() {
            var burst = PhotoBurst()
            for photo in one.photos { burst.append(photo) }
            #expect(try burst.best().photo == one.best && burst.isRead == one.isRead, "\(index)")
        }
        var busy = PhotoBurst()
        busy.append(.success(nothing))
        busy.append(.failure(Overloaded()))
        #expect(throws: Overloaded.self) { try busy.best() }
    }
}
