public import CoverRecognition

/// An index on disk, to be searched.
///
/// Any number of processes may have it open while one changes it: what they have mapped stays as it was until they open
/// it again. Files are read only and mapped, so that processes share their memory.
public struct CoverIndexFolder: Sendable {
    /// As it was when it was opened.
    public let index: CoverIndex
    /// How many times the index was changed before it was opened.
    public let generation: UInt64
    /// What was remembered with the last change (``CoverIndexWriter/memo``).
    public let memo: [UInt8]
    private let folder: IndexFolder
    private let mark: CoverIndexMark?

    /// Opens an index.
    /// - Parameters:
    ///   - path: its folder.
    ///   - thoroughly: reads every byte and compares checksums, at some gigabytes a second; else headers, lengths and
    ///     the places of words are checked, and damaged records are passed over when they are met.
    /// - Throws: `missing` where there is none.
    public init(openingAt path: String, thoroughly: Bool = false) throws(CoverIndexError) {
        let folder = try IndexFolder(path, creates: false)
        try self.init(folder, thoroughly: thoroughly)
    }

    init(_ folder: IndexFolder, thoroughly: Bool) throws(CoverIndexError) {
        self.folder = folder
        // The mark first: a change between the two is then seen as one to come.
        var mark = folder.mark(of: Manifest.name)
        var manifest = try Self.manifest(in: folder)
        var attempts = 0
        while true {
            do {
                index = try Self.index(manifest, in: folder, thoroughly: thoroughly)
                break
            } catch {
                // A merge may have taken files away since the manifest was read; there is a newer one then.
                let newer = folder.mark(of: Manifest.name)
                attempts += 1
                guard newer != mark, attempts < 100 else { throw error }
                mark = newer
                manifest = try Self.manifest(in: folder)
            }
        }
        self.mark = mark
        generation = manifest.generation
        memo = manifest.memo
    }

    /// Whether the index was changed since it was opened; one call to the system.
    public var isOutdated: Bool { folder.mark(of: Manifest.name) != mark }

    static func manifest(in folder: IndexFolder) throws(CoverIndexError) -> Manifest {
        guard let bytes = try folder.read(Manifest.name, atMost: Manifest.mostBytes) else { throw .missing }
        return try Manifest(bytes: bytes)
    }

    static func index(
        _ manifest: Manifest, in folder: IndexFolder, thoroughly: Bool
    ) throws(CoverIndexError) -> CoverIndex {
        var files: [UInt64: OpenSegment] = [:]
        return try index(manifest, in: folder, thoroughly: thoroughly, open: &files)
    }

    /// - Parameter open: what is open already, by number; what is opened is added, and what is not needed taken away.
    static func index(
        _ manifest: Manifest, in folder: IndexFolder, thoroughly: Bool, open: inout [UInt64: OpenSegment]
    ) throws(CoverIndexError) -> CoverIndex {
        var segments: [CoverSegment] = []
        var weights: (covers: Int, values: WordWeights)?
        var needed: [UInt64: OpenSegment] = [:]
        for entry in manifest.entries {
            let file: OpenSegment
            if let known = open[entry.file.number] {
                file = known
            } else {
                file = try entry.file.open(in: folder, thoroughly: thoroughly)
            }
            needed[entry.file.number] = file
            let (segment, own) = (file.segment, file.weights)
            segments.append(segment.with(groups: entry.groups, deleted: entry.deleted))
            // The weights of the largest count for all, so that they stay as they are until it is merged.
            if let own, entry.file.coverCount > weights?.covers ?? 0 { weights = (entry.file.coverCount, own) }
        }
        open = needed
        return CoverIndex(segments: segments, weights: weights?.values)
    }
}
