import FootbridgeCore
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The files of a SQLite database: itself, its write-ahead log, the log's index, and the daemon's lock.
///
/// They are their owner's alone, like the secret: hashed keys, scans and visitors are in them. One that is there already
/// keeps its rights, as an operator may have given them to a group, for backups; `serve` and `doctor` warn of it.
struct DatabaseFiles {
    /// Of the database itself, through every symbolic link: SQLite has the others beside that one, and what is locked must
    /// be the same for whoever comes by another name.
    let path: String

    init(path: String) {
        self.path = Self.resolved(path)
    }

    /// Of a link to what is not there yet, where that would be made.
    ///
    /// - Parameter links: that may still be followed; as many as the kernel follows.
    private static func resolved(_ path: String, links: Int = 40) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let url = URL(filePath: path)
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &target, target.count)
        guard length > 0, links > 0 else { return url.standardizedFileURL.path }
        let name = String(decoding: target.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return resolved(URL(filePath: name, relativeTo: url.deletingLastPathComponent()).path, links: links - 1)
    }

    var lock: String { path + ".lock" }

    /// Of the secret, where no setting names another.
    var secret: String { path + ".secret" }

    /// Of the folder of the index of covers, where no setting names another.
    var covers: String { path + ".covers" }

    var isMissing: Bool {
        var status = stat()
        return stat(path, &status) != 0 && errno == ENOENT
    }

    /// Makes an empty database where there is no file; SQLite gives the log and its index the same rights.
    ///
    /// Never touches a file that is there: closing it would end the locks that SQLite holds on it in this process.
    func makeIfMissing() throws(StorageError) {
        guard isMissing else { return }
        do throws(PrivateFile.Failure) {
            close(try PrivateFile.make(path, O_RDWR))
        } catch {
            throw .unreachable(
                StorageErrorDetail(
                    "the database file \(error); is its folder there, and may this user write in it?"))
        }
    }

    /// Those that others than their owner have any right in.
    var openToOthers: [String] {
        [path, path + "-wal", path + "-shm", lock].filter(PrivateFile.isOpenToOthers)
    }
}
