/// Turns what the readers read into symbols: each content once, parts of a message joined, in reading order, with
/// places in the upright photo.
struct FoundSymbols {
    private let budget: ReadingBudget
    private let picture: Picture
    private var symbols: [Symbol] = []

    /// - Parameters:
    ///   - budget: bounds the number of symbols and the length of each.
    ///   - picture: tells places in the upright photo.
    init(budget: ReadingBudget, picture: Picture) {
        self.budget = budget
        self.picture = picture
    }

    /// In reading order.
    var sorted: [Symbol] { ReadingOrder.sorted(symbols) }

    mutating func add(_ readings: [QRReading]) {
        for reading in readings where reading.structuredAppend == nil { add(reading, part: nil) }
        var isDone: Set<QRPayload.StructuredAppend> = []
        for reading in readings {
            guard let part = reading.structuredAppend, !isDone.contains(part) else { continue }
            let message = readings.filter { $0.structuredAppend?.isOfSameMessage(as: part) ?? false }
            if let joined = Self.joined(message, count: part.count) {
                for reading in message { if let part = reading.structuredAppend { isDone.insert(part) } }
                add(
                    Symbol(
                        symbology: .qr, text: joined.text, rawBytes: joined.bytes,
                        corners: corners(joined.first.points), isGS1: joined.first.payload.isGS1))
            } else {
                isDone.insert(part)
                add(reading, part: Symbol.Part(number: part.index + 1, count: part.count))
            }
        }
    }

    mutating func add(_ readings: [LinearReading]) {
        for reading in readings {
            add(
                Symbol(
                    symbology: reading.symbology, text: reading.digits, rawBytes: Array(reading.digits.utf8),
                    addOn: reading.addOn, corners: clockwise(corners(reading.corners))))
        }
    }

    mutating func add(_ opinions: [OtherBarReader.Opinion]) {
        for opinion in opinions {
            add(
                Symbol(
                    symbology: opinion.symbology, text: QRText.latin1(opinion.bytes), rawBytes: opinion.bytes,
                    corners: Outline.corners(around: opinion.points.map { picture.upright(picture.limited($0)) }),
                    engine: opinion.engine, isGS1: opinion.isGS1))
        }
    }

    private mutating func add(_ reading: QRReading, part: Symbol.Part?) {
        add(
            Symbol(
                symbology: .qr, text: reading.text, rawBytes: reading.bytes, corners: corners(reading.points),
                isGS1: reading.payload.isGS1, part: part))
    }

    private mutating func add(_ symbol: Symbol) {
        guard symbols.count < budget.maximumSymbols, symbol.rawBytes.count <= budget.maximumTextBytes,
            !symbols.contains(where: {
                $0.symbology == symbol.symbology && $0.rawBytes == symbol.rawBytes && $0.part == symbol.part
            })
        else { return }
        symbols.append(symbol)
    }

    /// The message of all its parts; nil while one is missing, or where their bytes do not have the parity that each
    /// part names.
    private static func joined(
        _ parts: [QRReading], count: Int
    ) -> (text: String, bytes: [UInt8], first: QRReading)? {
        var ordered: [QRReading] = []
        for index in 0..<count {
            guard let part = parts.first(where: { $0.structuredAppend?.index == index }) else { return nil }
            ordered.append(part)
        }
        guard let first = ordered.first else { return nil }
        let bytes = ordered.flatMap(\.bytes)
        guard bytes.reduce(0, ^) == first.structuredAppend?.parity else { return nil }
        return (QRText.text(of: ordered.flatMap(\.payload.segments)), bytes, first)
    }

    private func corners(_ points: [Point]) -> [Point] {
        points.map { picture.upright(picture.limited($0)) }
    }

    /// Bars do not tell a mirror image from the same upside down: which side is the top follows from the way of reading.
    private func clockwise(_ corners: [Point]) -> [Point] {
        guard corners.count == 4 else { return corners }
        let along = (x: corners[1].x - corners[0].x, y: corners[1].y - corners[0].y)
        let down = (x: corners[3].x - corners[0].x, y: corners[3].y - corners[0].y)
        return along.x * down.y - along.y * down.x < 0 ? [corners[3], corners[2], corners[1], corners[0]] : corners
    }
}

extension QRPayload.StructuredAppend {
    fileprivate func isOfSameMessage(as other: Self) -> Bool {
        count == other.count && parity == other.parity
    }
}
