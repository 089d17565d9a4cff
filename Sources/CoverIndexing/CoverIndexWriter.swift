public import CoverRecognition

/// Changes an index on disk; one process at a time.
///
/// What a call that changes something returned from is on the disk: a file of covers is written, synced and renamed,
/// and then the manifest that names it. What was interrupted is not there, and its remains are taken away when the
/// index is opened the next time.
public struct CoverIndexWriter: ~Copyable {
    private let folder: IndexFolder
    private var manifest: Manifest
    /// The index as it is now.
    public private(set) var index: CoverIndex
    /// Where each cover that is there is.
    private var places: [String: CoverPlace] = [:]
    private var open: [UInt64: OpenSegment]

    /// Opens an index to change it, or makes an empty one.
    /// - Parameter anew: whether it is to be empty, whatever is there: also where that is damaged.
    /// - Throws: `locked` where another process has it open so.
    public init(openingAt path: String, anew: Bool = false) throws(CoverIndexError) {
        let folder = try IndexFolder(path, creates: true)
        try folder.lock()
        if anew {
            // Its files are remains then, and go with the others.
            try Self.write(Manifest(), in: folder)
        } else if try folder.read(Manifest.name, atMost: Manifest.mostBytes) == nil {
            try Self.write(Manifest(), in: folder)
        }
        let manifest = try CoverIndexFolder.manifest(in: folder)
        try Self.removeRemains(of: manifest, in: folder)
        var open: [UInt64: OpenSegment] = [:]
        let index = try CoverIndexFolder.index(manifest, in: folder, thoroughly: true, open: &open)
        self.init(folder, manifest, index, open)
    }

    private init(_ folder: IndexFolder, _ manifest: Manifest, _ index: CoverIndex, _ open: [UInt64: OpenSegment]) {
        self.folder = folder
        self.open = open
        self.manifest = manifest
        self.index = index
        places = Self.places(in: index)
    }

    /// What was remembered with the last change, such as how far a list of covers was followed; empty in a new index.
    public var memo: [UInt8] { manifest.memo }

    /// The names of all covers that are there, in no order.
    public var names: some Collection<String> { places.keys }

    /// Whether a cover of this name is there.
    public func contains(_ name: String) -> Bool { places[name] != nil }

    /// Adds covers; one whose name is there already takes its place.
    /// - Parameters:
    ///   - covers: with different names.
    ///   - artwork: for each cover the names of others, there or among these, with the same artwork.
    public mutating func add(_ covers: [CompiledCover], sharing artwork: [[String]]) throws(CoverIndexError) {
        guard !covers.isEmpty else { return }
        try change(removing: [], adding: covers, sharing: artwork, memo: memo)
    }

    /// Takes covers away, adds others and remembers something, all or nothing.
    /// - Parameters:
    ///   - names: of covers to take away; those that are not there are passed over.
    ///   - covers: as in ``add(_:sharing:)``.
    ///   - artwork: as in ``add(_:sharing:)``.
    ///   - memo: at most 64 bytes.
    public mutating func change(
        removing names: [String], adding covers: [CompiledCover], sharing artwork: [[String]], memo: [UInt8]
    ) throws(CoverIndexError) {
        precondition(covers.count == artwork.count, "one list for each cover")
        precondition(memo.count <= Manifest.mostMemoBytes, "a memo is short")
        guard places.count + covers.count <= CoverIndex.mostCovers / 2 else { throw .tooManyCovers }
        var next = manifest
        next.memo = memo
        var positions = places
        for name in names {
            if let place = positions.removeValue(forKey: name) { next.entries[place.segment].delete(place.cover) }
        }
        for cover in covers {
            if let place = positions[cover.name] { next.entries[place.segment].delete(place.cover) }
        }
        for start in stride(from: 0, to: covers.count, by: SegmentFile.mostCovers) {
            let part = Array(covers[start..<min(covers.count, start + SegmentFile.mostCovers)])
            next.entries.append(try write(SegmentWriter([CoverSegment(part)]), into: &next))
        }
        // Groups by name, as covers are numbered anew now.
        for (number, cover) in covers.enumerated() {
            positions[cover.name] = CoverPlace(
                segment: manifest.entries.count + number / SegmentFile.mostCovers,
                cover: number % SegmentFile.mostCovers)
        }
        for (cover, others) in zip(covers, artwork) {
            guard let place = positions[cover.name] else { continue }
            next.join([place] + others.compactMap { positions[$0] })
        }
        try publish(next)
        places = positions
    }

