import CoverRecognition

/// One file of covers that never changes once it is there.
///
/// Little-endian: a header of 64 bytes, the places of the records, how many features each has, the records, and from ``leastForPostings`` covers on
/// their postings and the weights of words among them; smaller ones have their postings made when they are opened.
struct SegmentFile: Equatable, Sendable {
    /// Tells the file from others; it has this in its name.
    let number: UInt64
    let coverCount: Int
    let postingCount: Int
    let recordBytes: Int
    let hasPostings: Bool
    /// Of everything behind the header.
    let checksum: UInt64

    static let headerBytes = 64
    /// "FBCOVERS"
    private static let magic: UInt64 = 0x5352_4556_4F43_4246
    /// Changes with what is in a file, and with the vocabulary or the features that records are made of.
    private static let version: UInt32 = 2
    /// Covers from which it is worth half a megabyte to have postings in the file.
    static let leastForPostings = 256
    /// Covers in one file, so that none takes long to merge.
    static let mostCovers = 131_072
    private static let weightBytes = 65_536 * 4

    var name: String { Self.name(number) }

    static func name(_ number: UInt64) -> String { "covers-\(number).segment" }

    private var featureCounts: Int { Self.headerBytes + 8 * (coverCount + 1) }
    var records: Int { (featureCounts + 2 * coverCount + 7) & ~7 }
    var postings: Int { records + recordBytes }
    var weights: Int { postings + Postings.bytes(postingCount) }
    var length: Int { hasPostings ? weights + Self.weightBytes : postings }

    /// The header's bytes; the last eight are their checksum.
    var header: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(stored: Self.magic)
        bytes.append(stored: Self.version)
        bytes.append(stored: UInt32(hasPostings ? 1 : 0))
        bytes.append(stored: UInt64(coverCount))
        bytes.append(stored: UInt64(postingCount))
        bytes.append(stored: UInt64(recordBytes))
        bytes.append(stored: number)
        bytes.append(stored: checksum)
        bytes.append(stored: Checksum.of(unsafe bytes.span.bytes))
        return bytes
    }

    init(number: UInt64, coverCount: Int, postingCount: Int, recordBytes: Int, hasPostings: Bool, checksum: UInt64) {
        self.number = number
        self.coverCount = coverCount
        self.postingCount = postingCount
        self.recordBytes = recordBytes
        self.hasPostings = hasPostings
        self.checksum = checksum
    }

    /// Maps the file and checks that it is the one that was written, as far as that is told by its header and length.
    /// - Parameter thoroughly: reads all of it too, and compares the checksum.
    func open(in folder: IndexFolder, thoroughly: Bool) throws(CoverIndexError) -> OpenSegment {
        let memory = try folder.map(name)
        guard memory.count == length else {
            throw .damaged(file: name, reason: "it has \(memory.count) bytes, not \(length)")
        }
        guard memory.bytes(0..<Self.headerBytes) == header else {
            throw .damaged(file: name, reason: "its header is not the one that was written")
        }
        if thoroughly {
            guard memory.withBytes({ Checksum.of($0.extracting(Self.headerBytes...)) }) == checksum else {
                throw .damaged(file: name, reason: "its content is not what was written")
            }
        }
        guard
            let segment = CoverSegment(
                memory, count: coverCount, places: Self.headerBytes, featureCounts: featureCounts, records: records,
                recordBytes: recordBytes, postings: hasPostings ? (postings, postingCount) : nil)
        else { throw .damaged(file: name, reason: "its parts do not fit together") }
        guard hasPostings else { return OpenSegment(segment: segment, weights: nil) }
        let floats = StoredNumbers.floats(memory.bytes(weights..<length))
        guard let weights = WordWeights(values: floats) else {
            throw .damaged(file: name, reason: "the weights of its words are none")
        }
        return OpenSegment(segment: segment, weights: weights)
    }
}

/// A file of covers that is mapped.
struct OpenSegment: Sendable {
    let segment: CoverSegment
    /// The weights of words among its covers; nil for a small one.
    let weights: WordWeights?
}

extension StoredNumbers {
    static func floats(_ bytes: [UInt8]) -> [Float] {
        var numbers = StoredNumbers(bytes)
        return numbers.array(of: UInt32.self, count: bytes.count / 4)?.map(Float.init(bitPattern:)) ?? []
    }
}
