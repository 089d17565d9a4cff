import FootbridgeCore
import PhotoDecoding
import SymbolReading

/// A ``PhotoReading`` as bytes between a worker and the daemon, which believes none of them unchecked: decoding is total, and
/// what it gives obeys every rule that a reading of this photo obeys.
///
/// Numbers are least significant byte first; texts have their count of bytes before them. In order: width, height (Int32);
/// times of decoding, reading and looking for covers (Int64, nanoseconds); whether time ran out; the passes; the symbols; where
/// there are none, quality and diagnosis; the covers. Whoever adds to a reading adds here, twice, and raises
/// ``MessageHead/version``.
enum ReadingEncoding {
    /// Bytes of one encoded reading at most.
    static let limit = 2 << 20
    static let maximumSymbols = ReadingBudget().maximumSymbols
    static let maximumRawBytes = ReadingBudget().maximumTextBytes
    /// No character set that is read grows more than fourfold in UTF-8.
    static let maximumTextBytes = 4 * maximumRawBytes
    private static let maximumPasses = 64
    private static let maximumPassBytes = 64
    private static let longest = Int64(3_600_000_000_000)

    static func bytes(of photo: PhotoReading) -> [UInt8] {
        let reading = photo.reading
        var writer = MessageWriter()
        writer.number(Int32(clamping: reading.width))
        writer.number(Int32(clamping: reading.height))
        writer.number(nanoseconds(reading.decodeTime))
        writer.number(nanoseconds(reading.readTime))
        writer.number(nanoseconds(photo.coverTime))
        writer.flag(reading.ranOutOfTime)
        writer.number(UInt32(reading.passes.count))
        for pass in reading.passes { writer.counted(Array(pass.utf8)) }
        writer.number(UInt32(reading.symbols.count))
        for symbol in reading.symbols { write(symbol, of: reading, to: &writer) }
        if let quality = reading.quality, let diagnosis = reading.diagnosis {
            write(quality, diagnosis, of: reading, to: &writer)
        }
        write(photo.covers, of: reading, to: &writer)
        return writer.bytes
    }

    /// - Parameter header: of the photo that was to be read.
    /// - Throws: ``Nonsense`` where no reading of that photo can have been encoded so.
    static func reading(_ bytes: ArraySlice<UInt8>, of header: PhotoHeader) throws(Nonsense) -> PhotoReading {
        var reader = MessageReader(bytes)
        let sides = 1...max(1, header.width, header.height)
        let width = try reader.integer(in: sides, "width")
        let height = try reader.integer(in: sides, "height")
        guard (width, height) == header.uprightSize else { throw Nonsense("not the size of the photo") }
        let decodeTime = try duration(&reader)
        let readTime = try duration(&reader)
        let coverTime = try duration(&reader)
        let ranOutOfTime = try reader.flag()
        var passes: [String] = []
        for _ in 0..<(try reader.integer(in: 0...maximumPasses, "passes")) {
            passes.append(try reader.text(atMost: maximumPassBytes, "pass"))
        }
        var symbols: [Symbol] = []
        for _ in 0..<(try reader.integer(in: 0...maximumSymbols, "symbols")) {
            symbols.append(try symbol(&reader, width: width, height: height))
        }
        let quality = symbols.isEmpty ? try self.quality(&reader) : nil
        let diagnosis = symbols.isEmpty ? try self.diagnosis(&reader, width: width, height: height) : nil
        let reading = Reading(
            symbols: symbols, diagnosis: diagnosis, quality: quality, passes: passes, ranOutOfTime: ranOutOfTime,
            width: width, height: height, decodeTime: decodeTime, readTime: readTime)
        let covers = try self.covers(&reader, beside: reading)
        try reader.end()
        return PhotoReading(reading, covers: covers, coverTime: coverTime)
    }

    // MARK: Symbols

    private static func write(_ symbol: Symbol, of reading: Reading, to writer: inout MessageWriter) {
        writer.number(place(of: symbol.symbology, in: Symbology.allCases))
        writer.number(place(of: symbol.engine, in: Symbol.Engine.allCases))
        writer.flag(symbol.isGS1)
        writer.counted(Array(symbol.text.utf8))
        writer.counted(symbol.rawBytes)
        writer.counted(Array((symbol.addOn ?? "").utf8))
        // 0 of 0 is no part.
        writer.number(UInt8(clamping: symbol.part?.number ?? 0))
        writer.number(UInt8(clamping: symbol.part?.count ?? 0))
        write(symbol.corners, of: reading, to: &writer)
    }

    static func write(_ corners: [Point], of reading: Reading, to writer: inout MessageWriter) {
        for corner in corners {
            writer.number(Int32(max(-reading.width, min(corner.x, 2 * reading.width))))
            writer.number(Int32(max(-reading.height, min(corner.y, 2 * reading.height))))
        }
    }