    /// Takes covers away; names that are not there are passed over.
    /// - Returns: how many were there.
    @discardableResult
    public mutating func remove(_ names: [String]) throws(CoverIndexError) -> Int {
        let found = Set(names).filter { places[$0] != nil }
        guard !found.isEmpty else { return 0 }
        try change(removing: Array(found), adding: [], sharing: [], memo: memo)
        return found.count
    }

    /// Merges files where there are many small ones, or many deleted covers in one; at most one merge a call.
    ///
    /// The longest, of 131 072 covers, writes 2 GB.
    /// - Returns: whether there was something to merge, and may be more.
    public mutating func merge() throws(CoverIndexError) -> Bool {
        guard let range = MergePlan.next(manifest.entries.map { ($0.file.coverCount, $0.liveCount) }) else {
            return false
        }
        var next = manifest
        let writer = SegmentWriter(Array(index.segments[range]))
        var entry = writer.coverCount > 0 ? try write(writer, into: &next) : nil
        for (segment, own) in zip(range, writer.numbers) {
            for (cover, number) in own.enumerated() {
                if let number { entry?.groups[Int(number)] = manifest.entries[segment].groups[cover] }
            }
        }
        next.entries.replaceSubrange(range, with: entry.map { [$0] } ?? [])
        try publish(next)
        places = Self.places(in: index)
        return true
    }

    private func write(_ writer: SegmentWriter, into next: inout Manifest) throws(CoverIndexError) -> Manifest.Entry {
        let file = try writer.write(number: next.nextFile, in: folder)
        next.nextFile += 1
        return Manifest.Entry(
            file: file, deleted: [UInt64](repeating: 0, count: (file.coverCount + 63) / 64),
            groups: [UInt32](repeating: 0, count: file.coverCount))
    }

    /// Makes the change the one that counts.
    private mutating func publish(_ next: Manifest) throws(CoverIndexError) {
        var next = next
        next.generation += 1
        // Before the manifest: what cannot be opened is not put in force.
        var open = open
        let index = try CoverIndexFolder.index(next, in: folder, thoroughly: false, open: &open)
        try Self.write(next, in: folder)
        let kept = Set(next.entries.map(\.file.number))
        for entry in manifest.entries where !kept.contains(entry.file.number) { folder.remove(entry.file.name) }
        manifest = next
        self.index = index
        self.open = open
    }

    private static func write(_ manifest: Manifest, in folder: IndexFolder) throws(CoverIndexError) {
        let bytes = manifest.bytes
        try folder.write(Manifest.name) { file throws(CoverIndexError) in try file.write(bytes, at: 0) }
    }

    private static func places(in index: CoverIndex) -> [String: CoverPlace] {
        var places: [String: CoverPlace] = [:]
        for (number, segment) in index.segments.enumerated() {
            for cover in 0..<segment.count where !segment.isDeleted(cover) {
                if let name = segment.name(of: cover) { places[name] = CoverPlace(segment: number, cover: cover) }
            }
        }
        return places
    }

    /// Files that no manifest names: somebody was interrupted while writing them.
    private static func removeRemains(
        of manifest: Manifest, in folder: IndexFolder
    ) throws(CoverIndexError) {
        let named = Set(manifest.entries.map(\.file.name))
        for name in try folder.names() where !named.contains(name) {
            if name.hasSuffix(IndexFolder.unfinished) || (name.hasPrefix("covers-") && name.hasSuffix(".segment")) {
                folder.remove(name)
            }
        }
    }
}

extension Manifest.Entry {
    var liveCount: Int { file.coverCount - deleted.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func delete(_ cover: Int) {
        deleted[cover >> 6] |= 1 << UInt64(cover & 63)
        groups[cover] = 0
    }
}

extension Manifest {
    /// Puts covers into one group, with all that are in a group with one of them.
    mutating func join(_ places: [CoverPlace]) {
        let places = Set(places)
        guard places.count > 1 else { return }
        let groups = Set(places.map { entries[$0.segment].groups[$0.cover] }).subtracting([0])
        let group: UInt32
        if let least = groups.min() {
            group = least
        } else {
            group = nextGroup
            nextGroup += 1
        }
        for place in places { entries[place.segment].groups[place.cover] = group }
        guard groups.count > 1 else { return }
        for entry in entries.indices {
            for cover in entries[entry].groups.indices where groups.contains(entries[entry].groups[cover]) {
                entries[entry].groups[cover] = group
            }
        }
    }
}
