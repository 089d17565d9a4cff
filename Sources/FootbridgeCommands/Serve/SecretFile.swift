import FootbridgeCore
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The file that holds an installation's secret: 64 hexadecimal digits, readable by its owner alone.
enum SecretFile {
    /// Reads the secret, making a new one where there is no file yet.
    ///
    /// - Throws: ``StartError`` where the file cannot be read or made, others may read it, or it holds no secret.
    static func load(_ path: String) throws(StartError) -> ServerSecret {
        if let secret = try read(path) { return secret }
        try make(path)
        guard let secret = try read(path) else { throw StartError("\(path) is gone again: \(reason())") }
        return secret
    }

    /// Makes the file whole, or leaves the one that another daemon has made meanwhile.
    private static func make(_ path: String) throws(StartError) {
        let digits = ServerSecret.newBytes().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let new = "\(path).\(getpid())"
        unlink(new)
        let descriptor: Int32
        do {
            descriptor = try PrivateFile.make(new, O_EXCL | O_WRONLY)
        } catch {
            throw StartError("\(path) \(error)")
        }
        defer { unlink(new) }
        let line = Array((digits + "\n").utf8)
        let isWritten = write(descriptor, line, line.count) == line.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, link(new, path) == 0 || errno == EEXIST else {
            throw StartError("\(path) cannot be written: \(reason())")
        }
    }

    /// - Returns: nil where there is no such file.
    static func read(_ path: String) throws(StartError) -> ServerSecret? {
        let text: String?
        do {
            text = try PrivateFile.read(path, forbidden: 0o077)?.trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw StartError("\(path) \(error)")
        }
        guard let text else { return nil }
        let pairs = stride(from: 0, to: text.utf8.count - 1, by: 2).map {
            UInt8(text.dropFirst($0).prefix(2), radix: 16)
        }
        guard text.utf8.count % 2 == 0, let secret = ServerSecret(bytes: pairs.compactMap(\.self)),
            !pairs.contains(nil)
        else { throw StartError("\(path) does not hold a secret of at least 64 hexadecimal digits") }
        return secret
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
