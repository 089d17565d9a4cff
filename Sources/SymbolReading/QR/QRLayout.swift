import Synchronization

/// Where everything stands in a symbol of one version (ISO/IEC 18004, "Symbol structure").
struct QRLayout: Sendable {
    static let versions = 1...40

    /// 1 to 40.
    let version: Int
    /// Modules along a side.
    let side: Int
    /// For each module, row by row: 1 where the standard has dark, -1 where light, 0 for data, 2 for the format.
    private(set) var functions: [Int8]
    /// Columns, and rows, of the alignment patterns' middles; empty in version 1.
    let alignment: [Int]
    /// Places of the modules whose tone the standard sets.
    private(set) var functionPlaces: [Int32] = []
    /// Places of the data modules in reading order.
    private(set) var dataPath: [Int32] = []
    /// Places of the 15 bits of both copies of the format information, least significant first.
    private(set) var formatPlaces: [[Int]] = [[], []]

    /// Codewords, data and check.
    var codewords: Int { dataPath.count / 8 }

    private static let cache = Mutex<[QRLayout?]>(Array(repeating: nil, count: 41))

    /// The layout of a version, made when it is first asked for.
    /// - Parameter version: 1 to 40.
    static func of(version: Int) -> QRLayout {
        precondition(versions.contains(version), "ISO/IEC 18004 has versions 1 to 40")
        return cache.withLock { cache in
            if let known = cache[version] { return known }
            let layout = QRLayout(version: version)
            cache[version] = layout
            return layout
        }
    }

    private init(version: Int) {
        self.version = version
        side = 17 + 4 * version
        alignment = Self.alignmentCentres(version: version)
        functions = [Int8](repeating: 0, count: side * side)
        placeTiming()
        placeFinders()
        placeAlignment()
        if version >= 7 { placeVersion() }
        placeFormat()
        tracePath()
        for (place, function) in functions.enumerated() where function == 1 || function == -1 {
            functionPlaces.append(Int32(place))
        }
    }

    /// Middles of the alignment patterns along a side: the first at 6, the last at side - 7, between them equal even
    /// distances counted from the last (ISO/IEC 18004, annex E; version 32 alone departs from the rule).
    private static func alignmentCentres(version: Int) -> [Int] {
        guard version > 1 else { return [] }
        let count = version / 7 + 2
        let step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (1..<count).reversed().map { 10 + 4 * version - ($0 - 1) * step }
    }

    private mutating func set(_ x: Int, _ y: Int, _ value: Int8) {
        guard x >= 0, y >= 0, x < side, y < side else { return }
        functions[y * side + x] = value
    }

    private mutating func placeTiming() {
        for place in 0..<side {
            set(6, place, place % 2 == 0 ? 1 : -1)
            set(place, 6, place % 2 == 0 ? 1 : -1)
        }
    }

    private mutating func placeFinders() {
        for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] {
            for b in -4...4 {
                for a in -4...4 {
                    let ring = max(abs(a), abs(b))
                    set(x + a, y + b, ring == 2 || ring == 4 ? -1 : 1)
                }
            }
        }
    }

    private mutating func placeAlignment() {
        let last = alignment.count - 1
        for (row, y) in alignment.enumerated() {
            for (column, x) in alignment.enumerated() {
                // The three corners that belong to finders.
                if (row, column) == (0, 0) || (row, column) == (0, last) || (row, column) == (last, 0) { continue }
                for b in -2...2 {
                    for a in -2...2 { set(x + a, y + b, max(abs(a), abs(b)) == 1 ? -1 : 1) }
                }
            }
        }
    }

    private mutating func placeVersion() {
        let word = QRVersionInformation.word(version: version)
        for bit in 0..<18 {
            let value: Int8 = word >> bit & 1 == 1 ? 1 : -1
            set(side - 11 + bit % 3, bit / 3, value)
            set(bit / 3, side - 11 + bit % 3, value)
        }
    }

    private mutating func placeFormat() {
        for bit in 0..<15 {
            let first =
                switch bit {
                case 0..<6: (8, bit)
                case 6, 7: (8, bit + 1)
                case 8: (7, 8)
                default: (14 - bit, 8)
                }
            let second = bit < 8 ? (side - 1 - bit, 8) : (8, side - 15 + bit)
            formatPlaces[0].append(first.1 * side + first.0)
            formatPlaces[1].append(second.1 * side + second.0)
            set(first.0, first.1, 2)
            set(second.0, second.1, 2)
        }
        // One module that is always dark.
        set(8, side - 8, 1)
    }

    /// Two columns at a time from the right, up and down in turn, the timing column left out.
    private mutating func tracePath() {
        dataPath.reserveCapacity(side * side)
        var upwards = true
        var right = side - 1
        while right > 0 {
            if right == 6 { right -= 1 }
            for step in 0..<side {
                let y = upwards ? side - 1 - step : step
                for x in [right, right - 1] where functions[y * side + x] == 0 { dataPath.append(Int32(y * side + x)) }
            }
            upwards.toggle()
            right -= 2
        }
    }

    /// Whether a mask inverts the data module in a column and row (ISO/IEC 18004, table 10).
    @inline(__always)
    static func isMasked(_ mask: Int, x: Int, y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (y / 2 + x / 3) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
