import Foundation

/// Why nothing could be measured.
public struct BenchmarkFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }

    /// Says on standard error why nothing could be measured, and ends this process with status 1.
    public static func end(_ error: any Error) -> Never {
        FileHandle.standardError.write(Data("nothing more is measured: \(error)\n".utf8))
        exit(1)
    }
}
