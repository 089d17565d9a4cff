import Testing

@testable import SymbolReading

@Suite("Corners and order")
struct OutlineTests {
    @Test("Points on two upright ends give the rectangle between them, clockwise from the top left")
    func outlinesUpright() {
        let points = (0...10).flatMap { [Point(x: 20, y: 5 + $0), Point(x: 120, y: 5 + $0)] }
        let expected = [Point(x: 20, y: 5), Point(x: 120, y: 5), Point(x: 120, y: 15), Point(x: 20, y: 15)]
        #expect(Outline.corners(around: points.shuffled()) == expected)
    }

    @Test("A turned rectangle keeps its angle")
    func outlinesTurned() {
        let points = [Point(x: 50, y: 0), Point(x: 100, y: 50), Point(x: 80, y: 70), Point(x: 30, y: 20)]
        #expect(Set(Outline.corners(around: points + [Point(x: 60, y: 30)])) == Set(points))
    }

    @Test("One point, two points and points on a line give a rectangle without area")
    func outlinesDegenerate() {
        let point = Point(x: 3, y: 4)
        #expect(Outline.corners(around: [point]) == [point, point, point, point])
        let line = [Point(x: 0, y: 0), Point(x: 5, y: 5), Point(x: 9, y: 9)]
        #expect(Set(Outline.corners(around: line)) == [Point(x: 0, y: 0), Point(x: 9, y: 9)])
        #expect(Outline.corners(around: line).count == 4)
    }

    @Test("Codes of one row are ordered by column though their centres differ a little")
    func ordersRows() {
        func symbol(_ text: String, x: Int, y: Int) -> Symbol {
            let corners = [(0, 0), (40, 0), (40, 40), (0, 40)].map { Point(x: x + $0.0, y: y + $0.1) }
            return Symbol(symbology: .qr, text: text, rawBytes: [], corners: corners)
        }
        let symbols = [
            symbol("below", x: 0, y: 100), symbol("right", x: 90, y: 0), symbol("left", x: 10, y: 9),
        ]
        #expect(ReadingOrder.sorted(symbols).map(\.text) == ["left", "right", "below"])
    }
}
