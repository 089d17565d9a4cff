import FootbridgeCore

#if canImport(Glibc)
import Glibc
#endif

/// The files of a SQLite database: itself, its write-ahead log, the log's index, and the daemon's lock.
///
/// They are their owner's alone, like the secret: hashed keys, scans and visitors are in them. One that is there already
/// keeps its rights, as an operator may have given them to a group, for backups; `serve` and `doctor` warn of it.
struct DatabaseFiles {
    /// Of the database itself.
    let path: String

    var lock: String { path + ".lock" }

    /// Makes an empty database where there is no file; SQLite gives the log and its index the same rights.
    ///
    /// Never touches a file that is there: closing it would end the locks that SQLite holds on it in this process.
    func makeIfMissing() throws(StorageError) {
        var status = stat()
        guard stat(path, &status) != 0, errno == ENOENT else { return }
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
