import FootbridgeCore

#if canImport(Glibc)
import Glibc
#endif

/// A row that was not applied.
struct RejectedRow: Sendable, Hashable {
    /// The line of the file on which it begins, from 1.
    var line: Int
    var reason: String
    /// What is wrong with single fields; empty where it is the row.
    var problems: [FieldProblem] = []
    /// The row as it was written; what is not UTF-8 in it is replaced.
    var raw: String
}

/// Tells of each row that was not applied: the first on the terminal, all of them in a file where one was asked for.
final class RejectedRows {
    /// Rows told on the terminal.
    static let shown = 20
    /// Rows kept for the summary in JSON.
    static let kept = 1000

    private(set) var count = 0
    private(set) var first: [RejectedRow] = []
    private let terminal: Terminal
    private let descriptor: Int32?

    /// - Parameter path: a CSV file of line, reason and row, made anew; nil for none.
    /// - Throws: ``CommandFailure`` where the file cannot be written.
    init(terminal: Terminal, path: String?) throws(CommandFailure) {
        self.terminal = terminal
        descriptor = path.map { open($0, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644) }
        guard descriptor ?? 0 >= 0 else {
            throw CommandFailure("\(path ?? "") cannot be written: \(String(cString: strerror(errno)))")
        }
        try write("line,reason,row\r\n")
    }

    deinit {
        if let descriptor, descriptor >= 0 { close(descriptor) }
    }

    func add(_ row: RejectedRow) throws(CommandFailure) {
        count += 1
        if count <= Self.shown {
            terminal.message("line \(row.line): \(PrintableText.of(row.reason))")
        } else if count == Self.shown + 1 {
            terminal.message(
                "further rejected rows are only counted\(descriptor == nil ? "; --rejects FILE has them all" : "")")
        }
        if first.count < Self.kept { first.append(row) }
        try write("\(row.line),\(Self.quoted(row.reason)),\(Self.quoted(row.raw))\r\n")
    }

    /// By scalars: a quote with an accent over it is another character, yet ends the field.
    private static func quoted(_ text: String) -> String {
        var scalars = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { scalars.append(scalar) }
            scalars.append(scalar)
        }
        return String(scalars) + "\""
    }

    private func write(_ text: String) throws(CommandFailure) {
        guard let descriptor else { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandFailure("the file of rejected rows cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
