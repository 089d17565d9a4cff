import Glibc

/// For each word the features of covers that have it: their signatures and covers, in the order of the covers (an
/// inverted file; J. Sivic and A. Zisserman, "Video Google", ICCV 2003).
///
/// The bytes are 65 537 places of words as 32-bit numbers and four zero bytes, then all signatures as 64-bit numbers,
/// then all covers as 32-bit numbers; little-endian, as are the machines this runs on.
public struct Postings: Sendable {
    private let memory: CoverMemory
    /// Where the places of the words begin.
    private let start: Int
    let count: Int
    /// Covers there are; a posting that names another is left out.
    let coverCount: Int

    /// Bytes of the places of the words.
    public static let placesBytes = (Vocabulary.wordCount + 2) * 4

    /// A signature and a cover.
    public static let bytesOfFeature = 12

    /// Bytes of so many postings.
    public static func bytes(_ count: Int) -> Int { placesBytes + bytesOfFeature * count }

    private var signatures: Int { start + Self.placesBytes }
    private var covers: Int { signatures + 8 * count }

    /// - Parameters:
    ///   - start: a multiple of eight.
    /// - Returns: nil where the memory is too short, or the places of the words do not rise from 0 to `count`.
    init?(_ memory: CoverMemory, at start: Int, count: Int, coverCount: Int) {
        guard start >= 0, start % 8 == 0, count >= 0, count <= Int(UInt32.max), memory.count >= start,
            memory.count - start >= Self.bytes(count)
        else { return nil }
        let isRising = unsafe memory.withNumbers(of: UInt32.self, from: start, count: Vocabulary.wordCount + 1) {
            places in
            var last: UInt32 = 0
            for index in places.indices {
                let place = unsafe places[index]
                guard place >= last else { return false }
                last = place
            }
            return unsafe places[0] == 0 && Int(last) == count
        }
        guard isRising else { return nil }
        self.memory = memory
        self.start = start
        self.count = count
        self.coverCount = coverCount
    }

    /// Makes the postings of covers.
    init(of records: [CoverMemory.Part]) {
        var ends = [UInt32](repeating: 0, count: Vocabulary.wordCount + 2)
        var cover = ReferenceCover()
        for record in records where record.load(into: &cover, withThumbnail: false) {
            for word in cover.words { ends[Int(word) + 1] += 1 }
        }
        for word in 0..<Vocabulary.wordCount { ends[word + 1] += ends[word] }
        let count = Int(ends[Vocabulary.wordCount])
        ends[Vocabulary.wordCount + 1] = 0
        var next = ends
        var signatures = [UInt64](repeating: 0, count: count)
        var covers = [UInt32](repeating: 0, count: count)
        for (number, record) in records.enumerated() where record.load(into: &cover, withThumbnail: false) {
            for index in 0..<cover.count {
                let place = Int(next[Int(cover.words[index])])
                next[Int(cover.words[index])] += 1
                signatures[place] = cover.signatures[index]
                covers[place] = UInt32(number)
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.bytes(count))
        for end in ends { bytes.append(littleEndian: end) }
        for signature in signatures { bytes.append(littleEndian: signature) }
        for cover in covers { bytes.append(littleEndian: cover) }
        memory = CoverMemory(bytes)
        start = 0
        self.count = count
        coverCount = records.count
    }

    /// The features that have a word.
    @inline(__always)
    func withPostings(
        of word: UInt16, _ body: (UnsafeBufferPointer<UInt64>, UnsafeBufferPointer<UInt32>) -> Void
    ) {
        let range = range(of: word)
        guard !range.isEmpty else { return }
        unsafe memory.withNumbers(of: UInt64.self, from: signatures + 8 * range.lowerBound, count: range.count) {
            signatures in
            unsafe memory.withNumbers(of: UInt32.self, from: covers + 4 * range.lowerBound, count: range.count) {
                covers in
                unsafe body(signatures, covers)
            }
        }
    }

    /// Where the features of a word stand.
    @inline(__always)
    func range(of word: UInt16) -> Range<Int> {
        unsafe memory.withNumbers(of: UInt32.self, from: start + 4 * Int(word), count: 2) { places in
            let first = min(count, unsafe Int(places[0]))
            return first..<max(first, min(count, unsafe Int(places[1])))
        }
    }

    /// Covers that have each word.
    func coverCounts() -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: Vocabulary.wordCount)
        for word in 0..<Vocabulary.wordCount {
            unsafe withPostings(of: UInt16(word)) { _, covers in
                var last = UInt32.max
                for index in covers.indices {
                    let cover = unsafe covers[index]
                    if cover != last { counts[word] += 1 }
                    last = cover
                }
            }
        }
        return counts
    }
}
