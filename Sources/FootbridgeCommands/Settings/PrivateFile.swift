#if canImport(Glibc)
import Glibc
#endif

/// A small file that others must not read, such as a secret or a password.
enum PrivateFile {
    /// Why a file was not read; in words that follow its path.
    struct Failure: Error, CustomStringConvertible {
        let description: String
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
