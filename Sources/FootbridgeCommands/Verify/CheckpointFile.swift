import FootbridgeCore
import Foundation

/// A file that holds a ``LedgerCheckpoint``.
enum CheckpointFile {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: ``CommandFailure`` where it cannot be read, or is no checkpoint that was made with this secret.
    static func read(_ path: String, _ chain: LedgerChain) throws -> LedgerCheckpoint {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CommandFailure("\(path) cannot be read")
        }
        guard let checkpoint = LedgerCheckpoint(text, verifiedWith: chain) else {
            throw CommandFailure("\(path) is no checkpoint of this installation, or it was altered")
        }
        return checkpoint
    }

    /// Writes it whole, or leaves what was there.
    ///
    /// - Throws: ``CommandFailure`` where it cannot be written.
    static func write(_ checkpoint: LedgerCheckpoint, to path: String, _ chain: LedgerChain) throws {
        do {
            try Data(checkpoint.text(signedBy: chain).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("\(path) cannot be written")
        }
    }
}
