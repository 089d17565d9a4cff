import SymbolReading

/// Those of a photo's symbols that its answer lists: an answer is kept, and one picture can hold dozens of codes of
/// kilobytes each. ``KeptForm`` bounds all of it.
struct AnsweredSymbols {
    /// So many symbols at most.
    static let most = 16
    /// Bytes of their contents together, as JSON has them; the primary is listed however long it is.
    static let mostBytes = 8 << 10

    /// In reading order.
    private(set) var symbols: [Symbol] = []
    /// Where the primary is among them.
    private(set) var primary: Int?

    /// - Parameter primary: its place in `read`.
    init(of read: [Symbol], primary place: Int?) {
        var places = place == nil ? Self.most : Self.most - 1
        var bytes = Self.mostBytes - (place.map { Self.length(of: read[$0]) } ?? 0)
        for (index, symbol) in read.enumerated() {
            if index == place {
                primary = symbols.count
                symbols.append(symbol)
            } else if places > 0, Self.length(of: symbol) <= bytes {
                places -= 1
                bytes -= Self.length(of: symbol)
                symbols.append(symbol)
            }
        }
    }

    private static func length(of symbol: Symbol) -> Int { JSONWriter.document(symbol.text).count }
}
