import Subprocess
import SystemPackage

/// Another program, run to its end.
public enum Program {
    /// - Parameters:
    ///   - path: of the program.
    ///   - environment: what it gets beside the environment of this process.
    ///   - limit: after which it is ended.
    /// - Returns: what it wrote to standard output and to standard error.
    /// - Throws: ``BenchmarkFailure`` with what it wrote to standard error where it does not end well.
    @discardableResult
    public static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], limit: Duration = .seconds(60)
    ) async throws -> (output: String, errors: String) {
        let added = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) })
        return try await withThrowingTaskGroup(of: (output: String, errors: String).self) { group in
            group.addTask {
                let ended = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(arguments), environment: .inherit.updating(added),
                    output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
                guard ended.terminationStatus.isSuccess else {
                    throw BenchmarkFailure("\(path) failed: \(ended.standardError)")
                }
                return (ended.standardOutput, ended.standardError)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw BenchmarkFailure("\(path) takes longer than \(limit)")
            }
            // Whichever is first; a program that still runs ends with its task.
            defer { group.cancelAll() }
            return try await group.next() ?? ("", "")
        }
    }
}
