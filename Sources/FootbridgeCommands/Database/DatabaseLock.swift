#if canImport(Glibc)
import Glibc
#endif

/// Held by the one daemon that serves a SQLite database; the system lets go of it however the process ends.
///
/// A daemon may take over idempotency claims that a crashed one left behind, which is only right while it is alone.
final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``StartError`` where another process holds it, or the file cannot be made.
    init(path: String) throws(StartError) {
        do {
            descriptor = try PrivateFile.make(path, O_RDWR)
        } catch {
            throw StartError("\(path) \(error)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StartError("another footbridge serve runs on this database (it holds \(path))")
        }
    }

    deinit { close(descriptor) }
}
