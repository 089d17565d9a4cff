#if canImport(Glibc)
import Glibc
#endif

/// The bytes of a file that somebody says is a photo.
enum PhotoFile {
    /// Reads a whole file.
    ///
    /// The kind and the size are known before a byte is read, and a file that grows meanwhile is not read further than
    /// `maximumBytes`; a named pipe is refused and never waited for.
    /// - Throws: ``CommandFailure`` where it is missing, unreadable, no regular file or too large.
    static func bytes(at path: String, maximumBytes: Int) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be examined") }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw CommandFailure("is a directory")
        default: throw CommandFailure("is not a regular file")
        }
        guard status.st_size <= maximumBytes else { throw tooLarge(maximumBytes) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw failure("cannot be read") }
            if read == 0 { break }
            count += read
        }
        guard count <= maximumBytes else { throw tooLarge(maximumBytes) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func failure(_ what: String) -> CommandFailure {
        CommandFailure("\(what): \(String(cString: strerror(errno)))")
    }

    private static func tooLarge(_ maximumBytes: Int) -> CommandFailure {
        CommandFailure("is larger than \(maximumBytes >> 20) MiB")
    }
}
