import FootbridgeCore
import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Testing

@testable import DecodeWorkers

@Suite("A reading as bytes")
struct ReadingEncodingTests {
    private static func header() throws -> PhotoHeader { try photo().header }

    private static func symbol(_ symbology: Symbology, _ text: String, addOn: String? = nil, x: Int = 3) -> Symbol {
        Symbol(
            symbology: symbology, text: text, rawBytes: Array(text.utf8), addOn: addOn,
            corners: [Point(x: x, y: 0), Point(x: 233, y: 0), Point(x: 233, y: 31), Point(x: 0, y: 31)],
            isGS1: symbology == .code128)
    }

    private static func cover(_ gtins: [Int64], band: SeenCover.Band = .ask, x: Int = -4) -> SeenCover {
        SeenCover(
            gtins: gtins.compactMap(GTIN.init(value:)), band: band,
            corners: [Point(x: x, y: 0), Point(x: 240, y: -3), Point(x: 233, y: 31), Point(x: 0, y: 31)])
    }

    private static func reading(
        _ symbols: [Symbol], covers: [SeenCover] = [], width: Int = 234, seconds: Double = 0.5
    ) -> PhotoReading {
        PhotoReading(
            Reading(
                symbols: symbols,
                diagnosis: symbols.isEmpty
                    ? Diagnosis(
                        stage: .decode, hint: .tooDark, retake: true, place: (0..<4).map { Point(x: -$0, y: 40 + $0) },
                        moduleWidth: 1.25, blurAlong: 2.5) : nil,
                quality: symbols.isEmpty
                    ? PhotoQuality(
                        meanLuma: 1.5, contrast: 2, sharpness: 0.25, evenness: 0.5, saturation: 0.125, stripes: 1)
                    : nil,
                passes: ["base", "größer"], ranOutOfTime: true, width: width, height: 32, decodeTime: .seconds(seconds),
                readTime: .zero), covers: covers, coverTime: .milliseconds(20))
    }

    private static let full = reading([
        symbol(.ean13, "9780306406157", addOn: "51299"), symbol(.qr, "日本語\u{1D}\0"), symbol(.code128, ""),
    ])
    private static let fronts = reading(
        [symbol(.qr, "https://shop.example/")],
        covers: [cover([9_780_306_406_157, 9_787_302_511_625], band: .sure), cover([9_791_034_304_646])])

    @Test("is the same again", arguments: [full, fronts, reading([])])
    func roundTrip(_ photo: PhotoReading) throws {
        let read = try ReadingEncoding.reading(ReadingEncoding.bytes(of: photo)[...], of: Self.header())
        #expect(read.covers == photo.covers && read.coverTime == photo.coverTime)
        let (again, reading) = (read.reading, photo.reading)
        #expect(again.symbols == reading.symbols && again.diagnosis == reading.diagnosis)
        #expect(again.quality == reading.quality && again.passes == reading.passes)
        #expect(again.ranOutOfTime && again.width == 234 && again.height == 32)
        #expect(again.decodeTime == reading.decodeTime && again.readTime == .zero)
    }

    @Test("is refused wherever it is cut off, and with anything behind it", arguments: [full, fronts, reading([])])
    func cutOff(_ reading: PhotoReading) throws {
        let bytes = ReadingEncoding.bytes(of: reading)
        let header = try Self.header()
        for count in 0..<bytes.count {
            #expect(throws: Nonsense.self) { try ReadingEncoding.reading(bytes[..<count], of: header) }
        }
        #expect(throws: Nonsense.self) { try ReadingEncoding.reading((bytes + [0])[...], of: header) }
    }

