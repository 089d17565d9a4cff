import FootbridgeCore

/// Reads rows of comma-separated values (RFC 4180) from a stream of bytes, in memory that its limits bound.
///
/// Takes CRLF, LF or CR as the end of a row, and comma, semicolon or tab between fields: whichever stands most often in the
/// first row, or the one that a line `sep=;` before it names. `="978…"`, by which a spreadsheet is told to leave a number
/// alone, is what stands in the quotes. A row that breaks the format is told as such and reading goes on after the line that
/// it broke in; nothing is left out unsaid.
struct CSVReader {
    /// What a file may bring, whatever its size.
    struct Limits: Sendable {
        /// Bytes of one field, without its quotes.
        var fieldBytes = 65_536
        /// Bytes of one row, as written.
        var rowBytes = 1_048_576
        /// Fields of one row.
        var columns = 64
    }

    /// One row, or what was written in its place.
    struct Row: Sendable {
        /// The line of the file on which it begins, from 1.
        var line: Int
        /// The bytes of the row without its end, at most ``Limits/rowBytes``; what is not UTF-8 in it is replaced.
        var raw: [UInt8]
        /// The fields, or why there are none.
        var content: Result<[String], RowProblem>
    }

    private let limits: Limits
    private var source: TextSource
    private var chunk: [UInt8] = []
    private var position = 0
    /// Between fields; nil before the first row was looked at.
    private var delimiter: UInt8?
    private var previous: UInt8 = 0
    private var line = 1

    /// - Parameters:
    ///   - encoding: nil where nothing is said; see ``TextSource``.
    ///   - read: the next bytes of the file, as many as are convenient; none at its end.
    init(limits: Limits = Limits(), encoding: TextEncoding? = nil, read: @escaping () throws -> [UInt8]) {
        self.limits = limits
        source = TextSource(encoding: encoding, read: read)
    }

    /// The next row that is not blank, or nil at the end.
    ///
    /// - Throws: what reading throws.
    mutating func next() throws -> Row? {
        if delimiter == nil { try findDelimiter() }
        while let row = try nextLine() {
            if case .success(let fields) = row.content, row.raw.isEmpty, fields == [""] { continue }
            return row
        }
        return nil
    }

    private static let comma = UInt8(ascii: ",")
    private static let delimiters = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t")]
    private static let equals = UInt8(ascii: "=")
    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    private enum State { case fieldStart, equals, plain, quoted, closingQuote, broken }

    private mutating func nextLine() throws -> Row? {
        try swallowRestOfLineEnd()
        var row = PartialRow(line: line, limits: limits)
        let delimiter = delimiter ?? Self.comma
        var state = State.fieldStart
        var isEmpty = true
        while let byte = try nextByte() {
            isEmpty = false
            if state != .quoted, byte == Self.lineFeed || byte == Self.carriageReturn {
                if state == .equals { row.append(Self.equals) }
                if state != .broken { row.endField() }
                return row.finished
            }
            row.appendRaw(byte)
            switch (state, byte) {
            case (.fieldStart, Self.quote), (.equals, Self.quote): state = .quoted
            case (.fieldStart, delimiter), (.equals, delimiter), (.plain, delimiter), (.closingQuote, delimiter):
                if state == .equals { row.append(Self.equals) }
                row.endField()
                state = .fieldStart
            case (.fieldStart, Self.equals): state = .equals
            case (.equals, _):
                row.append(Self.equals)
                row.append(byte)
                state = .plain
            case (.fieldStart, _):
                row.append(byte)
                state = .plain
            case (.plain, Self.quote):
                row.fail("has a quote inside a field that does not begin with one")
            case (.plain, _): row.append(byte)
            case (.quoted, Self.quote): state = .closingQuote
            case (.quoted, _): row.append(byte)
            case (.closingQuote, Self.quote):
                row.append(byte)
                state = .quoted
            case (.closingQuote, _): row.fail("has text after a closing quote")
            case (.broken, _): break
            }
            if row.isBroken { state = .broken }
        }
        guard !isEmpty else { return nil }
        if state == .quoted { row.fail("has a quote that is never closed") }
        if state == .equals { row.append(Self.equals) }
        if !row.isBroken { row.endField() }
        return row.finished
    }

    /// The line feed after a carriage return that ended the last row.
    private mutating func swallowRestOfLineEnd() throws {
        guard previous == Self.carriageReturn else { return }
        if position == chunk.count { try fill() }
        if position < chunk.count, chunk[position] == Self.lineFeed { _ = try nextByte() }
    }

    private mutating func nextByte() throws -> UInt8? {
        // More than once where a chunk was nothing but the mark.
        while position == chunk.count {
            try fill()
            if chunk.isEmpty { return nil }
        }
        let byte = chunk[position]
        position += 1
        if byte == Self.carriageReturn || (byte == Self.lineFeed && previous != Self.carriageReturn) { line += 1 }
        previous = byte
        return byte
    }

    private mutating func fill() throws {
        chunk = try source.next()
        position = 0
    }

    /// Looks at the first row, or as much of it as a row may have, without reading it.
    private mutating func findDelimiter() throws {
        try fill()
        var counts = [Int](repeating: 0, count: Self.delimiters.count)
        var isQuoted = false
        var end = 0
        while end < limits.rowBytes {
            if end == chunk.count {
                let more = try source.next()
                if more.isEmpty { break }
                chunk += more
            }
            let byte = chunk[end]
            if !isQuoted, byte == Self.lineFeed || byte == Self.carriageReturn { break }
            if byte == Self.quote { isQuoted.toggle() }
            if !isQuoted, let place = Self.delimiters.firstIndex(of: byte) { counts[place] += 1 }
            end += 1
        }
        if end == 5, Self.delimiters.contains(chunk[4]),
            String(decoding: chunk.prefix(4), as: UTF8.self).lowercased() == "sep="
        {
            delimiter = chunk[4]
            position = end
            return
        }
        let most = counts.max() ?? 0
        delimiter = counts.firstIndex(of: most).map { Self.delimiters[$0] }
    }
}

/// A row of which the end has not come yet.
private struct PartialRow {
    private let line: Int
    private let limits: CSVReader.Limits
    private var raw: [UInt8] = []
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var problem: RowProblem?

    init(line: Int, limits: CSVReader.Limits) {
        self.line = line
        self.limits = limits
    }

    var isBroken: Bool { problem != nil }

    mutating func fail(_ what: String) {
        if problem == nil { problem = RowProblem([FieldProblem(row: what)]) }
    }

    mutating func appendRaw(_ byte: UInt8) {
        guard raw.count < limits.rowBytes else {
            return fail("is longer than \(limits.rowBytes) bytes; is a closing quote missing?")
        }
        raw.append(byte)
    }

    mutating func append(_ byte: UInt8) {
        guard field.count < limits.fieldBytes else {
            return fail("has a field longer than \(limits.fieldBytes) bytes; is a closing quote missing?")
        }
        field.append(byte)
    }

    mutating func endField() {
        defer { field.removeAll(keepingCapacity: true) }
        guard fields.count < limits.columns else { return fail("has more than \(limits.columns) fields") }
        guard let text = String(validating: field, as: UTF8.self) else {
            return fail(
                "is not UTF-8 in field \(fields.count + 1); where the file is Windows-1252, as Excel's CSV often is, say so "
                    + "with --encoding windows-1252")
        }
        fields.append(text)
    }

    var finished: CSVReader.Row {
        CSVReader.Row(line: line, raw: raw, content: problem.map { .failure($0) } ?? .success(fields))
    }
}
