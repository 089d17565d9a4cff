/// Tells one version of an index from the next, without reading anything of it.
public struct CoverIndexMark: Equatable, Sendable {
    let inode: UInt64
    let size: Int64
    let seconds: Int64
    let nanoseconds: Int64

    init(inode: UInt64, size: Int64, seconds: Int64, nanoseconds: Int64) {
        self.inode = inode
        self.size = size
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Of the index in a folder as it is now; three calls to the system.
    /// - Returns: nil where there is none, or the folder cannot be opened.
    public init?(of path: String) {
        do throws(CoverIndexError) {
            guard let mark = try IndexFolder(path, creates: false).mark(of: Manifest.name) else { return nil }
            self = mark
        } catch {
            return nil
        }
    }
}
