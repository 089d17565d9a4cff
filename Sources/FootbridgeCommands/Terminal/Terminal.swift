#if canImport(Glibc)
import Glibc
#endif

/// Where a command writes: results to standard output, messages for people to standard error.
struct Terminal: Sendable {
    private let writeResult: @Sendable (String) throws -> Void
    private let writeMessage: @Sendable (String) -> Void
    /// Whether a person watches standard error, so that a line may be drawn over.
    let isWatched: Bool

    /// - Parameters:
    ///   - result: takes text with its line ends.
    ///   - message: takes text with its line ends.
    init(
        isWatched: Bool, result: @escaping @Sendable (String) throws -> Void,
        message: @escaping @Sendable (String) -> Void
    ) {
        self.isWatched = isWatched
        writeResult = result
        writeMessage = message
    }

    /// The standard output and standard error of this process, unbuffered.
    static let process = Terminal(
        isWatched: isatty(STDERR_FILENO) == 1,
        result: { text in
            guard write(text, to: STDOUT_FILENO) else {
                throw CommandFailure("standard output cannot be written: \(String(cString: strerror(errno)))")
            }
        },
        // Where even this fails there is nobody left to tell.
        message: { _ = write($0, to: STDERR_FILENO) })

    /// Writes one line of what the command was asked for.
    ///
    /// - Throws: ``CommandFailure`` where standard output cannot be written, as on a full disk.
    func result(_ line: String) throws {
        try writeResult(line + "\n")
    }

    /// Writes one line for whoever runs the command.
    func message(_ line: String) {
        writeMessage(line + "\n")
    }

    /// Draws `text` over what was drawn before; only for somebody who watches.
    func draw(_ text: String) {
        writeMessage("\r\u{1B}[K" + text)
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
