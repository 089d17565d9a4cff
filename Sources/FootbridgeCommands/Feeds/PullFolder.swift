import FootbridgeCore
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A folder with the files of one feed, in order: `events.00000001.CURSOR.ndjson` and so on.
///
/// The cursor of a file's last row is part of its name, so file and cursor come to be in one rename: however a pull ends,
/// the greatest number says where the next goes on.
struct PullFolder {
    private let folder: URL
    private let name: String
    private let ending: String
    private let lock: Int32
    private(set) var last: FeedCursor?
    private var number = 0

    /// Opens the folder, makes it where there is none, and takes away what an interrupted pull left.
    ///
    /// - Parameters:
    ///   - name: of the feed.
    ///   - source: where the feed is; a folder follows one.
    /// - Throws: ``CommandFailure``.
    init(_ path: String, name: String, ending: String, source: String) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        self.name = name
        self.ending = ending
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("\(path) cannot be made")
        }
        lock = open(folder.appending(path: ".\(name).lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure("another pull is at work in \(path), or it cannot be written")
        }
        // Of a pull that was interrupted: what is in it comes again.
        unlink(folder.appending(path: ".\(name).part").path)
        try follow(source)
        for file in try files() {
            let parts = file.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == name, let number = Int(parts[1]), let cursor = FeedCursor(parts[2])
            else {
                continue
            }
            guard parts[3] == ending else {
                throw CommandFailure("\(path) holds \(name) as \(parts[3]) already: give that, or another folder")
            }
            if number > self.number { (self.number, last) = (number, cursor) }
        }
    }

    /// Lets go of the folder.
    func close() {
        _ = Glibc.close(lock)
    }

    /// Remembers which feed the folder follows: cursors of another one would mean something else.
    private func follow(_ source: String) throws {
        let file = folder.appending(path: ".\(name).source")
        do {
            guard FileManager.default.fileExists(atPath: file.path) else {
                return try Data("\(source)\n".utf8).write(to: file, options: .atomic)
            }
            let known = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
            guard known == source else {
                throw CommandFailure("\(folder.path) follows \(known): give that, or another folder")
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(file.path) cannot be used")
        }
    }

    private func files() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw CommandFailure("\(folder.path) cannot be read")
        }
    }

    /// The next file, which has no name yet.
    func begin() throws -> ExportOutput {
        try ExportOutput(folder.appending(path: ".\(name)").path)
    }

    /// Gives a file its name.
    mutating func keep(_ file: ExportOutput, upTo cursor: FeedCursor) throws {
        number += 1
        last = cursor
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        try file.finish(as: folder.appending(path: "\(name).\(padded).\(cursor.text).\(ending)").path)
    }
}
