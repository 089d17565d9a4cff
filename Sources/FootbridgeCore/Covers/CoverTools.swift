public import CoverRecognition
import Synchronization

/// Compilers and recognisers that are reused by whichever thread comes next: their buffers cost more to make than a
/// cover to look at.
public final class CoverTools: Sendable {
    private let compilers = Mutex<[CoverCompiler]>([])
    private let recognizers = Mutex<[CoverRecognizer]>([])

    public init() {}

    /// Frees those that nobody works with, some 30 MB for each thread that did; the next are made anew.
    public func freeIdle() {
        compilers.withLock { $0 = [] }
        recognizers.withLock { $0 = [] }
    }

    public func withCompiler<Result, Failure: Error>(
        _ body: (inout CoverCompiler) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var compiler = compilers.withLock { $0.popLast() } ?? CoverCompiler()
        defer { compilers.withLock { [compiler] in $0.append(compiler) } }
        return try body(&compiler)
    }

    public func withRecognizer<Result, Failure: Error>(
        _ body: (inout CoverRecognizer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var recognizer = recognizers.withLock { $0.popLast() } ?? CoverRecognizer()
        defer { recognizers.withLock { [recognizer] in $0.append(recognizer) } }
        return try body(&recognizer)
    }
}
