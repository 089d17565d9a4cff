/// Reads `multipart/form-data` (RFC 7578, RFC 2046 §5.1) as it arrives, in whatever pieces, holding back no more than
/// one part's head and one delimiter.
struct MultipartParser {
    /// What a piece of the body brought.
    enum Event: Equatable {
        /// A part begins.
        case begin(PartHead)
        /// More of the part's content.
        case content([UInt8])
        /// The part is complete.
        case end
    }

    /// What is said of a part before its content.
    struct PartHead: Equatable {
        var name: String
        var filename: String?
        var contentType: String?
    }

    enum Malformed: Error, Equatable {
        /// The boundary is missing or not one of RFC 2046.
        case boundary
        /// A part's head is larger than 8 KiB, or is not fields.
        case head
        /// A part says no `name`.
        case name
        /// The body has more parts than `maximumParts`.
        case tooManyParts
        /// The body ends before its closing delimiter.
        case truncated
        /// There is more than 8 KiB in front of the first part.
        case preamble
    }

    static let maximumHead = 8 << 10
    static let maximumParts = 64

    private let delimiter: [UInt8]
    private var pending: [UInt8] = []
    private var state = State.preamble
    private var parts = 0
    /// Bytes in front of the first part.
    private var preamble = 0
    /// Where in `pending` the end of a head can still begin; before it none was found.
    private var searched = 0
    /// Whether `pending` begins with the line break between head and content, which is the delimiter's own where the
    /// content is empty.
    private var opensContent = false

    private enum State { case preamble, head, content, epilogue }

    /// - Parameter contentType: the request's whole Content-Type field.
    /// - Throws: `Malformed.boundary`.
    init(contentType: String) throws(Malformed) {
        guard let boundary = HeaderParameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !boundary.hasSuffix(" ")
        else { throw .boundary }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter has no line break of its own where nothing is in front of it.
        pending = [0x0D, 0x0A]
    }

    /// Whether the closing delimiter was read.
    var isComplete: Bool { state == .epilogue }

    /// Takes the next piece of the body and gives out what it completes.
    mutating func parse(_ piece: some Sequence<UInt8>) throws(Malformed) -> [Event] {
        guard state != .epilogue else { return [] }
        pending.append(contentsOf: piece)
        var events: [Event] = []
        var start = 0
        var goesOn = true
        while goesOn {
            switch state {
            case .preamble, .content: goesOn = try passContent(from: &start, &events)
            case .head: goesOn = try passHead(from: &start, &events)
            case .epilogue:
                start = pending.count
                goesOn = false
            }
        }
        pending.removeFirst(start)
        searched = max(0, searched - start)
        return events
    }

    /// Gives out what stands before the next delimiter, and steps behind that.
    ///
    /// - Returns: whether there was one.
    private mutating func passContent(from start: inout Int, _ events: inout [Event]) throws(Malformed) -> Bool {
        let search = findDelimiter(from: start)
        let end =
            switch search {
            case .found(let position, _, _): position
            case .none(let safe): safe
            }
        if state == .preamble {
            // The line break that was put in front is not of the body.
            preamble += end - start
            guard preamble <= Self.maximumHead + 2 else { throw .preamble }
        } else {
            let begin = opensContent ? start + 2 : start
            if end > begin { events.append(.content(Array(pending[begin..<end]))) }
            if end > start { opensContent = false }
        }
        guard case .found(_, let isLast, let next) = search else {
            start = end
            return false
        }
        if state == .content { events.append(.end) }
        (state, start, searched) = (isLast ? .epilogue : .head, next, next)
        return true
    }

    /// Reads a part's head once all of it is here.
    ///
    /// - Returns: whether it was.
    private mutating func passHead(from start: inout Int, _ events: inout [Event]) throws(Malformed) -> Bool {
        guard let end = endOfHead(from: max(start, searched)) else {
            // The four bytes that end a head may still be on their way.
            guard pending.count - start <= Self.maximumHead + 3 else { throw .head }
            searched = max(start, pending.count - 3)
            return false
        }
        guard end - start <= Self.maximumHead else { throw .head }
        parts += 1
        guard parts <= Self.maximumParts else { throw .tooManyParts }
        events.append(.begin(try Self.head(pending[start..<end])))
        (state, start, opensContent) = (.content, end, true)
        return true
    }

    /// The body has ended.
    func finish() throws(Malformed) {
        guard state == .epilogue else { throw .truncated }
    }

    private enum Search {
        /// A delimiter at `position`; what follows it begins at `next`.
        case found(position: Int, isLast: Bool, next: Int)
        /// None yet; nothing before `safe` can be part of one.
        case none(safe: Int)
    }

    private func findDelimiter(from start: Int) -> Search {
        var from = start
        while let position = pending[from...].firstIndex(of: 0x0D) {
            let available = pending.count - position
            if available < delimiter.count {
                if pending[position...].elementsEqual(delimiter.prefix(available)) { return .none(safe: position) }
            } else if pending[position..<position + delimiter.count].elementsEqual(delimiter) {
                switch endOfDelimiter(at: position + delimiter.count) {
                case .complete(let isLast, let next): return .found(position: position, isLast: isLast, next: next)
                case .incomplete: return .none(safe: position)
                case .notOne: break
                }
            }
            from = position + 1
        }
        return .none(safe: pending.count)
    }

    private enum DelimiterEnd { case complete(isLast: Bool, next: Int), incomplete, notOne }

    /// After the boundary: `--`, or at most 64 blanks and a line break.
    private func endOfDelimiter(at index: Int) -> DelimiterEnd {
        let rest = pending[index...].prefix(2)
        if rest.elementsEqual([0x2D, 0x2D]) { return .complete(isLast: true, next: index + 2) }
        if rest.count < 2, rest.first == nil || rest.first == 0x2D { return .incomplete }
        var index = index
        let last = min(pending.count, index + 64)
        while index < last, pending[index] == 0x20 || pending[index] == 0x09 { index += 1 }
        let lineEnd = pending[index...].prefix(2)
        // The first line break of the head belongs to it, so that an empty head ends as any other.
        if lineEnd.elementsEqual([0x0D, 0x0A]) { return .complete(isLast: false, next: index) }
        return lineEnd.count < 2 && (lineEnd.isEmpty || lineEnd.first == 0x0D) ? .incomplete : .notOne
    }

    /// Where the empty line after a head begins, less its own line break.
    private func endOfHead(from start: Int) -> Int? {
        var index = start
        while index + 3 < pending.count {
            if pending[index] == 0x0D, pending[index + 1] == 0x0A, pending[index + 2] == 0x0D,
                pending[index + 3] == 0x0A
            {
                return index + 2
            }
            index += 1
        }
        return nil
    }

    private static func head(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> PartHead {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .head }
        var head = PartHead(name: "")
        var hasName = false
        for line in text.split(whereSeparator: { $0 == "\r\n" }) {
            guard let colon = line.firstIndex(of: ":") else { throw .head }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "content-disposition":
                let parameters = HeaderParameters(String(value))
                guard parameters.value == "form-data", let name = parameters["name"] else { throw .name }
                (head.name, hasName) = (name, true)
                head.filename = parameters["filename"]
            case "content-type": head.contentType = String(value)
            default: break
            }
        }
        guard hasName else { throw .name }
        return head
    }
}
