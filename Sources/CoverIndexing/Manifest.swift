import CoverRecognition

/// Which files an index is made of, which of their covers are gone and which are in groups.
///
/// One file that is replaced as a whole: whatever was interrupted, the index is as it was before or as it is after.
struct Manifest: Equatable, Sendable {
    static let name = "covers.index"
    /// "FBINDEX2"
    private static let magic: UInt64 = 0x3258_4544_4E49_4246
    static let mostBytes = 512 << 20
    private static let mostSegments = 10_000

    struct Entry: Equatable, Sendable {
        var file: SegmentFile
        /// A bit for each cover that is gone.
        var deleted: [UInt64]
        /// The group of each cover; 0 for none.
        var groups: [UInt32]
    }

    /// Counts the changes.
    var generation: UInt64 = 0
    /// The number of the next file.
    var nextFile: UInt64 = 1
    var nextGroup: UInt32 = 1
    /// What whoever changes the index remembers in it.
    var memo: [UInt8] = []
    static let mostMemoBytes = 64
    /// In the order in which their covers were added.
    var entries: [Entry] = []

    init() {}

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(stored: Self.magic)
        bytes.append(stored: generation)
        bytes.append(stored: nextFile)
        bytes.append(stored: nextGroup)
        bytes.append(stored: UInt64(memo.count))
        bytes += memo
        bytes.append(stored: UInt64(entries.count))
        for entry in entries {
            let file = entry.file
            bytes.append(stored: file.number)
            bytes.append(stored: UInt64(file.coverCount))
            bytes.append(stored: UInt64(file.postingCount))
            bytes.append(stored: UInt64(file.recordBytes))
            bytes.append(stored: UInt8(file.hasPostings ? 1 : 0))
            bytes.append(stored: file.checksum)
            for word in entry.deleted { bytes.append(stored: word) }
            let grouped = entry.groups.enumerated().filter { $0.element != 0 }
            bytes.append(stored: UInt64(grouped.count))
            for (cover, group) in grouped {
                bytes.append(stored: UInt32(cover))
                bytes.append(stored: group)
            }
        }
        bytes.append(stored: Checksum.of(unsafe bytes.span.bytes))
        return bytes
    }

    /// - Throws: `damaged` for anything but what ``bytes`` makes.
    init(bytes: [UInt8]) throws(CoverIndexError) {
        guard bytes.count >= 8, let manifest = Self(checked: bytes) else {
            throw .damaged(file: Self.name, reason: "it is not what was written")
        }
        self = manifest
    }

    private init?(checked bytes: [UInt8]) {
        var tail = StoredNumbers(Array(bytes.suffix(8)))
        let content = Array(bytes.dropLast(8))
        guard tail.next(UInt64.self) == Checksum.of(unsafe content.span.bytes) else { return nil }
        var numbers = StoredNumbers(content)
        guard numbers.next(UInt64.self) == Self.magic, let generation = numbers.next(UInt64.self),
            let nextFile = numbers.next(UInt64.self), let nextGroup = numbers.next(UInt32.self),
            let memoBytes = numbers.count(upTo: Self.mostMemoBytes),
            let memo = numbers.array(of: UInt8.self, count: memoBytes),
            let count = numbers.count(upTo: Self.mostSegments)
        else { return nil }
        self.generation = generation
        self.nextFile = nextFile
        self.nextGroup = nextGroup
        self.memo = memo
        var covers = 0
        for _ in 0..<count {
            guard let entry = Self.entry(&numbers) else { return nil }
            covers += entry.file.coverCount
            entries.append(entry)
        }
        guard numbers.remaining == 0, covers <= CoverIndex.mostCovers,
            Set(entries.map(\.file.number)).count == entries.count
        else { return nil }
    }

    private static func entry(_ numbers: inout StoredNumbers) -> Entry? {
        guard let number = numbers.next(UInt64.self), let covers = numbers.count(upTo: SegmentFile.mostCovers),
            let postings = numbers.count(upTo: Int(UInt32.max)), let records = numbers.count(upTo: 1 << 40),
            let hasPostings = numbers.next(UInt8.self), let checksum = numbers.next(UInt64.self),
            let deleted = numbers.array(of: UInt64.self, count: (covers + 63) / 64),
            let grouped = numbers.count(upTo: covers)
        else { return nil }
        var groups = [UInt32](repeating: 0, count: covers)
        for _ in 0..<grouped {
            guard let cover = numbers.next(UInt32.self), let group = numbers.next(UInt32.self), cover < covers else {
                return nil
            }
            groups[Int(cover)] = group
        }
        let file = SegmentFile(
            number: number, coverCount: covers, postingCount: postings, recordBytes: records,
            hasPostings: hasPostings == 1, checksum: checksum)
        return Entry(file: file, deleted: deleted, groups: groups)
    }
}
