import Testing

@testable import FootbridgeCore

@Suite("What a row says to an ad platform")
struct AdConversionTests {
    private static func meanings(_ rows: [Conversion]) -> [AdConversion.Meaning] {
        rows.map { AdConversion.meaning(of: $0, in: rows) }
    }

    private static func pounds(_ pence: Int64) -> Money? { SampleConversions.row(pence: pence).value }

    @Test("A share is new once, whatever is said of it later")
    func first() {
        let row = SampleConversions.row()
        #expect(Self.meanings([row]) == [.first])
        let half = SampleConversions.row(credit: 500_000)
        let other = SampleConversions.row(touch: EventID(UUIDv7(at: SampleConversions.scannedAt)), credit: 500_000)
        #expect(Self.meanings([half, other]) == [.first, .first])
    }

    @Test("A refund of a part is another value of the same share, one of all takes it back")
    func refunds() {
        let (row, less) = (SampleConversions.row(pence: 1000), SampleConversions.row(pence: 600))
        let rows = [row, SampleConversions.reversal(of: row), less]
        #expect(Self.meanings(rows) == [.first, .restated(to: Self.pounds(600)), .repeated])
        let gone = rows + [SampleConversions.reversal(of: less)]
        #expect(Self.meanings(gone) == [.first, .retracted, .repeated, .retracted])
    }

    @Test("A late touch takes a share of its own, and leaves the first one less")
    func lateTouch() {
        let row = SampleConversions.row(pence: 1000)
        let late = EventID(UUIDv7(at: SampleConversions.scannedAt))
        let rows = [
            row, SampleConversions.reversal(of: row), SampleConversions.row(pence: 1000, credit: 500_000),
            SampleConversions.row(touch: late, pence: 1000, credit: 500_000),
        ]
        #expect(Self.meanings(rows) == [.first, .restated(to: Self.pounds(500)), .repeated, .first])
    }

    @Test("A touch without credit is told of nobody, and one that loses all of it is taken back")
    func noCredit() {
        let (row, nothing) = (SampleConversions.row(), SampleConversions.row(credit: 0))
        let rows = [row, SampleConversions.reversal(of: row), nothing, SampleConversions.reversal(of: nothing)]
        #expect(Self.meanings(rows) == [.first, .retracted, .uncredited, .uncredited])
        #expect(
            Self.meanings([nothing, SampleConversions.reversal(of: nothing), row]) == [
                .uncredited, .uncredited, .first,
            ])
    }

    @Test("A share is its part of the value to the nearest minor unit")
    func share() {
        for (pence, credit, share) in [
            (1000, 333_333, 333), (1000, 333_334, 333), (1, 500_000, 1), (1, 499_999, 0), (999, 1_000_000, 999),
            (1000, -333_333, -333), (999_999_999_999_999, 999_999, 999_998_999_999_999),
        ] as [(Int64, Int, Int64)] {
            #expect(
                SampleConversions.row(pence: pence, credit: credit).share == Self.pounds(share), "\(pence) \(credit)")
        }
        #expect(SampleConversions.row(pence: nil).share == nil)
    }
}
