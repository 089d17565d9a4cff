import CoverIndexing

/// Takes covers out of an index.
enum CoverRemoval {
    /// - Returns: the names that were not there.
    static func remove(_ names: [String], from folder: String) throws(CommandFailure) -> [String] {
        guard !names.isEmpty else { return [] }
        do throws(CoverIndexError) {
            var writer = try CoverIndexWriter(openingAt: folder)
            let missing = names.filter { !writer.contains($0) }
            try writer.remove(names)
            while try writer.merge() {}
            return missing
        } catch {
            throw CommandFailure(error, in: folder)
        }
    }
}
