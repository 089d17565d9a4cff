import CoverRecognition

/// Writes the covers of segments, as far as they are still there, to one file.
///
/// Part by part: of a large segment only the places of its words and one word's postings are in memory at a time.
struct SegmentWriter {
    private let segments: [CoverSegment]
    /// What each cover of each segment is called in the new file; nil for those that are deleted.
    private(set) var numbers: [[UInt32?]] = []
    private(set) var coverCount = 0

    init(_ segments: [CoverSegment]) {
        self.segments = segments
        for segment in segments {
            var own: [UInt32?] = []
            for cover in 0..<segment.count {
                // A record that cannot be read is of no use to anybody.
                if segment.isDeleted(cover) || segment.name(of: cover) == nil {
                    own.append(nil)
                } else {
                    own.append(UInt32(coverCount))
                    coverCount += 1
                }
            }
            numbers.append(own)
        }
    }

    func write(number: UInt64, in folder: IndexFolder) throws(CoverIndexError) -> SegmentFile {
        var written: SegmentFile?
        try folder.write(SegmentFile.name(number)) { file throws(CoverIndexError) in
            var sink = Sink(at: SegmentFile.headerBytes)
            let recordBytes = try writeRecords(to: file, &sink)
            let hasPostings = coverCount >= SegmentFile.leastForPostings
            let postingCount = hasPostings ? try writePostings(to: file, &sink) : 0
            try sink.flush(to: file)
            let segment = SegmentFile(
                number: number, coverCount: coverCount, postingCount: postingCount, recordBytes: recordBytes,
                hasPostings: hasPostings, checksum: sink.checksum.value)
            try file.write(segment.header, at: 0)
            written = segment
        }
        guard let written else { preconditionFailure("the body was run or an error thrown") }
        return written
    }

    private func writeRecords(to file: borrowing FileWriting, _ sink: inout Sink) throws(CoverIndexError) -> Int {
        var place = 0
        var featureCounts: [UInt16] = []
        try forEachCover { cover throws(CoverIndexError) in
            sink.append(UInt64(place))
            featureCounts.append(UInt16(cover.featureCount))
            place += cover.record.count
        }
        sink.append(UInt64(place))
        for count in featureCounts { sink.append(count) }
        for _ in 0..<(-2 * featureCounts.count & 7) { sink.append(UInt8(0)) }
        try forEachCover { cover throws(CoverIndexError) in
            sink.append(cover.record)
            try sink.flushIfFull(to: file)
        }
        return place
    }

    private func forEachCover(_ body: (CompiledCover) throws(CoverIndexError) -> Void) throws(CoverIndexError) {
        for (segment, own) in zip(segments, numbers) {
            for cover in 0..<segment.count where own[cover] != nil {
                guard let stored = segment.cover(cover) else {
                    preconditionFailure("records that cannot be read were left out")
                }
                try body(stored)
            }
        }
    }

    private func writePostings(to file: borrowing FileWriting, _ sink: inout Sink) throws(CoverIndexError) -> Int {
        var signatures: [UInt64] = []
        var covers: [UInt32] = []
        func load(_ word: UInt16) {
            signatures.removeAll(keepingCapacity: true)
            covers.removeAll(keepingCapacity: true)
            for (segment, own) in zip(segments, numbers) {
                segment.appendPostings(of: word, numbered: own, signatures: &signatures, covers: &covers)
            }
        }
        var place: UInt32 = 0
        var coverCounts: [UInt32] = []
        for word in 0...UInt16.max {
            load(word)
            sink.append(place)
            place += UInt32(covers.count)
            var last: UInt32?
            var count: UInt32 = 0
            for cover in covers where cover != last {
                count += 1
                last = cover
            }
            coverCounts.append(count)
        }
        sink.append(place)
        sink.append(UInt32(0))
        for word in 0...UInt16.max {
            load(word)
            for signature in signatures { sink.append(signature) }
            try sink.flushIfFull(to: file)
        }
        for word in 0...UInt16.max {
            load(word)
            for cover in covers { sink.append(cover) }
            try sink.flushIfFull(to: file)
        }
        // An odd number of covers leaves the weights where no number of eight bytes begins, which they are not.
        for weight in WordWeights(coverCounts: coverCounts, covers: coverCount).values {
            sink.append(weight.bitPattern)
        }
        return Int(place)
    }

    /// Bytes on their way to the file.
    private struct Sink {
        private var bytes: [UInt8] = []
        private var place: Int
        private(set) var checksum = Checksum()

        init(at place: Int) {
            self.place = place
        }

        mutating func append<Number: FixedWidthInteger>(_ number: Number) { bytes.append(stored: number) }

        mutating func append(_ record: [UInt8]) { bytes += record }

        mutating func flushIfFull(to file: borrowing FileWriting) throws(CoverIndexError) {
            guard bytes.count >= 1 << 20 else { return }
            let rest = bytes.count % 8
            let tail = Array(bytes.suffix(rest))
            bytes.removeLast(rest)
            try flush(to: file)
            bytes = tail
        }

        mutating func flush(to file: borrowing FileWriting) throws(CoverIndexError) {
            var sum = checksum
            sum.add(unsafe bytes.span.bytes)
            checksum = sum
            try file.write(bytes, at: place)
            place += bytes.count
            bytes.removeAll(keepingCapacity: true)
        }
    }
}
