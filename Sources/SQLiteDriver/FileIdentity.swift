#if canImport(Glibc)
import Glibc
#endif

/// Which file is under a path, through every symbolic link.
struct FileIdentity: Hashable {
    private let device: dev_t
    private let number: ino_t

    /// - Returns: nil where there is none.
    init?(of path: String) {
        var status = unsafe stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = unsafe status.st_dev
        number = unsafe status.st_ino
    }
}