    @Test(
        "is refused or obeys the rules of readings, whichever of its bytes are others",
        arguments: [full, fronts, reading([])])
    func mutated(_ reading: PhotoReading) throws {
        let bytes = ReadingEncoding.bytes(of: reading)
        let header = try Self.header()
        for place in bytes.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF, bytes[place] ^ 1] as [UInt8] {
                var other = bytes
                other[place] = value
                guard let photo = try? ReadingEncoding.reading(other[...], of: header) else { continue }
                let found = photo.reading
                #expect(photo.covers.isEmpty || found.leavesRoomForCovers)
                for cover in photo.covers {
                    #expect(!cover.gtins.isEmpty && Set(cover.gtins).count == cover.gtins.count)
                    #expect(cover.corners.allSatisfy { (-234...468).contains($0.x) && (-32...64).contains($0.y) })
                }
                #expect(found.width == 234 && found.height == 32)
                #expect((found.diagnosis == nil) == !found.symbols.isEmpty)
                for symbol in found.symbols {
                    #expect(symbol.corners.count == 4)
                    #expect(symbol.corners.allSatisfy { (-234...468).contains($0.x) && (-32...64).contains($0.y) })
                }
            }
        }
    }

    @Test("is refused where its content breaks a rule")
    func rules() throws {
        let header = try Self.header()
        let wrong = [
            Self.reading([Self.symbol(.ean13, "978030640615")]), Self.reading([Self.symbol(.ean13, "97803064061X7")]),
            Self.reading([Self.symbol(.ean13, "9780306406157", addOn: "512")]),
            Self.reading([Self.symbol(.ean13, "9780306406157", addOn: "5a")]),
            Self.reading([Self.symbol(.qr, String(repeating: "a", count: 4097))]),
            Self.reading(Array(repeating: Self.symbol(.qr, "a"), count: 65)), Self.reading([], width: 32),
            Self.reading(
                [Self.symbol(.ean13, "9780306406157")], covers: [Self.cover([9_780_306_406_157])]),
            Self.reading([Self.symbol(.qr, "FB1:AAAA")], covers: [Self.cover([9_780_306_406_157])]),
            Self.reading([], covers: [Self.cover([])]),
            Self.reading([], covers: [Self.cover([9_780_306_406_157, 9_780_306_406_157])]),
            Self.reading([], seconds: -1),
        ]
        for reading in wrong.dropLast() {
            #expect(throws: Nonsense.self, "\(reading.reading.symbols.first?.text ?? "")") {
                try ReadingEncoding.reading(ReadingEncoding.bytes(of: reading)[...], of: header)
            }
        }
        // Behind the last corner's place is the number of covers; one as far out as this is never written.
        for place in [65, -33, Int32.max, Int32.min] {
            var bytes = ReadingEncoding.bytes(of: Self.reading([Self.symbol(.qr, "a")]))
            bytes.replaceSubrange(
                (bytes.count - 8)..<(bytes.count - 4),
                with: (0..<4).map { UInt8(truncatingIfNeeded: place >> ($0 * 8)) })
            #expect(throws: Nonsense.self, "\(place)") { try ReadingEncoding.reading(bytes[...], of: header) }
        }
        // A time before zero is written as none.
        let early = try #require(wrong.last)
        #expect(
            try ReadingEncoding.reading(ReadingEncoding.bytes(of: early)[...], of: header).reading.decodeTime == .zero)
    }

    @Test("has a head that says what it is, and no other is taken")
    func head() throws {
        let head = MessageHead(.reading, number: 7, length: 100)
        #expect(head.bytes.count == MessageHead.size)
        #expect(try MessageHead(head.bytes[...], limit: 100) == head)
        #expect(throws: Nonsense.self) { try MessageHead(head.bytes[...], limit: 99) }
        for place in 0..<8 {
            var bytes = head.bytes
            bytes[place] ^= 0x40
            #expect(throws: Nonsense.self) { try MessageHead(bytes[...], limit: 100) }
        }
        for count in 0..<MessageHead.size {
            #expect(throws: Nonsense.self) { try MessageHead(head.bytes[..<count], limit: 100) }
        }
    }

    @Test("or why there is none", arguments: UndecodableReason.allCases)
    func refusal(_ reason: UndecodableReason) throws {
        let error = PhotoError.undecodable(reason: reason)
        #expect(try Refusal.error([Refusal.byte(of: error)]) == error)
        #expect(try Refusal.error([Refusal.byte(of: .outOfMemory)]) == .undecodable(reason: .stopped))
        #expect(throws: Nonsense.self) { try Refusal.error([200]) }
        #expect(throws: Nonsense.self) { try Refusal.error([0, 0]) }
        #expect(throws: Nonsense.self) { try Refusal.error([]) }
    }
}
