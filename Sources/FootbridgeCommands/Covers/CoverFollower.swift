import CoverIndexing
import CoverRecognition
import FootbridgeCore
import FootbridgeStorage
import PhotoDecoding
import ProductIdentifiers

/// Takes the covers that a database keeps into an index, in the order of their changes and a batch at a time.
///
/// How far it has come is remembered in the index with the very change that brings it there: wherever it is interrupted, it
/// goes on from what is on the disk, and takes nothing in twice. Every daemon follows the same changes in the same order, so
/// their groups are the same, too.
struct CoverFollower: Sendable {
    /// Covers that are taken in together, whose pictures are in memory meanwhile: some 15 MB.
    static let batch = 32

    let storage: Storage
    let compilation: CoverCompilation
    /// Is told of a kept cover that cannot be taken in.
    let whenUnusable: @Sendable (_ cover: String, _ reason: String) -> Void

    init(
        storage: Storage, threads: Int, whenUnusable: @escaping @Sendable (_ cover: String, _ reason: String) -> Void
    ) {
        self.storage = storage
        compilation = CoverCompilation(threads: threads)
        self.whenUnusable = whenUnusable
    }

    /// Empties an index whose covers are not those of the database.
    ///
    /// - Returns: whether it had any.
    func prepare(_ writer: inout CoverIndexWriter, for standing: CoverStanding) throws(CoverIndexError) -> Bool {
        if let place = CoverIndexPlace(memo: writer.memo), place.isOf(standing) { return false }
        let names = Array(writer.names)
        try writer.change(
            removing: names, adding: [], sharing: [],
            memo: CoverIndexPlace(database: standing.database, change: 0).memo)
        while try writer.merge() {}
        return !names.isEmpty
    }

    /// Takes the next batch in.
    ///
    /// - Returns: how many changes that were; none where the index has all.
    /// - Throws: `StorageError`, `CoverIndexError`, `CancellationError`; the index is then as it was.
    func takeNext(into writer: inout CoverIndexWriter) async throws -> Int {
        guard var place = CoverIndexPlace(memo: writer.memo) else { return 0 }
        let changes = try await storage.coverChanges(after: place.change, limit: Self.batch)
        guard let last = changes.last else { return 0 }
        var covers: [CoverCompilation.Compiled] = []
        try await OrderedWork(width: compilation.threads).run(changes.filter { $0.jpeg != nil }) { [self] in
            compile($0)
        } deliver: { compiled in
            if let compiled { covers.append(compiled) }
        }
        try Task.checkCancellation()
        let artwork = try await compilation.sharedArtwork(of: covers, with: writer.index)
        place.change = last.number
        let taken = Set(covers.map(\.cover.name))
        try writer.change(
            removing: changes.map(\.gtin.digits14).filter { !taken.contains($0) }, adding: covers.map(\.cover),
            sharing: artwork, memo: place.memo)
        while try writer.merge() {}
        return changes.count
    }

    private func compile(_ change: CoverChange) -> CoverCompilation.Compiled? {
        guard let jpeg = change.jpeg, !Task.isCancelled else { return nil }
        let name = change.gtin.digits14
        do {
            guard change.isSound else { throw CommandFailure("its picture is not what was written") }
            return try compilation.compile(CoverPicture.grey(of: jpeg), name: name)
        } catch let failure as CommandFailure {
            whenUnusable(name, failure.description)
        } catch {
            whenUnusable(name, "its picture cannot be decoded")
        }
        return nil
    }
}
