import Gzip

#if canImport(Glibc)
import Glibc
#endif

/// Where an export goes: standard output, or a file that takes its name only once it is whole and on disk.
final class ExportOutput {
    private let path: String?
    private var descriptor: Int32
    private var gzip: GzipStream?
    /// Bytes taken so far, before they are compressed.
    private(set) var written: Int64 = 0

    /// - Parameters:
    ///   - path: nil for standard output.
    ///   - isCompressed: whether what is taken is written as gzip.
    /// - Throws: ``CommandFailure`` where the file cannot be made.
    init(_ path: String?, isCompressed: Bool = false) throws(CommandFailure) {
        self.path = path
        if isCompressed {
            do { gzip = try GzipStream() } catch { throw CommandFailure("there is no memory left to compress with") }
        }
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        do {
            // For its owner alone: it says who was where, if under other names.
            descriptor = try PrivateFile.make(Self.part(path), O_WRONLY | O_TRUNC)
        } catch {
            throw CommandFailure("\(path) \(error)")
        }
    }

    deinit {
        guard let path, descriptor >= 0 else { return }
        close(descriptor)
        unlink(Self.part(path))
    }

    private static func part(_ path: String) -> String { "\(path).part" }

    /// - Throws: ``CommandFailure`` where there is no room, or nobody reads on.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        try put(gzip?.compress(bytes, isEnd: false) ?? bytes)
        written += Int64(bytes.count)
    }

    private func put(_ bytes: [UInt8]) throws(CommandFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure("cannot be written")
            }
        }
    }

    /// Writes what is left to be written, and puts the file in its place, once it is on disk.
    func finish() throws(CommandFailure) {
        try put(gzip?.compress([], isEnd: true) ?? [])
        guard let path else { return }
        try finish(as: path)
    }

    /// The same under another name than was said at first.
    func finish(as name: String) throws(CommandFailure) {
        guard let path else { return }
        guard fsync(descriptor) == 0, rename(Self.part(path), name) == 0 else { throw failure("cannot be written") }
        close(descriptor)
        descriptor = -1
        try Self.sync(folderOf: name)
    }

    /// A name that was given is there after a power cut, too.
    private static func sync(folderOf path: String) throws(CommandFailure) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw CommandFailure("\(folder) cannot be written") }
    }

    private func failure(_ what: String) -> CommandFailure {
        CommandFailure("\(path ?? "standard output") \(what): \(String(cString: strerror(errno)))")
    }
}
