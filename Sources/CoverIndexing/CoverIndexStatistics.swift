import CoverRecognition

/// What an index is made of.
public struct CoverIndexStatistics: Sendable, Equatable {
    /// Covers that are there.
    public let covers: Int
    /// Covers that are gone, and whose place was not made use of yet.
    public let deleted: Int
    /// Groups of covers with the same artwork, and the covers in them.
    public let groups: Int
    public let grouped: Int
    public let files: Int
    /// Bytes of all files of covers.
    public let bytes: Int
    /// How many times the index was changed.
    public let generation: UInt64
    /// What was remembered with the last change (``CoverIndexWriter/memo``).
    public let memo: [UInt8]
}

extension CoverIndexFolder {
    /// Counts; reads the manifest alone.
    public static func statistics(at path: String) throws(CoverIndexError) -> CoverIndexStatistics {
        let manifest = try manifest(in: IndexFolder(path, creates: false))
        let groups = manifest.entries.flatMap(\.groups).filter { $0 != 0 }
        return CoverIndexStatistics(
            covers: manifest.entries.reduce(0) { $0 + $1.liveCount },
            deleted: manifest.entries.reduce(0) { $0 + $1.file.coverCount - $1.liveCount },
            groups: Set(groups).count, grouped: groups.count, files: manifest.entries.count,
            bytes: manifest.entries.reduce(0) { $0 + $1.file.length }, generation: manifest.generation,
            memo: manifest.memo)
    }

    /// Reads all of an index and compares every checksum, record and posting.
    /// - Throws: `damaged` with what is wrong first.
    public static func verify(at path: String) throws(CoverIndexError) -> CoverIndexStatistics {
        let opened = try CoverIndexFolder(openingAt: path, thoroughly: true)
        for (number, segment) in opened.index.segments.enumerated() {
            guard segment.isSound else {
                throw .damaged(file: "file \(number + 1)", reason: "its postings are not those of its covers")
            }
        }
        return try statistics(at: path)
    }
}
