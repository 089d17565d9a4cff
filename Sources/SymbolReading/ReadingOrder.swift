/// The order in which a person would name several codes: rows from the top, each row from the left.
enum ReadingOrder {
    static func sorted(_ symbols: [Symbol]) -> [Symbol] {
        var rows: [(bottom: Int, symbols: [Symbol])] = []
        for symbol in symbols.sorted(by: { centre($0).y < centre($1).y }) {
            // In a row as long as the centre is above the lower edge of the row's first symbol.
            if let row = rows.last, centre(symbol).y <= row.bottom {
                rows[rows.count - 1].symbols.append(symbol)
            } else {
                rows.append((symbol.corners.map(\.y).max() ?? 0, [symbol]))
            }
        }
        return rows.flatMap { row in row.symbols.sorted { centre($0).x < centre($1).x } }
    }

    private static func centre(_ symbol: Symbol) -> Point {
        Point(
            x: symbol.corners.reduce(0) { $0 + $1.x } / symbol.corners.count,
            y: symbol.corners.reduce(0) { $0 + $1.y } / symbol.corners.count)
    }
}
