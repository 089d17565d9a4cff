#if canImport(Glibc)
import Glibc
#endif

/// The file that an import reads, a chunk at a time.
final class ImportSource {
    private let descriptor: Int32
    private let isStandardInput: Bool
    /// Bytes read so far.
    private(set) var bytesRead: Int64 = 0
    /// Bytes in all; nil where the source cannot tell, as a pipe.
    let totalBytes: Int64?
    /// What tells this file from every other.
    private let identity: (device: UInt64, number: UInt64)

    static let chunkBytes = 262_144

    /// - Parameter path: a file, or `-` for standard input.
    /// - Throws: ``CommandFailure`` where it is missing, unreadable, or a directory.
    init(_ path: String) throws(CommandFailure) {
        isStandardInput = path == "-"
        descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure("\(path) cannot be opened: \(Self.reason())") }
        var status = stat()
        let isExamined = fstat(descriptor, &status) == 0
        identity = (UInt64(status.st_dev), UInt64(status.st_ino))
        totalBytes = isExamined && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
        guard isExamined, status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure("\(path) is \(isExamined ? "a directory" : "not readable")")
        }
    }

    deinit {
        if !isStandardInput { close(descriptor) }
    }

    /// - Returns: the next bytes; none at the end.
    /// - Throws: ``CommandFailure`` where the file cannot be read further.
    func read() throws(CommandFailure) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure("the file cannot be read: \(Self.reason())") }
            bytesRead += Int64(count)
            chunk.removeLast(chunk.count - count)
            return chunk
        }
    }

    /// Whether `path` is this very file, by whatever name.
    func isSame(asFileAt path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return (UInt64(status.st_dev), UInt64(status.st_ino)) == identity
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
