#if canImport(Glibc)
import Glibc
#endif

/// A file that others must not read, such as a secret, a password or a database.
enum PrivateFile {
    /// Why a file was not opened or read; in words that follow its path.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Opens the file and makes it where there is none: for its owner alone from the first moment, as a umask can only
    /// take rights away. A file that is there keeps the rights it has.
    ///
    /// - Parameter flags: how to open it, such as `O_WRONLY | O_EXCL`.
    /// - Returns: a descriptor, which the caller closes.
    static func make(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
        let descriptor = open(path, flags | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "cannot be made: \(String(cString: strerror(errno)))") }
        return descriptor
    }

    /// Whether others than its owner have any right in the file; false where there is none.
    static func isOpenToOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    /// The first 4 KiB of the file.
    ///
    /// - Parameter forbidden: the rights that it must not give, such as `0o077`.
    /// - Returns: nil where there is no such file.
    static func read(_ path: String, forbidden: mode_t) throws(Failure) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw Failure(description: "cannot be read: \(String(cString: strerror(errno)))")
            }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & forbidden == 0 else {
            throw Failure(description: "may be read by others; run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
