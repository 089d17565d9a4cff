/// Reads rows of comma-separated values (RFC 4180) from a stream of bytes, in memory that its limits bound.
///
/// Takes CRLF, LF or CR as the end of a row and UTF-8 with or without a byte order mark. A row that breaks the format is
/// told as such and reading goes on after the line that it broke in; nothing is guessed and nothing is left out unsaid.
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
    private let read: () throws -> [UInt8]
    private var chunk: [UInt8] = []
    private var position = 0
    private var isAtStart = true
    private var previous: UInt8 = 0
    private var line = 1

    /// - Parameter read: the next bytes of the file, as many as are convenient; none at its end.
    init(limits: Limits = Limits(), read: @escaping () throws -> [UInt8]) {
        self.limits = limits
        self.read = read
    }

    /// The next row that is not blank, or nil at the end.
    ///
    /// - Throws: what reading throws; ``CommandFailure`` where the file is UTF-16.
    mutating func next() throws -> Row? {
        while let row = try nextLine() {
            if case .success(let fields) = row.content, row.raw.isEmpty, fields == [""] { continue }
            return row
        }
        return nil
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    private enum State { case fieldStart, plain, quoted, closingQuote, broken }

    private mutating func nextLine() throws -> Row? {
        try swallowRestOfLineEnd()
        var row = PartialRow(line: line, limits: limits)
        var state = State.fieldStart
        var isEmpty = true
        while let byte = try nextByte() {
            isEmpty = false
            if state != .quoted, byte == Self.lineFeed || byte == Self.carriageReturn {
                if state != .broken { row.endField() }
                return row.finished
            }
            row.appendRaw(byte)
            switch (state, byte) {
            case (.fieldStart, Self.quote): state = .quoted
            case (.fieldStart, Self.comma), (.plain, Self.comma), (.closingQuote, Self.comma):
                row.endField()
                state = .fieldStart
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
        chunk = try read()
        position = 0
        guard isAtStart else { return }
        isAtStart = false
        // A pipe may bring the mark byte by byte.
        while chunk.count < 3 {
            let more = try read()
            if more.isEmpty { break }
            chunk += more
        }
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if chunk.starts(with: [0xFE, 0xFF]) || chunk.starts(with: [0xFF, 0xFE]) {
            throw CommandFailure("the file is UTF-16; save it as UTF-8")
        }
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
        if problem == nil { problem = RowProblem("the row \(what)") }
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
            return fail("is not UTF-8 in field \(fields.count + 1)")
        }
        fields.append(text)
    }

    var finished: CSVReader.Row {
        CSVReader.Row(line: line, raw: raw, content: problem.map { .failure($0) } ?? .success(fields))
    }
}