    private static func symbol(
        _ reader: inout MessageReader, width: Int, height: Int
    ) throws(Nonsense) -> Symbol {
        let symbology = try reader.choice(of: Symbology.allCases, "symbology")
        let engine = try reader.choice(of: Symbol.Engine.allCases, "engine")
        let isGS1 = try reader.flag()
        let text = try reader.text(atMost: maximumTextBytes, "text")
        let rawBytes = Array(try reader.counted(atMost: maximumRawBytes, "raw bytes"))
        let addOn = try reader.text(atMost: 5, "add-on")
        if let digits = symbology.digits {
            guard text.utf8.count == digits, text.isDigits else { throw Nonsense("not the digits of a retail code") }
        }
        guard [0, 2, 5].contains(addOn.utf8.count), addOn.isDigits else {
            throw Nonsense("not the digits of an add-on")
        }
        let part = try self.part(&reader)
        let corners = try self.corners(&reader, width: width, height: height)
        return Symbol(
            symbology: symbology, text: text, rawBytes: rawBytes, addOn: addOn.isEmpty ? nil : addOn, corners: corners,
            engine: engine, isGS1: isGS1, part: part)
    }

    private static func part(_ reader: inout MessageReader) throws(Nonsense) -> Symbol.Part? {
        let (number, count) = (Int(try reader.number(UInt8.self)), Int(try reader.number(UInt8.self)))
        if (number, count) == (0, 0) { return nil }
        guard (2...16).contains(count), (1...count).contains(number) else { throw Nonsense("not a part of a message") }
        return Symbol.Part(number: number, count: count)
    }

    /// Four: there is no count that could say otherwise. One may lie beyond the edge, where a code is cut off or its outline
    /// is rounded up; never further than the picture is large.
    static func corners(
        _ reader: inout MessageReader, width: Int, height: Int
    ) throws(Nonsense) -> [Point] {
        var corners: [Point] = []
        for _ in 0..<4 {
            let x = try reader.integer(in: -width...(2 * width), "corner")
            corners.append(Point(x: x, y: try reader.integer(in: -height...(2 * height), "corner")))
        }
        return corners
    }

    // MARK: Why there are none

    private static func write(
        _ quality: PhotoQuality, _ diagnosis: Diagnosis, of reading: Reading, to writer: inout MessageWriter
    ) {
        for measure in [
            quality.meanLuma, quality.contrast, quality.sharpness, quality.evenness, quality.saturation,
            quality.stripes,
        ] {
            writer.number(measure)
        }
        writer.number(place(of: diagnosis.stage, in: Diagnosis.Stage.allCases))
        writer.number(place(of: diagnosis.hint, in: Diagnosis.Hint.allCases))
        writer.flag(diagnosis.retake)
        writer.flag(diagnosis.place != nil)
        if let place = diagnosis.place { write(place, of: reading, to: &writer) }
        // A negative measure is none.
        writer.number(diagnosis.moduleWidth ?? -1)
        writer.number(diagnosis.blur ?? -1)
        writer.number(diagnosis.blurAlong ?? -1)
    }

    private static func quality(_ reader: inout MessageReader) throws(Nonsense) -> PhotoQuality {
        PhotoQuality(
            meanLuma: try reader.measure(in: 0...255, "brightness"),
            contrast: try reader.measure(in: 0...255, "contrast"),
            sharpness: try reader.measure(in: 0...255, "sharpness"),
            evenness: try reader.measure(in: 0...1, "evenness"),
            saturation: try reader.measure(in: 0...1, "saturation"),
            stripes: try reader.measure(in: 0...1, "stripes"))
    }

    private static func diagnosis(
        _ reader: inout MessageReader, width: Int, height: Int
    ) throws(Nonsense) -> Diagnosis {
        let stage = try reader.choice(of: Diagnosis.Stage.allCases, "stage")
        let hint = try reader.choice(of: Diagnosis.Hint.allCases, "hint")
        let retake = try reader.flag()
        let place = try reader.flag() ? try corners(&reader, width: width, height: height) : nil
        let longest = Double(max(width, height))
        let moduleWidth = try reader.measure(in: -1...longest, "module")
        let blur = try reader.measure(in: -1...longest, "blur")
        let blurAlong = try reader.measure(in: -1...longest, "blur along the bars")
        return Diagnosis(
            stage: stage, hint: hint, retake: retake, place: place, moduleWidth: moduleWidth < 0 ? nil : moduleWidth,
            blur: blur < 0 ? nil : blur, blurAlong: blurAlong < 0 ? nil : blurAlong)
    }

    // MARK: Parts

    static func place<Choice: Equatable>(of choice: Choice, in choices: [Choice]) -> UInt8 {
        guard let place = choices.firstIndex(of: choice) else { preconditionFailure("all cases have each case") }
        return UInt8(place)
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        max(0, min(longest, Int64(duration / .nanoseconds(1))))
    }

    private static func duration(_ reader: inout MessageReader) throws(Nonsense) -> Duration {
        let nanoseconds = try reader.number(Int64.self)
        guard (0...longest).contains(nanoseconds) else { throw Nonsense("time out of range") }
        return .nanoseconds(nanoseconds)
    }
}

extension PhotoHeader {
    /// Width and height of the upright photo.
    fileprivate var uprightSize: (Int, Int) { orientation.exchangesSides ? (height, width) : (width, height) }
}

extension Symbology {
    /// How many digits a retail code has; nil for the others.
    fileprivate var digits: Int? {
        switch self {
        case .ean13: 13
        case .ean8, .upcE: 8
        case .upcA: 12
        default: nil
        }
    }
}

extension String {
    fileprivate var isDigits: Bool { utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
