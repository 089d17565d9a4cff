import CoverRecognition
import Glibc

/// The folder that holds an index, and how files get into it whole or not at all.
///
/// `@unchecked Sendable`: it holds a file descriptor that never changes, and closes it when nobody has it any more.
final class IndexFolder: @unchecked Sendable {
    let path: String
    private let descriptor: Int32

    /// What the name of a file that is being written ends with; such files are left over where nobody writes.
    static let unfinished = ".unfinished"

    /// - Parameter creates: makes the folder where it is missing.
    init(_ path: String, creates: Bool) throws(CoverIndexError) {
        self.path = path
        if creates, unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw Self.failure(path) }
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : Self.failure(path) }
    }

    deinit { close(descriptor) }

    /// Keeps others from writing for as long as this folder is held.
    func lock() throws(CoverIndexError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .locked : Self.failure(path)
        }
    }

    /// Reads a whole file.
    /// - Returns: nil where there is none.
    func read(_ name: String, atMost limit: Int) throws(CoverIndexError) -> [UInt8]? {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure(name)
        }
        defer { close(file) }
        let size = try Self.size(of: file, name)
        guard size <= limit else { throw .damaged(file: name, reason: "it has \(size) bytes") }
        var bytes = [UInt8](repeating: 0, count: size)
        var done = 0
        while done < size {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: done), size - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(name) }
            done += count
        }
        return bytes
    }

    /// Maps a file that nobody changes any more.
    func map(_ name: String) throws(CoverIndexError) -> CoverMemory {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            throw errno == ENOENT ? .damaged(file: name, reason: "it is missing") : Self.failure(name)
        }
        defer { close(file) }
        let size = try Self.size(of: file, name)
        guard size > 0 else { throw .damaged(file: name, reason: "it is empty") }
        guard let start = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, file, 0), unsafe start != MAP_FAILED else {
            throw Self.failure(name)
        }
        let address = UInt(bitPattern: start)
        return unsafe CoverMemory(UnsafeRawBufferPointer(start: start, count: size)) {
            _ = unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), size)
        }
    }

    /// Writes a file that is there whole, after a power failure too, or not at all.
    /// - Parameter body: hands over the bytes, part by part.
    func write(
        _ name: String, _ body: (borrowing FileWriting) throws(CoverIndexError) -> Void
    ) throws(CoverIndexError) {
        let temporary = name + Self.unfinished
        let file = unsafe openat(
            descriptor, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644 as mode_t)
        guard file >= 0 else { throw Self.failure(temporary) }
        do throws(CoverIndexError) {
            defer { close(file) }
            try body(FileWriting(descriptor: file, name: temporary))
            guard fsync(file) == 0 else { throw Self.failure(temporary) }
        } catch {
            remove(temporary)
            throw error
        }
        guard unsafe renameat(descriptor, temporary, descriptor, name) == 0, fsync(descriptor) == 0 else {
            throw Self.failure(name)
        }
    }

    /// Takes a file away that nobody needs; one that is mapped stays until it is not.
    func remove(_ name: String) {
        _ = unsafe unlinkat(descriptor, name, 0)
    }

    /// The names of the files in the folder.
    func names() throws(CoverIndexError) -> [String] {
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Self.failure(path) }
        guard let listing = unsafe fdopendir(copy) else {
            close(copy)
            throw Self.failure(path)
        }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    /// What changes whenever a file is replaced; nil where there is none.
    func mark(of name: String) -> CoverIndexMark? {
        var status = stat()
        guard unsafe fstatat(descriptor, name, &status, 0) == 0 else { return nil }
        return CoverIndexMark(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int64(status.st_mtim.tv_sec),
            nanoseconds: Int64(status.st_mtim.tv_nsec))
    }

    private static func size(of file: Int32, _ name: String) throws(CoverIndexError) -> Int {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure(name) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .damaged(file: name, reason: "it is no regular file") }
        return Int(status.st_size)
    }

    static func failure(_ file: String) -> CoverIndexError {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return .noRoom }
        return .unavailable(file: file, reason: unsafe String(cString: strerror(code)))
    }
}

/// A file that is being written.
struct FileWriting: ~Copyable {
    fileprivate let descriptor: Int32
    fileprivate let name: String

    /// Writes all of the bytes at a place of the file.
    func write(_ bytes: [UInt8], at offset: Int) throws(CoverIndexError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw IndexFolder.failure(name) }
            done += count
        }
    }
}
