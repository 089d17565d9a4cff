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
    public init(_ covers: [CompiledCover]) {
        var bytes: [UInt8] = []
        var place = 0
        for cover in covers {
            bytes.append(littleEndian: UInt64(place))
            place += cover.record.count
        }
        bytes.append(littleEndian: UInt64(place))
        let featureCounts = bytes.count
        for cover in covers { bytes.append(littleEndian: UInt16(cover.featureCount)) }
        while bytes.count % 8 != 0 { bytes.append(0) }
        let start = bytes.count
        for cover in covers { bytes += cover.record }
        guard
            let segment = CoverSegment(
                CoverMemory(bytes), count: covers.count, places: 0, featureCounts: featureCounts, records: start,
                recordBytes: place, postings: nil)
        else { preconditionFailure("records made here are whole") }
        self = segment
    }

    /// Covers in memory that was filled from a file.
    /// - Parameters:
    ///   - count: covers, at most 16 millions.
    ///   - places: where the places of the records begin, 64-bit numbers; a multiple of eight.
    ///   - featureCounts: where the numbers of the covers' features begin, 16-bit numbers; they are there once more so
    ///     that a large file can be opened without reading all of it.
    ///   - records: where the records begin.
    ///   - recordBytes: of all records.
    ///   - postings: where the postings begin, and how many; nil where they are to be made from the records.
    /// - Returns: nil where the numbers do not fit the memory or each other.
    public init?(
        _ memory: CoverMemory, count: Int, places: Int, featureCounts: Int, records: Int, recordBytes: Int,
        postings: (start: Int, count: Int)?
    ) {
        guard (0...CoverIndex.mostCovers).contains(count), places >= 0, places % 8 == 0,
            featureCounts >= places + 8 * (count + 1), featureCounts % 2 == 0, records >= featureCounts + 2 * count,
            recordBytes >= 0, memory.count >= records,
            memory.count - records >= recordBytes
        else { return nil }
        self.memory = memory
        self.count = count
        self.places = places
        self.records = records
        self.recordBytes = recordBytes
        groups = [UInt32](repeating: 0, count: count)
        deleted = [UInt64](repeating: 0, count: (count + 63) / 64)
        voteScales = unsafe memory.withNumbers(of: UInt16.self, from: featureCounts, count: count) { counts in
            unsafe counts.map { CoverVote.scale(featureCount: Int($0)) }
        }
        if let postings {
            guard
                let stored = Postings(memory, at: postings.start, count: postings.count, coverCount: count)
            else { return nil }
            self.postings = stored
        } else {
            self.postings = Postings(
                of: (0..<count).map {
                    CoverMemory.Part(
                        memory, Self.range(memory, $0, places: places, records: records, recordBytes: recordBytes))
                })
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

    /// Whether a cover is no longer there.
    public func isDeleted(_ cover: Int) -> Bool { deleted[cover >> 6] >> UInt64(cover & 63) & 1 != 0 }

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

    /// Adds the features that have a word, as far as their covers are still there.
    /// - Parameter numbers: what each cover is called where they are added; nil for those that are left out.
    public func appendPostings(
        of word: UInt16, numbered numbers: [UInt32?], signatures: inout [UInt64], covers: inout [UInt32]
    ) {
        unsafe postings.withPostings(of: word) { theirs, ofCovers in
            for index in theirs.indices {
                let cover = unsafe Int(ofCovers[index])
                guard cover < count, let number = numbers[cover] else { continue }
                unsafe signatures.append(theirs[index])
                covers.append(number)
            }
        }
    }

    /// Postings there are, with those of deleted covers.
    public var postingCount: Int { postings.count }

    /// Whether every record can be read, and each of their features is found under its word and nothing else is.
    public var isSound: Bool {
        var expected = [[UInt64]](repeating: [], count: count)
        var cover = ReferenceCover()
        for number in 0..<count {
            guard part(number).load(into: &cover, withThumbnail: true), name(of: number) != nil else { return false }
            guard voteScales[number] == CoverVote.scale(featureCount: cover.count) else { return false }
            expected[number] = cover.signatures
        }
        var found = [[UInt64]](repeating: [], count: count)
        var isInside = true
        for word in 0...UInt16.max {
            unsafe postings.withPostings(of: word) { signatures, covers in
                for index in signatures.indices {
                    let number = unsafe Int(covers[index])
                    guard number < count else {
                        isInside = false
                        return
                    }
                    unsafe found[number].append(signatures[index])
                }
            }
            guard isInside else { return false }
        }
        return found == expected
    }

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
    }
}

extension RawSpan {
    func copy() -> [UInt8] { (0..<byteCount).map { byte(at: $0) } }
}
