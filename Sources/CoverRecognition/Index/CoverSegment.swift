/// Covers that do not change, in bytes as they lie in a file or in memory, and their postings.
///
/// Every number that is read from the bytes is bounded before it is used; a damaged record is passed over.
public struct CoverSegment: Sendable {
    /// Covers, with those that were deleted.
    public let count: Int
    let postings: Postings
    private let memory: CoverMemory
    /// Where the places of the records begin, `count` + 1 of them, and where the records themselves do.
    private let places: Int
    private let records: Int
    private let recordBytes: Int
    /// One over the square root of each cover's features, of 60 at least: what votes are multiplied with.
    let voteScales: [Float]
    /// The groups of covers with the same artwork, by cover; 0 for a cover that is in none.
    public let groups: [UInt32]
    /// A bit for each cover that is no longer there.
    public let deleted: [UInt64]

    /// Covers that are there.
    public var liveCount: Int { count - deleted.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Covers in memory.
    init(_ covers: [CompiledCover]) {
        var bytes: [UInt8] = []
        var place = 0
        for cover in covers {
            bytes.append(littleEndian: UInt64(place))
            place += cover.record.count
        }
        bytes.append(littleEndian: UInt64(place))
        let start = bytes.count
        for cover in covers { bytes += cover.record }
        guard
            let segment = CoverSegment(
                CoverMemory(bytes), count: covers.count, places: 0, records: start, recordBytes: place, postings: nil)
        else { preconditionFailure("records made here are whole") }
        self = segment
    }

    /// Covers in memory that was filled from a file.
    /// - Parameters:
    ///   - count: covers, at most 16 millions.
    ///   - places: where the places of the records begin, 64-bit numbers; a multiple of eight.
    ///   - records: where the records begin.
    ///   - recordBytes: of all records.
    ///   - postings: where the postings begin, and how many; nil where they are to be made from the records.
    /// - Returns: nil where the numbers do not fit the memory or each other.
    public init?(
        _ memory: CoverMemory, count: Int, places: Int, records: Int, recordBytes: Int,
        postings: (start: Int, count: Int)?
    ) {
        guard (0...CoverIndex.mostCovers).contains(count), places >= 0, places % 8 == 0,
            records >= places + 8 * (count + 1), recordBytes >= 0, memory.count >= records,
            memory.count - records >= recordBytes
        else { return nil }
        self.memory = memory
        self.count = count
        self.places = places
        self.records = records
        self.recordBytes = recordBytes
        groups = [UInt32](repeating: 0, count: count)
        deleted = [UInt64](repeating: 0, count: (count + 63) / 64)
        let parts = (0..<count).map {
            CoverMemory.Part(memory, Self.range(memory, $0, places: places, records: records, recordBytes: recordBytes))
        }
        voteScales = parts.map { CoverVote.scale(featureCount: $0.featureCount) }
        if let postings {
            guard
                let stored = Postings(memory, at: postings.start, count: postings.count, coverCount: count)
            else { return nil }
            self.postings = stored
        } else {
            self.postings = Postings(of: parts)
        }
    }

    private init(_ segment: CoverSegment, groups: [UInt32], deleted: [UInt64]) {
        count = segment.count
        postings = segment.postings
        memory = segment.memory
        places = segment.places
        records = segment.records
        recordBytes = segment.recordBytes
        voteScales = segment.voteScales
        self.groups = groups
        self.deleted = deleted
    }

    /// The same covers in other groups, or without some of them.
    /// - Parameters:
    ///   - groups: one for each cover.
    ///   - deleted: a bit for each cover.
    public func with(groups: [UInt32], deleted: [UInt64]) -> CoverSegment {
        precondition(groups.count == count && deleted.count == self.deleted.count, "one for each cover")
        return CoverSegment(self, groups: groups, deleted: deleted)
    }

    @inline(__always)
    func isDeleted(_ cover: Int) -> Bool { deleted[cover >> 6] >> UInt64(cover & 63) & 1 != 0 }

    private static func range(
        _ memory: CoverMemory, _ cover: Int, places: Int, records: Int, recordBytes: Int
    ) -> Range<Int> {
        unsafe memory.withNumbers(of: UInt64.self, from: places + 8 * cover, count: 2) { places in
            let (first, last) = unsafe (places[0], places[1])
            guard first <= last, last <= UInt64(recordBytes) else { return 0..<0 }
            return (records + Int(first))..<(records + Int(last))
        }
    }

    /// The record of a cover.
    func part(_ cover: Int) -> CoverMemory.Part {
        precondition(cover >= 0 && cover < count, "a cover of this segment")
        return CoverMemory.Part(
            memory, Self.range(memory, cover, places: places, records: records, recordBytes: recordBytes))
    }

    /// What matches name a cover by; nil where its record is damaged.
    public func name(of cover: Int) -> String? { part(cover).withBytes { CoverRecord.name(of: $0) } }

    /// A cover as it was made; nil where its record is damaged.
    public func cover(_ cover: Int) -> CompiledCover? { part(cover).withBytes { CompiledCover(stored: $0.copy()) } }

    /// The bytes of the postings, as they are written to a file.
    public func withPostingBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        unsafe postings.withBytes { unsafe body($0) }
    }

    public var postingCount: Int { postings.count }

    /// How many covers have each word.
    public func coverCounts() -> [UInt32] { postings.coverCounts() }
}

extension CoverMemory {
    /// One record within the memory.
    struct Part: Sendable {
        private let memory: CoverMemory
        private let range: Range<Int>

        init(_ memory: CoverMemory, _ range: Range<Int>) {
            precondition(range.lowerBound >= 0 && range.upperBound <= memory.count, "a part lies inside")
            self.memory = memory
            self.range = range
        }

        func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
            memory.withBytes { body($0.extracting(range)) }
        }

        func load(into cover: inout ReferenceCover, withThumbnail: Bool) -> Bool {
            withBytes { cover.load($0, withThumbnail: withThumbnail) }
        }

        /// 0 for a damaged record.
        var featureCount: Int { withBytes { CoverRecord.Header($0)?.featureCount ?? 0 } }
    }
}

extension RawSpan {
    func copy() -> [UInt8] { (0..<byteCount).map { byte(at: $0) } }
}
